"""Where an entry lands in decided order, and what it does there without being meant to."""

from datetime import date

import msgspec

from ledger.events import ConditionMet, JudgmentGiven, JudgmentOutcome, OpeningEntryMade
from ledger.values import DecisionReference
from tests.given import BUDGET, adjusted, basis, between, decided, key, money, turnover
from tests.ledger.rules.scenario import given, past, warning

FRAME = past(decided(100_00))
SUPPLEMENT = past(adjusted(5_00), basis("2025-12-15", "§ 3"))
OPENING = OpeningEntryMade(key(), BUDGET, money(90_00))


def codes(scene: object) -> list[str]:
    return [warning.code for warning in scene.verdict.warnings]  # type: ignore[attr-defined]


def test_an_opening_entry_without_a_day_says_what_it_replaces() -> None:
    """Case 14, after Värnamo 2023: an opening entry recorded last took three decisions away in silence."""
    scene = given(FRAME, SUPPLEMENT).when(OPENING)
    [told] = [found for found in scene.verdict.warnings if found.code == "undated-set-replaces"]
    assert (told.values["entries"], told.values["latest"]) == ("5 och 6", "2026-11-21")


def test_what_was_decided_before_its_bounds_is_replaced_as_by_any_set() -> None:
    late = between("2025-12-16", "2026-01-31")
    assert codes(given(FRAME, SUPPLEMENT).when(OPENING, late)) == ["decision-day-inferred"]
    around = between("2025-12-01", "2026-01-31")
    [_, told] = given(FRAME, SUPPLEMENT).when(OPENING, around).verdict.warnings
    assert (told.code, told.values["entries"]) == ("undated-set-replaces", "6")


def test_an_opening_entry_in_an_empty_frame_and_a_dated_set_replace_nothing_unsaid() -> None:
    given().when(OPENING).then()
    assert codes(given(FRAME, SUPPLEMENT).when(decided(90_00), basis("2026-03-01", "§ 4"))) == []


def test_revenues_below_nothing_are_told_once_they_become_it() -> None:
    more = past(turnover(5_00, 5_00), basis("2025-12-15"))
    march = basis("2026-03-01")
    given(FRAME, more).when(turnover(-5_00, -5_00), march).then()
    below = given(FRAME, more).when(turnover(-6_00, -6_00), march)
    below.then(
        warning("revenues-below-zero", "slk drift 2026: intäkterna skulle bli −1\u00a0kr, alltså mindre än noll.")
    )
    already = given(FRAME, more, past(turnover(-6_00, -6_00), march))
    already.when(turnover(1_00, 1_00), basis("2026-04-01")).then()


# --- decisions that wait for a condition, in their own place (D-16) ----------------------------------------

WAITING = msgspec.structs.replace(basis("2026-02-16", "§ 9"), conditions=("bidrag",))
FIRST_OF_MARCH = basis("2026-03-01", "§ 14")
FOURTH_OF_MAY = basis("2026-05-04", "§ 40")
MET = ConditionMet("bidrag")


def test_d16_a_set_swallows_what_waits_also_when_the_condition_is_met_later() -> None:
    """c 100; +20 on condition 02-16; set 200 on 03-01; met 05-04: 200, and all three entries say so."""
    waits, the_set = past(adjusted(20_00), WAITING), past(decided(200_00), FIRST_OF_MARCH)
    given(FRAME, waits).when(decided(200_00), FIRST_OF_MARCH).then(warning("swallows-waiting"))
    scene = given(FRAME, waits, the_set).when(MET, FOURTH_OF_MAY).then(warning("swallowed-when-met"))
    assert [scene.costs(day) for day in ("2026-02-28", "2026-03-01", "2026-05-04")] == [100_00, 200_00, 200_00]
    assert scene.after.frame_steps(key().tag).steps == scene.before.frame_steps(key().tag).steps, "no row in the feed"
    given(FRAME, the_set).when(adjusted(20_00), WAITING).then(warning("swallowed"))


def test_d16_met_before_the_set_it_counts_until_then() -> None:
    scene = given(FRAME, past(adjusted(20_00), WAITING), past(decided(200_00), FIRST_OF_MARCH))
    told = scene.when(MET, basis("2026-02-25", "§ 11")).then()
    assert [told.costs(day) for day in ("2026-02-24", "2026-02-25", "2026-03-01")] == [100_00, 120_00, 200_00]
    met = past(MET, basis("2026-02-25", "§ 11"))
    given(FRAME, past(adjusted(20_00), WAITING), met).when(decided(200_00), FIRST_OF_MARCH).then()


def test_d16_when_the_set_is_annulled_what_waited_counts_again() -> None:
    """Set annulled, final 06-01 (condition met 05-04): 120."""
    reference = DecisionReference("KF", "KS 2025/1", "§ 14")
    final = JudgmentGiven(
        reference, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 20), date(2026, 6, 1), final_ground="Lagakraftbevis"
    )
    scene = given(
        FRAME, past(adjusted(20_00), WAITING), past(decided(200_00), FIRST_OF_MARCH), past(MET, FOURTH_OF_MAY)
    ).when(final)
    assert [scene.costs(day) for day in ("2026-05-31", "2026-06-01")] == [200_00, 120_00]


def test_d16_a_set_on_a_condition_comes_in_its_own_place() -> None:
    """Conditional set 150 decided 02-16, +10 on 03-01, met 05-04: as of 03-01 110, as of 05-04 160."""
    scene = given(FRAME, past(decided(150_00), WAITING), past(adjusted(10_00), FIRST_OF_MARCH))
    told = scene.when(MET, FOURTH_OF_MAY).then()
    assert [told.costs(day) for day in ("2026-03-01", "2026-05-04")] == [110_00, 160_00]
