"""Rules for who keeps the ledger and how its units hang together."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, assert_never, get_args

from ledger.errors import Refusal
from ledger.events import AnyUnitFact, OrganisationFact, organisation
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.tree import Aspect, UnitOnDay, units_on, way_up
from ledger.money import PARTS_PER_BILLION, rate_text
from ledger.rules.family import Family

_ORGANISATION_NUMBER: Final = re.compile(r"[0-9]{6}-[0-9]{4}")
_COUNTIES: Final = frozenset(f"{code:02}" for code in (1, *range(3, 11), 12, 13, 14, *range(17, 26)))
"""SCB's county codes; the first two digits of a municipality code."""


def shape(fact: OrganisationFact) -> Iterator[Refusal]:
    """An organisation whose number and code hold together; a reorganisation that is one."""
    yield from identity(fact) if isinstance(fact, organisation.LedgerOpened) else reorganise(fact)


def once(state: State, fact: OrganisationFact, situation: Situation) -> Iterator[Refusal]:
    """A ledger is opened once, and a unit is registered once, under its permanent id."""
    if situation.corrects is not None:
        return
    if isinstance(fact, organisation.LedgerOpened) and state.organisation is not None:
        detail = f"Liggaren är redan öppnad för {state.organisation.name}."
        right = "en annan liggare, eller posterna utan ”liggare öppnad”"
        yield Refusal("ledger-already-opened", detail, fact.name, state.organisation.name, right=right)
    if isinstance(fact, organisation.UnitRegistered) and (known := state.units.get(fact.unit)) is not None:
        detail = f"Enheten {fact.unit} är redan registrerad som {known.name}."
        right = "ett eget id för varje enhet; ett nytt namn är posten ”enhet omdöpt”"
        yield Refusal("unit-already-registered", detail, fact.name, known.name, right=right)


def identity(fact: organisation.LedgerOpened) -> Iterator[Refusal]:
    """The organisation number's check digit (Luhn) and first and third digit (SKV 709), and the form of SCB's
    municipality code."""
    yield from () if fact.organisation_number is None else _number(fact.organisation_number)
    code = fact.municipality_code
    if code is not None and not (re.fullmatch(r"[0-9]{4}", code) and code[:2] in _COUNTIES):
        detail = f"Kommunkoden {code} stämmer inte: den har fyra siffror, och de två första är länets kod."
        yield Refusal("municipality-code-invalid", detail, code, right="fyra siffror som text, till exempel 0180")


def _number(number: str) -> Iterator[Refusal]:
    if not _ORGANISATION_NUMBER.fullmatch(number) or not number.isascii():
        detail = f"Organisationsnumret {number} har inte formen NNNNNN-NNNN."
        yield Refusal("organisation-number-invalid", detail, number, right="tio siffror, till exempel 212000-0142")
    elif check_digit(number) != number[-1]:
        right = number[:-1] + check_digit(number)
        detail = f"Organisationsnumret {number} har fel kontrollsiffra: {number[-1]} i stället för {right[-1]}."
        yield Refusal("organisation-number-invalid", detail, number[-1], right[-1], right=right)
    elif number[0] == "0" or number[2] < "2":
        detail = f"Organisationsnumret {number} hör inte till en organisation: första siffran är 1–9, tredje minst 2."
        yield Refusal("organisation-number-invalid", detail, number, right="organisationens nummer hos Skatteverket")


def check_digit(number: str) -> str:
    """The Luhn digit of the nine first digits of an organisation number.

    >>> check_digit("212000-0142")
    '2'
    """
    digits = [int(digit) for digit in number if digit.isdigit()][:9]
    doubled = [digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def reorganise(fact: AnyUnitFact) -> Iterator[Refusal]:
    """What a change of units must look like: days in order, and somebody else who takes over."""
    match fact:
        case organisation.UnitCodeAssigned(applies_from=first, last_day=last) if first and last and last < first:
            detail = f"Koden {fact.code} gäller till och med {last}, före {first} då den börjar gälla."
            yield Refusal("interval-reversed", detail, str(last), str(first), right=f"{first} eller senare")
        case organisation.UnitClosed(unit=unit, successors=successors) if unit in successors:
            yield _own_successor(unit)
        case organisation.UnitsMerged(merged=merged, into=into) if set(merged) == {into}:
            yield _own_successor(into)
        case organisation.UnitSplit(parts=parts) if len(set(parts)) < 2:
            detail = f"Enheten {fact.unit} delas inte: alla delar är {parts[0]}."
            yield Refusal("reorganisation-empty", detail, right="minst två olika delar")
        case organisation.UnitSplit():
            yield from _key_whole(fact)
        case (
            organisation.UnitRegistered()
            | organisation.UnitRenamed()
            | organisation.UnitMoved()
            | organisation.UnitClosed()
        ):
            return
        case organisation.UnitsMerged() | organisation.UnitAliasAdded() | organisation.UnitCodeAssigned():
            return
        case _:
            assert_never(fact)


def _key_whole(split: organisation.UnitSplit) -> Iterator[Refusal]:
    """R-48: a key has one share for each part, nobody else has any, and together they are exactly the whole."""
    if not split.key:
        return
    said, parts = [share.unit for share in split.key], list(dict.fromkeys(split.parts))
    if sorted(said) != sorted(parts):
        detail = f"Nyckeln för {split.unit} har andelar för {', '.join(said)}, men delarna är {', '.join(parts)}."
        yield Refusal("shares-not-whole", detail, right="en andel för varje del, och ingen annan", where="key")
    summed = sum(share.share_ppb for share in split.key)
    if summed != PARTS_PER_BILLION:
        written, difference = rate_text(summed), rate_text(summed - PARTS_PER_BILLION)
        detail = f"Nyckeln för {split.unit}: andelarna är tillsammans {written}, inte hela enheten."
        right = f"andelar som tillsammans är exakt {rate_text(PARTS_PER_BILLION)}"
        yield Refusal("shares-not-whole", detail, rate_text(PARTS_PER_BILLION), written, difference, right, "key")


def _own_successor(unit: str) -> Refusal:
    return Refusal("reorganisation-empty", f"Enheten {unit} kan inte efterträda sig själv.", right="en annan enhet")


def tree(after: State, moved: Iterable[str]) -> Iterator[Refusal]:
    """No unit is below itself on any day, however many units there are in between; names the first such day."""
    stated = after.of_units()
    days = sorted({said.statement.applies_from for said in stated if said.statement.aspect is Aspect.PARENT})
    for unit in moved:
        for day in days:
            way = way_up(_above(after, unit, day), unit)
            if len(way) > 1 and way[-1] == unit:
                since = "" if day == date.min else f" från och med {day}"
                detail = f"Enheten {unit} skulle ligga under sig själv{since}: {' under '.join(way)}."
                right = "en enhet som inte ligger under den, eller ingen"
                yield Refusal("unit-below-itself", detail, way[1], right=right)
                break


def _above(state: State, unit: str, day: date) -> dict[str, UnitOnDay]:
    """A unit and those above it on a day; the others are nothing to its way up."""
    units: dict[str, UnitOnDay] = {}
    above: str | None = unit
    while above is not None and above not in units and state.of_unit(above):
        units |= units_on(state.of_unit(above), day)
        above = units[above].parent
    return units


FAMILY = Family(get_args(OrganisationFact), shape, once)
