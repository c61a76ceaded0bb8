"""The way between two coordinates, step by step: each with its cause, in order, and all of them the whole way."""

from datetime import date
from typing import Any, Final

from ledger.events import ConditionMet, DecisionAppealed, IndexDecided, JudgmentGiven, JudgmentOutcome
from ledger.meaning.effects import Effect, Sides
from ledger.meaning.frames import FrameFact, Standing, frame_fact
from ledger.meaning.placed import Decided, PlacedFact
from ledger.values import Basis, Commitment, DecisionReference, FrameKey, Stage
from projections.asking.cause import CAUSE_OF, Cause
from projections.asking.frame_walk import (
    FrameWayStep,
    KnownFrameFact,
    Past,
    acting_of,
    decided_steps,
    frame_way,
    known_frame_facts,
    known_steps,
)
from projections.asking.subject_walk import KnownFact
from tests.given import BUDGET, basis, key

END: Final = date(2027, 1, 1)


def known(
    position: int,
    day: str,
    costs: int,
    sets: Commitment | None = None,
    until: int | None = None,
    place: int | None = None,
    *,
    on: Basis | None = None,
    index: str | None = None,
    frame: FrameKey | None = None,
) -> FrameFact:
    effect = Effect(frame or key(), Sides(costs, 0, costs), sets, index)
    decided = Decided(date.fromisoformat(day), 12, "", 1, place or position)
    known = {"family": "frame-adjusted", "known_from": position, "known_to": until}
    return frame_fact(effect, decided.latest, decided, position, on, **known)


def acting(position: int, fact: Any, day: str = "2026-04-01", until: int | None = None) -> KnownFact:
    on = date.fromisoformat(day)
    known_fact = acting_of(
        PlacedFact(fact, None, Stage.DECIDED, None, on, Decided(on, 0, "", 0, position), position), until
    )
    assert known_fact is not None
    return known_fact


def past(*items: FrameFact | KnownFact) -> Past:
    facts: dict[FrameKey, list[KnownFrameFact]] = {}
    for item in items:
        if isinstance(item, FrameFact):
            facts.setdefault(item.frame, []).extend(known_frame_facts([item]))
    return Past(facts, [item for item in items if isinstance(item, KnownFact)])


def told(steps: list[FrameWayStep]) -> list[tuple[Cause, int, list[int | None]]]:
    return [
        (CAUSE_OF[step.cause], entry.position, [change.after.sides.net_ore for change in step.changes])
        for step in steps
        for entry in step.made_by
    ]


def along_known(of: Past, as_of: str, after: int = 0, until: int = 99) -> list[tuple[Cause, int, list[int | None]]]:
    return told(list(known_steps(of, date.fromisoformat(as_of), after, until)))


def along_decided(of: Past, after: date = date.min, position: int = 99) -> list[tuple[Cause, int, list[int | None]]]:
    return told(list(decided_steps(of, position, after, END)))


def annuls(paragraph: str = "§ 3", final: date = date(2026, 9, 10)) -> JudgmentGiven:
    decision = DecisionReference("KF", "KS 2025/1", paragraph)
    return JudgmentGiven(
        decision, "Kammarrätten", JudgmentOutcome.ANNULLED, date(2026, 9, 1), final, final_ground="Lagakraftbevis"
    )


def test_decisions_come_in_decided_order_along_the_decided_clock() -> None:
    of = past(known(5, "2026-03-01", 20), known(6, "2025-11-24", 100, BUDGET), known(7, "2026-02-01", 7))
    assert along_decided(of) == [
        (Cause.NEW_DECISION, 6, [100]),
        (Cause.NEW_DECISION, 7, [107]),
        (Cause.NEW_DECISION, 5, [127]),
    ]
    assert along_decided(of, after=date(2026, 2, 1)) == [(Cause.NEW_DECISION, 5, [127])]
    assert along_decided(of, position=6) == [(Cause.NEW_DECISION, 6, [100]), (Cause.NEW_DECISION, 5, [120])]


def test_what_was_decided_before_and_recorded_after_is_late_and_what_is_swallowed_is_no_step() -> None:
    of = past(known(5, "2025-11-24", 100, BUDGET), known(6, "2026-01-10", 9), known(7, "2025-06-01", 3))
    assert along_known(of, "2026-03-01", after=5) == [(Cause.RECORDED_LATE, 6, [109])]
    assert along_known(of, "2026-01-09", after=5) == [], "not decided by then"


def test_a_correction_is_one_step_that_takes_the_old_away_and_puts_the_new_in() -> None:
    of = past(
        known(5, "2025-11-24", 100, BUDGET), known(6, "2026-01-10", 9, until=8), known(8, "2026-01-10", 6, place=6)
    )
    assert along_known(of, "2026-03-01", after=6) == [(Cause.CORRECTION, 8, [106])]
    assert along_known(of, "2026-03-01", after=6, until=7) == []
    withdrawn = past(known(5, "2026-01-01", 4), known(6, "2026-01-10", 9, until=8))
    assert along_known(withdrawn, "2026-03-01", after=6) == [(Cause.CORRECTION, 8, [4])]
    into = past(known(5, "2026-01-01", 4), known(8, "2026-01-10", 6, place=6))
    assert along_known(into, "2026-03-01", after=6)[0][0] is Cause.CORRECTION, "it was something else before"


