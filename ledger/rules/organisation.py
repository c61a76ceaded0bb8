"""Rules for who keeps the ledger and how its units hang together."""

import re
from collections.abc import Iterator
from typing import Final

from ledger.errors import Refusal
from ledger.events import LedgerOpened, UnitRegistered
from ledger.rules.state import State

_ORGANISATION_NUMBER: Final = re.compile(r"[0-9]{6}-[0-9]{4}")
_COUNTIES: Final = frozenset(f"{code:02}" for code in (1, *range(3, 11), 12, 13, 14, *range(17, 26)))
"""SCB's county codes; the first two digits of a municipality code."""


def open_ledger(state: State, fact: LedgerOpened) -> Iterator[Refusal]:
    """A ledger is opened once, for an organisation whose number and code hold together."""
    if state.organisation is not None:
        detail = f"Liggaren är redan öppnad för {state.organisation.name}."
        yield Refusal("ledger-already-opened", detail, fact.name, state.organisation.name)
    yield from identity(fact)


def identity(fact: LedgerOpened) -> Iterator[Refusal]:
    """The organisation number's check digit (Luhn, SKV 709) and the form of SCB's municipality code."""
    number = fact.organisation_number
    if not _ORGANISATION_NUMBER.fullmatch(number) or not number.isascii():
        detail = f"Organisationsnumret {number} har inte formen NNNNNN-NNNN."
        yield Refusal("organisation-number-invalid", detail, number, right="tio siffror, till exempel 212000-0142")
    elif check_digit(number) != number[-1]:
        right = number[:-1] + check_digit(number)
        detail = f"Organisationsnumret {number} har fel kontrollsiffra: {number[-1]} i stället för {right[-1]}."
        yield Refusal("organisation-number-invalid", detail, number[-1], right[-1], right=right)
    code = fact.municipality_code
    if code is not None and not (re.fullmatch(r"[0-9]{4}", code) and code[:2] in _COUNTIES):
        detail = f"Kommunkoden {code} finns inte: fyra siffror, de två första är länets."
        yield Refusal("municipality-code-invalid", detail, code, right="fyra siffror som text, till exempel 0180")


def check_digit(number: str) -> str:
    """The Luhn digit of the nine first digits of an organisation number.

    >>> check_digit("212000-0142")
    '2'
    """
    digits = [int(digit) for digit in number if digit.isdigit()][:9]
    doubled = [digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def register_unit(state: State, fact: UnitRegistered) -> Iterator[Refusal]:
    """A unit is registered once, under its permanent id."""
    known = state.units.get(fact.unit)
    if known is not None:
        detail = f"Enheten {fact.unit} är redan registrerad som {known.name}."
        yield Refusal("unit-already-registered", detail, fact.name, known.name)
    if fact.parent == fact.unit:
        detail = f"Enheten {fact.unit} kan inte ligga under sig själv."
        yield Refusal("unit-unknown", detail, right="en annan enhet, eller ingen alls")
