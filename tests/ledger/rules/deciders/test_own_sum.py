"""R-12: what the council has set for a unit and year in total is not raised by others, whichever line they use and in
however many decisions; and what they stay below, or come back to, is no raise."""

import pytest

from ledger.events import ClauseDecided, ClauseOutcome, FrameDecided, FrameTransferred
from ledger.values import Basis, FrameKind, InvestmentAmount
from tests.given import BUDGET, adjusted, basis, decided, key, money
from tests.ledger.rules.deciders.test_across import IFO, KS, SN, UNITS, refused
from tests.ledger.rules.scenario import Given, Past, accepting, corrected, given, past
from tests.ledger.rules.test_competence import RAISED, by

LINE_IFO, AGED, NEW, WHOLE = (key("sn", line=line) for line in ("ifo", "aldre", "nytt", "total"))
BUN_LINE = key("bun", line="skola")
LINES = (past(decided(300_00, frame=LINE_IFO)), past(decided(200_00, frame=AGED)), past(decided(9_00, frame=BUN_LINE)))
FIRST_LINE = 5 + len(UNITS) + 3


def world(*more: Past) -> Given:
    """The council has given sn 500 on two lines (300 and 200), and bun 9 on one."""
    return given(*UNITS, IFO, SN, KS, *LINES, *more)


def sn(day: str = "2026-02-10", paragraph: str = "§ 7") -> Basis:
    """A decision of the social board."""
    return by("Socialnämnden", day, paragraph)


@pytest.mark.parametrize(
    "fact", [decided(50_00, frame=NEW), adjusted(50_00, frame=NEW), decided(500_00, frame=WHOLE)], ids=repr
)
def test_what_is_put_beside_the_councils_lines_comes_on_top(fact: FrameDecided) -> None:
    """zf01-04: 300 + 200 by the council, 50 beside them by the board: 550. aa1-04: `total` beside the lines."""
    assert refused(world(), fact, on=sn()) == [RAISED]
    assert refused(world(), ClauseDecided(ClauseOutcome.APPROVED, "Ja.", facts=(fact,)), on=sn()) == [RAISED]
    assert refused(world(), fact, on=by("KF", "2025-12-01")) == []
    accepted = world().when(fact, sn(), accept=[accepting(RAISED)]).verdict
    assert "rule-accepted" in [warning.code for warning in accepted.warnings]


def test_the_text_says_where_the_council_has_set_it() -> None:
    (one,) = world().when(decided(50_00, frame=NEW), sn()).verdict.refusals
    assert one.detail == (
        "Socialnämnden höjer sn nytt drift 2026 med 50\u00a0kr netto. Enhetens ram är fastställd på andra "
        "anslagsposter av fullmäktige, som ensam höjer summan av ramarna (KL 5:1, 5:2)."
    )


def test_a_new_line_that_others_pay_for_raises_nothing() -> None:
    paid = adjusted(-50_00, frame=LINE_IFO)
    assert refused(world(), paid, decided(50_00, frame=NEW), on=sn()) == []
    assert refused(world(), decided(50_00, frame=NEW), paid, on=sn()) == []
    assert refused(world(), FrameTransferred(LINE_IFO, NEW, money(50_00)), on=sn()) == []
    assert refused(world(past(paid, sn())), decided(50_00, frame=NEW), on=sn("2026-03-10", "§ 20")) == []
    assert refused(world(past(paid, sn())), decided(51_00, frame=NEW), on=sn("2026-03-10", "§ 20")) == [RAISED]


def test_lines_of_another_year_kind_or_unit_are_nothing_to_it() -> None:
    investment = FrameDecided(key("sn", kind=FrameKind.INVESTMENT, line="nytt"), BUDGET, InvestmentAmount(50_00, 0))
    for fact in (decided(50_00, frame=key("sn", 2027, line="nytt")), investment, decided(0, frame=NEW)):
        assert refused(world(), fact, on=sn()) == []
    one_line = past(FrameDecided(key("sn", kind=FrameKind.INVESTMENT, line="p-1"), BUDGET, InvestmentAmount(50_00, 0)))
    assert refused(world(one_line), investment, on=sn()) == [RAISED]


LOWERED = past(adjusted(-10_00, frame=LINE_IFO), sn())
LATER = sn("2026-03-10", "§ 20")


def test_what_a_board_has_lowered_it_may_raise_again() -> None:
    """zf10-05: ifo −10 in February, aldre +10 in March: 290 + 210 = 500, which the council set."""
    scene = world(LOWERED)
    assert refused(scene, adjusted(10_00, frame=AGED), on=LATER) == []
    assert refused(scene, adjusted(11_00, frame=AGED), on=LATER) == [RAISED]
    assert refused(scene, decided(210_00, frame=AGED), on=LATER) == []
    assert refused(scene, decided(211_00, frame=AGED), on=LATER) == [RAISED]
    assert refused(scene, adjusted(6_00, frame=AGED), adjusted(4_00, frame=LINE_IFO), on=LATER) == []
    assert refused(scene, adjusted(6_00, frame=AGED), adjusted(5_00, frame=LINE_IFO), on=LATER) != []
    again = world(LOWERED, past(adjusted(6_00, frame=AGED), sn("2026-03-01", "§ 15")))
    assert refused(again, adjusted(4_00, frame=AGED), on=LATER) == []
    assert refused(again, adjusted(5_00, frame=AGED), on=LATER) == [RAISED], "6 of the 10 are used"


