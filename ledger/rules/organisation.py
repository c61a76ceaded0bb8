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
        detail = f"Kommunkoden {code} stämmer inte: den har fyra siffror, och de två första är ett läns."
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
    yield from tree(state, fact)


def tree(state: State, fact: UnitRegistered) -> Iterator[Refusal]:
    """No unit is below itself, however many units there are in between."""
    way, above = [fact.unit], fact.parent
    while above is not None and above not in way:
        way.append(above)
        above = state.units[above].parent if above in state.units else None
    if above == fact.unit:
        detail = f"Enheten {fact.unit} skulle ligga under sig själv: {' under '.join([*way, above])}."
        yield Refusal("unit-below-itself", detail, fact.parent, right="en enhet som inte ligger under den, eller ingen")
