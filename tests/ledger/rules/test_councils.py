"""R-12 over parts: what the council has set as a whole is not raised by a line, or a unit below, that nobody has set;
and what a board divides is no more than it was given."""

from typing import Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    FrameDecided,
    FrameTransferred,
    IndexDecided,
    OpeningEntryMade,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.values import Basis, FrameKey, UnitRole
from tests.given import BUDGET, adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import When, accepting, corrected, given, past, without_basis

RAISED, OTHERS = "total-raised-by-other-body", "frame-of-other-unit"
UNITS: Final = tuple(
    without_basis(UnitRegistered(unit, name, parent))
    for unit, name, parent in (
        *(("sn", "Socialnämnden", None), ("bun", "Barnnämnden", None), ("ifo", "Individ och familj", "sn")),
        ("team", "Team", "ifo"),
    )
)
WHOLE: Final = (*UNITS, *(past(decided(100_00, frame=key(unit))) for unit in ("sn", "bun")))
"""The council has given sn 100 kr and bun 100 kr, as totals."""

LINE, IFO, TEAM = key("sn", line="ny"), key("ifo"), key("team", line="ny")


def by(body: str = "Socialnämnden", paragraph: str = "§ 30", day: str = "2026-03-02") -> Basis:
    return basis(day, paragraph, 1, body)


def refused(when: When) -> list[str]:
    return [each.code for each in when.verdict.refusals]


@pytest.mark.parametrize("part", [LINE, IFO, TEAM, key("ifo", line="ny")], ids=lambda part: part.tag)
@pytest.mark.parametrize("body", ["Socialnämnden", "KS", "Tekniska nämnden", "Ekonomichefen", "Socialnämden"])
def test_r12_a_line_that_nobody_has_set_raises_the_total(part: FrameKey, body: str) -> None:
    scene = given(*WHOLE)
    assert RAISED in refused(scene.when_together(adjusted(5_00, frame=part), on=by(body)))
    paid = (adjusted(5_00, frame=part), adjusted(-5_00, frame=key("sn")))
    for order in (paid, paid[::-1]):
        assert RAISED not in refused(scene.when_together(*order, on=by(body)))
    dearer = (adjusted(6_00, frame=part), adjusted(-5_00, frame=key("sn")))
    assert RAISED in refused(scene.when_together(*dearer, on=by(body)))


def test_r12_its_own_board_moves_into_a_line_and_the_council_may_raise_it() -> None:
    scene = given(*WHOLE)
    for fact in (
        FrameTransferred(key("sn"), LINE, money(5_00)),
        FrameTransferred(key("sn"), IFO, money(5_00)),
        TechnicalAdjustmentMade(LINE, money(5_00), key("sn")),
        adjusted(-5_00, frame=LINE),
    ):
        assert refused(scene.when_together(fact, on=by())) == []
    spent = accepting("financing-missing")
    assert refused(scene.when_together(adjusted(5_00, frame=LINE), on=by("KF"), accept=[spent])) == []
    assert refused(given(*UNITS).when_together(adjusted(5_00, frame=LINE), on=by())) == [], "with nothing set above it"


def test_r14_nor_is_a_line_of_another_boards_frame_ones_own() -> None:
    scene = given(*WHOLE)
    lowered = adjusted(-5_00, frame=key("bun", line="ny"))
    assert refused(scene.when_together(lowered, on=by())) == [OTHERS]
    assert refused(scene.when_together(lowered, on=by("Barnnämnden"))) == []
    moved = FrameTransferred(key("bun", line="ny"), LINE, money(5_00))
    assert refused(scene.when_together(moved, on=by())) == ["transfer-across-units"]


# --- What a board divides ---------------------------------------------------------------------------------------


def test_r12_a_board_divides_what_it_was_given_and_no_more() -> None:
    """100 kr: 60 and 40 are all of it, and 60 and 50 are 10 more."""
    scene = given(*WHOLE)
    sixty, forty = decided(60_00, frame=LINE), decided(40_00, frame=IFO)
    assert refused(scene.when_together(sixty, forty, on=by())) == []
    assert refused(scene.when_together(decided(100_00, frame=LINE), on=by())) == []
    fifty = decided(50_00, frame=key("sn", line="mer"))
    for order in ((sixty, fifty), (fifty, sixty)):
        told = scene.when_together(*order, on=by()).verdict.refusals
        assert {each.code for each in told} == {RAISED}
    [alone] = scene.when_together(decided(110_00, frame=LINE), on=by()).verdict.refusals
    assert (alone.detail, alone.right) == (
        (
            "Socialnämnden fördelar 10\u00a0kr mer än sn drift 2026 är, bland annat genom sn ny drift 2026. Ramen är "
            "fastställd av fullmäktige, som ensam höjer summan av ramarna (KL 5:1, 5:2)."
        ),
        "10\u00a0kr mindre, eller ett beslut av fullmäktige",
    )
    accepted = scene.when_together(decided(110_00, frame=LINE), on=by(), accept=[accepting(RAISED)]).verdict
    assert accepted.refusals == ()


