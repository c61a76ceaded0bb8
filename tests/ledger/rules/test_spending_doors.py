"""KL 11:15 at doors that are overlooked: an opening entry over what is known, an index, a decision across New Year.

The scene and the words are those of `test_spending.py` (decision D-1).
"""

from typing import Final

from msgspec.structs import replace

from ledger.events import FrameAdjusted, FrameDecided, IndexDecided, OpeningEntryMade, TechnicalAdjustmentMade
from tests.given import BUDGET, basis, between, decided, key, money
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning
from tests.ledger.rules.test_spending import CLAUSE_2, FIN, KS, MAY, MISSING, NOTE, SET, SN, more, says


def test_d1_an_opening_entry_over_a_frame_that_is_known_is_no_way_round() -> None:
    """Only what a frame was that nobody knew is an opening; without a decision there is nothing to ask."""
    opening = OpeningEntryMade(SN, BUDGET, money(900_000))
    scene = given(*SET).when_together(opening, on=MAY).then(MISSING)
    assert scene.verdict.refusals[0].difference == "4\u00a0000\u00a0kr"
    given(*SET).when_together(opening, more(KS, -300_000), more(FIN, 0, 100_000), on=MAY).then()
    given(*SET).when_together(opening).then(warning("undated-set-replaces"))
    given(*SET).when_together(opening, on=basis("2025-12-15")).then()
    given().when_together(opening, on=MAY).then(NOTE)


INDEXED: Final = FrameDecided(key("sbk"), BUDGET, money(100_000), index="kf-index")
FEBRUARY: Final = basis("2026-02-03", paragraph="§ 4")


def test_d1_an_index_on_a_frame_that_was_decided_with_it_in_the_year_is_asked() -> None:
    before = past(decided(100_000, frame=key("sbk")))
    scene = given(*SET, before, past(INDEXED, FEBRUARY))
    [refused] = scene.when_together(IndexDecided("kf-index", 30_000_000), on=MAY).then(MISSING).verdict.refusals
    assert (refused.difference, "sbk drift 2026" in refused.detail) == ("30\u00a0kr", True)
    scene.when_together(IndexDecided("kf-index", 30_000_000), more(KS, -3_000), on=MAY).then()
    scene.when_together(more(KS, -3_000), IndexDecided("kf-index", 30_000_000), on=MAY).then()
    scene.when_together(IndexDecided("kf-index", -30_000_000), on=MAY).then()
    scene.when_together(IndexDecided("kf-index", 30_000_000), on=replace(MAY, body="KS")).then(
        refusal("total-raised-by-other-body")
    )
    changed = past(FrameAdjusted(SN, money(10_000, 10_000), index="kf-index"), FEBRUARY)
    given(*SET, changed).when_together(IndexDecided("kf-index", 30_000_000), on=MAY).then()
    costs = past(FrameAdjusted(SN, money(10_000), index="kf-index"), FEBRUARY)
    given(*SET, costs).when_together(IndexDecided("kf-index", 30_000_000), on=MAY).then(MISSING)


def test_d1_an_index_on_what_a_later_set_has_swallowed_raises_nothing() -> None:
    swallowed = (past(decided(100_000, frame=key("sbk"))), past(INDEXED, FEBRUARY))
    later = past(decided(90_000, frame=key("sbk")), basis("2026-03-01", paragraph="§ 9"))
    given(*SET, *swallowed, later).when_together(IndexDecided("kf-index", 30_000_000), on=MAY).then()


def test_d1_an_index_that_was_decided_before_the_frame_is_asked_with_the_frame() -> None:
    before = past(decided(100_000, frame=key("sbk")))
    index = past(IndexDecided("kf-index", 30_000_000), FEBRUARY)
    scene = given(*SET, before, index).when_together(INDEXED, on=MAY).then(MISSING)
    assert scene.verdict.refusals[0].difference == "30\u00a0kr"
    given(*SET, before, index).when_together(INDEXED, more(KS, -3_000), on=MAY).then()
    together = given(*SET, before).when_together(INDEXED, IndexDecided("kf-index", 30_000_000), on=MAY).then(MISSING)
    assert together.verdict.refusals[0].difference == "30\u00a0kr"


def test_d1_a_correction_of_an_index_is_held_to_it() -> None:
    lowered = past(more(KS, -3_000), CLAUSE_2)
    decided_index = past(IndexDecided("kf-index", 30_000_000), MAY)
    first = 5 + len(SET) + 3
    there = given(*SET, past(decided(100_000, frame=key("sbk"))), past(INDEXED, FEBRUARY), lowered, decided_index)
    there.when_together(corrected(first, IndexDecided("kf-index", 40_000_000), on=MAY)).then(MISSING)
    there.when_together(corrected(first, IndexDecided("kf-index", 20_000_000), on=MAY)).then()


def test_d1_a_decision_whose_year_is_not_known_is_not_asked() -> None:
    untested = ["decision-day-inferred", "financing-day-unknown"]
    assert says(more(SN, 10_000), between("2025-12-01", "2026-01-31")) == untested
    assert says(more(SN, 10_000), between("2025-12-20", None)) == untested
    assert says(more(SN, 10_000), between("2026-01-01", "2026-01-31"))[0] == "financing-missing"


def test_d1_a_decision_across_new_year_is_told_that_it_cannot_be_tested_when_there_is_something_to_test() -> None:
    across = between("2025-12-20", "2026-03-31")
    given(*SET).when_together(more(SN, 10_000), on=across).then(
        warning("decision-day-inferred"),
        warning(
            "financing-day-unknown",
            "Beslutet är fattat mellan 2025-12-20 och 2026-03-31: om det var under 2026 är inte känt, så det kan inte "
            "prövas om höjningen (slk drift 2026 100\u00a0kr) är finansierad (KL 11:15).",
        ),
    )
    for facts in (
        (more(SN, -10_000),),
        (more(SN, 10_000), more(KS, -10_000)),
        (more(key("slk", 2027), 10_000),),
        (TechnicalAdjustmentMade(SN, money(10_000), KS),),
    ):
        verdict = given(*SET, past(decided(1_000, frame=key("slk", 2027)))).when_together(*facts, on=across).verdict
        assert (verdict.refusals, verdict.warnings[-1].code) == ((), "decision-day-inferred")
    met = past(more(KS, -10_000), replace(across, clause=2))
    given(*SET, met).when_together(more(SN, 10_000), on=across).then(warning("decision-day-inferred"))


def test_d1_a_raise_of_an_unknown_frame_that_is_met_in_the_decision_is_not_told() -> None:
    """What only changes does that whatever the frame was: 3 more for one and 3 less for another are met."""
    unknown = key("sbk", year=2026)
    assert "financing-not-tested" in says(more(unknown, 3_00))
    together = given(*SET).when_together(more(unknown, 3_00), more(SN, -3_00), on=MAY)
    assert [each.code for each in together.verdict.warnings if each.code == "financing-not-tested"] == []
    part = given(*SET).when_together(more(unknown, 3_00), more(SN, -2_00), on=MAY)
    assert [each.code for each in part.verdict.warnings if each.code == "financing-not-tested"] != []
