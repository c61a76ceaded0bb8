"""What is said of a whole decision stands at the frames that it raises, whichever of its entries it was noticed at, and
at no others (design.md, section 9; KL 11:15, issue 10 D)."""

from datetime import date

from msgspec.structs import replace

from ledger.events import ClauseDecided, ClauseOutcome, IndexDecided, RecordingErrorCorrected, UnitRegistered
from ledger.events.policy import ControlPolicyDecided, Treatment
from projections.asking.question import Question
from projections.chapters.audit import audit_answer
from tests.given import adjusted, basis, decided, key
from tests.projections.telling import Told

MARCH = basis("2026-03-09", "§ 10")
MISSING = ("financing-missing",)


def nowhere_else(told: Told, *units: str) -> bool:
    """Whether neither some units nor the audit of another year say anything."""
    told.ledger.runner.catch_up()
    other = audit_answer(told.ledger.model, Question(year=2024)).answer
    return not any(map(told.everywhere, units)) and not other.warnings and not other.overrides


def test_a_raise_that_nothing_pays_for_is_told_at_its_frame(told: Told) -> None:
    """slk +10 in March, and nothing meets it: 10 is missing, and that is accepted."""
    position = told.record(adjusted(10_00), on=MARCH, accept=MISSING)
    assert told.everywhere("slk") == {("rule-accepted", position, "2026-03-09")}
    assert told.everywhere("slk", date(2026, 3, 8)) == set()
    assert nowhere_else(told, "sbk")


def test_every_frame_that_the_decision_raises_is_told_and_not_the_one_that_it_lowers(told: Told) -> None:
    """slk −5, and five others +10 each: more than a text names. 45 of 50 is missing."""
    units, new = ("ks", "sbk", "bun", "sn", "kfn"), ("bun", "sn", "kfn")
    told.record(*(UnitRegistered(unit, unit) for unit in new))
    told.record(*(decided(100_00, frame=key(unit)) for unit in ("ks", *new)), on=basis(paragraph="§ 9"))
    facts = (adjusted(-5_00), *(adjusted(10_00, frame=key(unit)) for unit in units))
    position = told.record(*facts, on=MARCH, accept=MISSING)
    for unit in units:
        accepted = {each for each in told.everywhere(unit) if each[0] != "frames-at-two-levels"}  # ks lies above
        assert accepted == {("rule-accepted", position + 1, "2026-03-09")}, unit
    assert nowhere_else(told, "slk")


def test_in_a_clause_it_is_told_as_well(told: Told) -> None:
    clause = ClauseDecided(ClauseOutcome.APPROVED, "slk får 10", facts=(adjusted(10_00),))
    position = told.record(clause, on=MARCH, accept=MISSING)
    assert told.everywhere("slk") == {("rule-accepted", position, "2026-03-09")}
    assert nowhere_else(told, "sbk")


def test_by_policy_only_warned_it_is_told_as_well(told: Told) -> None:
    told.record(ControlPolicyDecided("financing-missing", Treatment.WARN), on=basis("2026-01-12", "§ 2"))
    position = told.record(adjusted(10_00), on=MARCH, accept=())
    assert told.everywhere("slk") == {("rule-relaxed", position, "2026-03-09")}
    assert nowhere_else(told, "sbk")


def test_a_correction_that_takes_the_financing_away_tells_the_frame_that_was_raised(told: Told) -> None:
    """slk +10 and sbk −10; sbk's was never decided. The entry that says so does nothing to slk."""
    first = told.record(adjusted(10_00), adjusted(-10_00, frame=key("sbk")), on=MARCH)
    correction = told.record(RecordingErrorCorrected(first + 1, "fel"), accept=MISSING)
    assert {(code, position) for code, position, _ in told.everywhere("slk")} == {("rule-accepted", correction)}
    assert nowhere_else(told, "sbk")


def test_an_index_of_its_own_decision_tells_the_frame_that_grows(told: Told) -> None:
    """ks is set to 100 plus index in February; 3 % in March raises it by 3, that nothing pays for."""
    frame = replace(decided(100_00, frame=key("ks")), index="pris")
    told.record(frame, on=basis("2026-02-02", "§ 2"))
    untested = told.everywhere("ks")
    position = told.record(IndexDecided("pris", 30_000_000), on=MARCH, accept=MISSING)
    assert told.everywhere("ks") - untested == {("rule-accepted", position, "2026-03-09")}
    assert nowhere_else(told, "sbk", "slk")


def test_each_frame_that_nobody_knew_before_is_told_at_its_own_entry(told: Told) -> None:
    """Two are set for the first time during the year, in one decision."""
    told.record(*(UnitRegistered(unit, unit) for unit in ("bun", "sn")))
    first = told.record(*(decided(9_00, frame=key(unit)) for unit in ("bun", "sn")), on=MARCH)
    for number, unit in enumerate(("bun", "sn")):
        assert told.everywhere(unit) == {("financing-not-tested", first + number, "2026-03-09")}
    assert nowhere_else(told, "slk", "sbk")