def test_an_annulled_set_brings_back_what_it_had_replaced_on_the_day_it_is_final() -> None:
    of = past(
        known(5, "2024-11-24", 80, BUDGET),
        known(6, "2025-11-24", 100, BUDGET, on=basis("2025-11-24", "§ 3")),
        acting(7, annuls()),
    )
    assert along_decided(of)[-1] == (Cause.ANNULMENT, 7, [80])
    [*_, last] = decided_steps(of, 7, date.min, END)
    assert last.acts_on == date(2026, 9, 10)
    assert along_known(of, "2026-12-01", after=6) == [(Cause.ANNULMENT, 7, [80])]
    assert along_known(of, "2026-09-09", after=6) == []


def test_conditions_and_indices_act_from_their_own_day() -> None:
    waits = Basis("KF", date(2026, 1, 1), basis().source, conditions=("avtal",))
    of = past(
        known(5, "2025-11-24", 1_000, BUDGET, index="pki"),
        known(6, "2026-01-01", 50, on=waits),
        acting(7, ConditionMet("avtal"), "2026-03-01"),
        acting(8, IndexDecided("pki", 30_000_000), "2026-02-01"),
        acting(9, IndexDecided("pki", 40_000_000), "2026-04-01"),
    )
    assert along_decided(of) == [
        (Cause.NEW_DECISION, 5, [1_000]),
        (Cause.INDEX, 8, [1_030]),
        (Cause.CONDITION, 7, [1_080]),
        (Cause.INDEX, 9, [1_090]),
    ]
    assert [step[:2] for step in along_known(of, "2026-12-01", after=6)] == [
        (Cause.CONDITION, 7),
        (Cause.INDEX, 8),
        (Cause.INDEX, 9),
    ]


def test_one_entry_that_moves_two_frames_is_one_step() -> None:
    of = past(
        known(5, "2026-01-01", 10, BUDGET),
        known(6, "2026-02-01", -3),
        known(6, "2026-02-01", 3, frame=key("sbk")),
    )
    assert along_decided(of)[-1] == (Cause.NEW_DECISION, 6, [7, 3])
    assert along_known(of, "2026-12-01", after=5) == [(Cause.RECORDED_LATE, 6, [7, 3])]


def test_a_corrected_judgment_lets_the_decision_stand_again() -> None:
    of = past(known(5, "2026-01-01", 10, on=basis("2026-01-01", "§ 3")), acting(6, annuls(), until=7))
    assert along_known(of, "2026-12-01", after=5) == [(Cause.ANNULMENT, 6, [0]), (Cause.CORRECTION, 7, [10])]


def standings_at(of: Past, position: int, day: date) -> dict[FrameKey, Standing]:
    """Every frame where a way that leads nowhere begins."""
    return frame_way(of, (position, day), (position, day)).before


def test_a_coordinate_has_every_frame_with_what_stands_there() -> None:
    of = past(known(5, "2026-01-01", 10, BUDGET), known(6, "2026-02-01", 3, frame=key("sbk")))
    standings = standings_at(of, 6, date(2026, 1, 31))
    assert (standings[key()].value.sides.net_ore, standings[key()].known) == (10, True)
    assert not standings[key("sbk")].known


def test_the_whole_way_is_that_along_the_known_clock_and_then_that_along_the_decided_one() -> None:
    waits = Basis("KF", date(2026, 1, 1), basis().source, conditions=("avtal",))
    of = past(
        known(5, "2025-11-24", 100, BUDGET),
        known(6, "2026-01-10", 9, until=8),
        known(7, "2026-01-20", 50, on=waits),
        known(8, "2026-01-10", 6, place=6),
        known(9, "2026-03-01", 2, frame=key("sbk")),
        acting(10, ConditionMet("avtal"), "2026-03-01"),
        known(11, "2025-12-01", 1),
    )
    for day in (date(2025, 12, 31), date(2026, 1, 31), date(2026, 3, 1)):
        way = frame_way(of, (6, day), (11, END))
        assert way.before == standings_at(of, 6, day)
        assert way.steps == [*known_steps(of, day, 6, 11), *decided_steps(of, 11, day, END)]
        last = way.before | {change.key: change.after for step in way.steps for change in step.changes}
        assert last == standings_at(of, 11, END)


def test_only_what_is_decided_and_changes_decisions_acts() -> None:
    on = date(2026, 1, 1)
    place = Decided(on, 0, "", 0, 5)
    appeal = DecisionAppealed(DecisionReference("KF"), on)
    open_judgment = JudgmentGiven(DecisionReference("KF"), "FR", JudgmentOutcome.ANNULLED, on)
    upheld = JudgmentGiven(DecisionReference("KF"), "FR", JudgmentOutcome.UPHELD, on, on, final_ground="Lagakraftbevis")
    for fact in (appeal, open_judgment, upheld):
        assert acting_of(PlacedFact(fact, None, Stage.DECIDED, None, on, place, 5), None) is None
    proposed = PlacedFact(IndexDecided("pki", 1), None, Stage.PROPOSED, "alliansen", on, place, 5)
    assert acting_of(proposed, None) is None
