"""Whose a decision is to make, in a log: what is not looked at is not known. An outside tester's ledgers, one for each,
with a command for each decision."""

from collections.abc import Iterator

import pytest

from ledger.events import RecordingErrorCorrected, Replacement, UnitRegistered
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.log.log import Log
from ledger.values import Basis
from tests.checks import check_log
from tests.given import adjusted, basis, decided, key, opening
from tests.ledger.trying import put

RAISED, OTHERS, ACROSS = "total-raised-by-other-body", "frame-of-other-unit", "transfer-across-units"
LINE_IFO, AGED, NEW = (key("sn", line=line) for line in ("ifo", "aldre", "nytt"))
SN = BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", aliases=("Nämnden",))


def sn(day: str = "2026-02-10", paragraph: str = "§ 7", body: str = "Socialnämnden") -> Basis:
    """A decision of the social board."""
    return basis(day, paragraph, 1, body)


@pytest.fixture
def units(own_log: Log) -> Iterator[Log]:
    """Units, positions 5 to 7 after the city's own."""
    assert put(own_log, *opening().facts) == []
    assert put(own_log, *(UnitRegistered(unit, unit.upper()) for unit in ("sn", "bun", "fin"))) == []
    yield own_log
    check_log(own_log)


@pytest.fixture
def lines(units: Log) -> Log:
    """The board is registered (8), and the council has given sn 300 and 200 on two lines, each in a command of its own
    (9, 10)."""
    assert put(units, SN, on=basis("2025-01-02", "§ 1")) == []
    assert put(units, decided(300_00, frame=LINE_IFO), on=basis("2025-11-24", "§ 100")) == []
    assert put(units, decided(200_00, frame=AGED), on=basis("2025-11-24", "§ 101")) == []
    return units


def test_r12_beside_the_councils_lines(lines: Log) -> None:
    """zf01-04, aa1-04."""
    for fact in (decided(50_00, frame=NEW), adjusted(50_00, frame=NEW), decided(500_00, frame=key("sn"))):
        assert put(lines, fact, on=sn()) == [RAISED]
    assert put(lines, adjusted(-50_00, frame=LINE_IFO), on=sn()) == []
    assert put(lines, decided(50_00, frame=NEW), on=sn("2026-03-10", "§ 20")) == []


def test_r12_what_was_lowered_may_be_raised_again(lines: Log) -> None:
    """zf10-05; and not once more."""
    assert put(lines, adjusted(-10_00, frame=LINE_IFO), on=sn()) == []
    assert put(lines, adjusted(11_00, frame=AGED), on=sn("2026-03-10", "§ 20")) == [RAISED]
    assert put(lines, adjusted(10_00, frame=AGED), on=sn("2026-03-10", "§ 20")) == []
    assert put(lines, decided(211_00, frame=AGED), on=sn("2026-04-10", "§ 30")) == [RAISED]
    assert put(lines, RecordingErrorCorrected(11, "fel")) == [RAISED], "the raise would be unpaid"
    assert put(lines, RecordingErrorCorrected(12, "fel")) == []


def test_r12_the_councils_set_is_corrected(lines: Log) -> None:
    """zf11-05: 310 + 190 of 300 + 200; 290 is too little, and 295 too where the board has 5 less elsewhere is not."""
    assert put(lines, decided(190_00, frame=AGED), decided(310_00, frame=LINE_IFO), on=sn()) == []
    on = basis("2025-11-24", "§ 100")
    assert put(lines, RecordingErrorCorrected(9, "fel", Replacement(decided(290_00, frame=LINE_IFO), on))) == [RAISED]
    assert put(lines, decided(180_00, frame=AGED), on=sn("2026-03-10", "§ 20")) == []
    assert put(lines, RecordingErrorCorrected(9, "fel", Replacement(decided(290_00, frame=LINE_IFO), on))) == []


def test_r14_by_whom_nobody_has_registered(units: Log) -> None:
    """zf02-04, -05: with nobody registered, what moves between units by two commands; then, what changes any."""
    for unit in ("sn", "bun", "fin"):
        assert put(units, decided(500_00, frame=key(unit)), on=basis(paragraph=f"§ {unit}")) == []
    stranger = sn(body="Kulturnämnden")
    assert put(units, adjusted(-100_00, frame=key("bun")), on=stranger) == []
    assert put(units, adjusted(100_00, frame=key("fin")), on=stranger) == [ACROSS]
    assert put(units, SN, on=basis("2025-01-02", "§ 1")) == []
    assert put(units, adjusted(-100_00, frame=key("bun")), on=sn("2026-02-11", "§ 9", "Kulturnämnden")) == [OTHERS]
    assert put(units, decided(900_00, frame=key("bun", 2027)), on=sn("2026-02-11", "§ 9")) == [OTHERS]


def test_r16_one_name_for_two_boards(units: Log) -> None:
    """zf18, by two commands."""
    assert put(units, SN, on=basis("2025-01-02", "§ 1")) == []
    other = BodyRegistered("Bildningsnämnden", BodyKind.BOARD, "bun", aliases=("Nämnden",))
    assert put(units, other, on=basis("2025-01-02", "§ 2")) == ["body-name-taken"]
