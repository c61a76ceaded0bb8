"""Where an entry lands in decided order, and what it does there without being meant to."""

from ledger.events import OpeningEntryMade
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