def test_only_what_it_lowered_itself_before_and_what_still_is_lower() -> None:
    raised = adjusted(10_00, frame=AGED)
    assert refused(world(LOWERED), raised, on=sn("2026-02-09")) == [RAISED], "it was not lowered yet"
    by_council = past(adjusted(-10_00, frame=LINE_IFO), by("KF", "2026-02-10"))
    assert refused(world(by_council), raised, on=LATER) == [RAISED], "the council lowered the total"
    set_anew = past(decided(300_00, frame=LINE_IFO), by("KF", "2026-02-20"))
    assert refused(world(LOWERED, set_anew), raised, on=LATER) == [RAISED], "the council has set it anew"
    elsewhere = past(adjusted(-9_00, frame=BUN_LINE), by("KF", "2026-02-10"))
    assert refused(world(elsewhere), adjusted(9_00, frame=AGED), on=LATER) == [RAISED]
    taken = world(LOWERED, past(FrameTransferred(AGED, NEW, money(10_00)), sn("2026-03-01", "§ 15")))
    assert refused(taken, raised, on=LATER) == [], "what is moved inside uses nothing"


def test_where_nobody_knows_whose_the_units_are_nothing_is_carried_between_them() -> None:
    """Of a board that nobody has linked to a unit: what it lowered for one pays for no other, in whatever decision."""
    stranger, later = by("Kulturnämnden", "2026-02-10"), by("Kulturnämnden", "2026-03-10", "§ 20")
    flat = given(*UNITS, *LINES, past(adjusted(-9_00, frame=BUN_LINE), stranger))
    assert refused(flat, adjusted(9_00, frame=AGED), on=later) == [RAISED]
    assert refused(flat, adjusted(9_00, frame=BUN_LINE), on=later) == []


DIVIDED = (past(decided(310_00, frame=LINE_IFO), sn()), past(decided(190_00, frame=AGED), sn()))


def test_what_the_council_set_corrected_to_less_than_what_is_divided_is_told() -> None:
    """zf11-05: 300 + 200 by the council, 310 + 190 by the board; the council's 300 was 290: the board has 10 more."""
    scene = world(*DIVIDED)
    lower = corrected(FIRST_LINE, decided(290_00, frame=LINE_IFO), basis())
    (one,) = scene.when_together(lower).verdict.refusals
    assert one.code == RAISED
    assert one.detail == (
        "Med rättelsen är det som Socialnämnden har beslutat för drift 2026 10\u00a0kr mer netto än det som "
        "fullmäktige har fastställt. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    both = lower, corrected(FIRST_LINE + 1, decided(210_00, frame=AGED), basis())
    assert scene.when_together(*both).verdict.refusals == ()
    board = lower, corrected(FIRST_LINE + 3, decided(300_00, frame=LINE_IFO), sn())
    assert scene.when_together(*board).verdict.refusals == ()
    accepted = scene.when_together(lower, accept=[accepting(RAISED)]).verdict
    assert [warning.code for warning in accepted.warnings] == ["swallowed", "rule-accepted"]


def test_a_correction_to_more_or_of_what_is_set_anew_says_nothing() -> None:
    more = corrected(FIRST_LINE, decided(310_00, frame=LINE_IFO), basis())
    assert world(*DIVIDED).when_together(more).verdict.refusals == ()
    anew = past(decided(300_00, frame=LINE_IFO), by("KF", "2026-05-04"))
    lower = corrected(FIRST_LINE, decided(290_00, frame=LINE_IFO), basis())
    scene = world(*DIVIDED, anew, past(decided(200_00, frame=AGED), by("KF", "2026-05-04")))
    assert scene.when_together(lower).verdict.refusals == (), "nothing of the board's stands"
    adjusted_only = world(past(adjusted(-5_00, frame=LINE_IFO), sn()), past(adjusted(5_00, frame=AGED), sn()))
    assert adjusted_only.when_together(lower).verdict.refusals == (), "what is changed follows what was set"


def test_a_lowering_that_is_taken_back_leaves_the_raise_unpaid() -> None:
    """ifo −10 and, in another decision, aldre +10: without the first, the board raises by 10."""
    scene, first = world(LOWERED, past(adjusted(10_00, frame=AGED), LATER)), FIRST_LINE + 3
    assert [each.code for each in scene.when_together(corrected(first)).verdict.refusals] == [RAISED]
    less = corrected(first, adjusted(-4_00, frame=LINE_IFO), sn())
    (one,) = scene.when_together(less).verdict.refusals
    assert "6\u00a0kr mer netto" in one.detail
    both = corrected(first), corrected(first + 1)
    assert scene.when_together(*both).verdict.refusals == ()
    assert scene.when_together(corrected(first + 1)).verdict.refusals == ()
    noted = corrected(first + 1, adjusted(9_00, frame=AGED), LATER)
    assert scene.when_together(noted).verdict.refusals == (), "still paid by the earlier one"
