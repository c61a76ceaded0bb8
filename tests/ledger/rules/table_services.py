"""Rows of the refusal and the warning table for the chapter of services: exact texts, read aloud."""

from typing import Final

from tests.ledger.rules.rows import Row

REFUSAL_ROWS: Final[dict[str, Row]] = {}
WARNING_ROWS: Final[dict[str, Row]] = {}