def test_r12_a_part_of_a_part_is_divided_within_it_and_counted_once() -> None:
    scene = given(*WHOLE)
    ifo, team = decided(40_00, frame=IFO), decided(40_00, frame=key("team"))
    assert refused(scene.when_together(ifo, team, decided(60_00, frame=LINE), on=by())) == []
    twice = (decided(60_00, frame=LINE), ifo, decided(40_00, frame=key("ifo", line="ny")))
    assert refused(scene.when_together(*twice, on=by())) == []
    both = (decided(100_00, frame=LINE), decided(100_00, frame=IFO))
    assert refused(scene.when_together(*both, on=by())) == [], "the same money by line and by unit, which is told"
    below = (decided(60_00, frame=IFO), decided(50_00, frame=key("sid", line="ny")))
    beside = without_basis(UnitRegistered("sid", "Sidan", "sn"))
    assert refused(given(*WHOLE, beside).when_together(*below, on=by())) == [RAISED, RAISED]


def test_r12_what_a_board_has_divided_is_changed_within_the_whole() -> None:
    set_before = past(decided(60_00, frame=LINE), by(paragraph="§ 9"))
    scene = given(*WHOLE, set_before)
    assert refused(scene.when_together(adjusted(40_00, frame=LINE), on=by())) == []
    assert refused(scene.when_together(adjusted(41_00, frame=LINE), on=by())) == [RAISED]
    again = scene.when_together(decided(60_00, frame=LINE), adjusted(41_00, frame=LINE), on=by())
    assert {*refused(again)} == {RAISED}
    less = given(*WHOLE, set_before, past(decided(50_00, frame=key("sn")), basis("2026-02-16", "§ 7")))
    assert refused(less.when_together(decided(55_00, frame=LINE), on=by())) == [], "only what makes it worse"
    assert refused(less.when_together(decided(61_00, frame=LINE), on=by())) == [RAISED]
    first = 5 + len(WHOLE)
    assert refused(scene.when_together(corrected(first, decided(100_00, frame=LINE), by(paragraph="§ 9")))) == []
    assert RAISED in refused(scene.when_together(corrected(first, decided(110_00, frame=LINE), by(paragraph="§ 9"))))


def test_r12_a_revenue_beside_pays_for_what_is_divided() -> None:
    """By net: costs of 110 with revenues of 10 are 100."""
    assert refused(given(*WHOLE).when_together(FrameDecided(LINE, BUDGET, money(110_00, 10_00)), on=by())) == []


@pytest.mark.parametrize("year", [2025, 2027])
def test_r12_another_year_is_another_whole(year: int) -> None:
    assert refused(given(*WHOLE).when_together(decided(500_00, frame=replace(LINE, year=year)), on=by())) == []


# --- Money that a board has only set down itself ----------------------------------------------------------------

POT: Final = without_basis(UnitRegistered("pot", "Central medelsreserv", role=UnitRole.CENTRAL_RESERVE))


@pytest.mark.parametrize(
    "fact",
    [
        CentralReserveReleased(key("pot"), key("sn"), money(5_00)),
        SupplementaryAppropriationDecided(
            key("sn"), money(5_00), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 5_00, key("pot")),)
        ),
        SupplementaryAppropriationDecided(
            key("sn"), money(5_00), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 5_00),)
        ),
        FrameTransferred(key("pot"), key("sn"), money(5_00)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_r12_a_reserve_that_the_executive_has_set_itself_gives_nobody_anything(fact: AnyFact) -> None:
    own = past(decided(900_00, frame=key("pot")), by("KS", "§ 9", "2026-01-20"))
    assert RAISED in refused(given(*WHOLE, POT, own).when_together(fact, on=by("KS")))
    assert RAISED in refused(given(*WHOLE, POT).when_together(decided(900_00, frame=key("pot")), fact, on=by("KS")))
    for there in (
        past(decided(20_00, frame=key("pot"))),
        without_basis(OpeningEntryMade(key("pot"), BUDGET, money(20_00))),
        past(decided(20_00, frame=key("pot")), by("Komunfullmäktige", "§ 9", "2026-01-20")),
        own._replace(fact=adjusted(20_00, frame=key("pot"))),
    ):
        assert RAISED not in refused(given(*WHOLE, POT, there).when_together(fact, on=by("KS")))


# --- With an index ----------------------------------------------------------------------------------------------

INDEX: Final = IndexDecided("i", 30_000_000)


def plus(fact: AnyFact) -> AnyFact:
    return replace(fact, index="i")


@pytest.mark.parametrize(
    ("facts", "raises"),
    [
        ((plus(decided(100_00, frame=key("sn"))),), True),
        ((plus(decided(97_00, frame=key("sn"))),), False),
        ((plus(adjusted(-10_00, frame=key("sn"))),), False),
        ((plus(adjusted(10_00, frame=key("sn"))), adjusted(-10_00, frame=key("sn"))), True),
        ((plus(adjusted(10_00, frame=key("sn"))), adjusted(-10_30, frame=key("sn"))), False),
    ],
)
def test_r12_an_index_that_is_decided_is_a_part_of_what_is_set_with_it(
    facts: tuple[AnyFact, ...], raises: bool
) -> None:
    """3 %: 100 kr "+ index" is 103 where the council set 100, and 97 "+ index" is 99,91."""
    decided_before = given(*WHOLE, past(INDEX, basis("2026-01-20", "§ 2")))
    expected = [RAISED] if raises else []
    assert refused(decided_before.when_together(*facts, on=by())) == expected
    for order in ((INDEX, *facts), (*facts, INDEX)):
        assert refused(given(*WHOLE).when_together(*order, on=by())) == expected
    council = given(*UNITS, past(FrameDecided(key("sn"), BUDGET, money(100_00), index="i")), past(INDEX, by("KF")))
    again = plus(decided(100_00, frame=key("sn")))
    assert refused(council.when_together(again, on=by(day="2026-04-01"))) == [], "which is what it was"
