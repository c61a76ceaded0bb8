"""Every value along either clock: what the walk says is what the same fold says when it is asked at any coordinate."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ledger.events import ConditionMet, Fact, JudgmentGiven, JudgmentOutcome
from ledger.events.equity import (
    EquityReserved,
    ReservationDrawn,
    ReservationExtended,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
)
from ledger.meaning.later_acts import later_acts_of
from ledger.meaning.placed import PlacedFact
from ledger.values import Basis, DecisionReference, Stage
from projections.asking.cause import StepCause
from projections.asking.subject_walk import (
    KnownFact,
    Told,
    ValueStep,
    decided_walk,
    instead,
    known_fact,
    known_walk,
    touching,
)
from projections.asking.walk import MadeBy
from projections.chapters.reservation_timeline import ReservationValue, told_of, value_on
from tests.given import SOURCE, basis, between, decided_place

NAME: Final = "smart-stad"
FIRST, LAST = date(2026, 2, 1), date(2026, 11, 30)
END: Final = 99
RESERVED = EquityReserved(NAME, "Smart stad", 1_000, FIRST, LAST)

Step = ValueStep[ReservationValue]


def known(
    position: int, fact: Fact, on: str | Basis | None = None, until: int | None = None, place: int | None = None
) -> KnownFact:
    """A fact in its place, known from its position; `place`: the position first recorded."""
    because = basis(on) if isinstance(on, str) else on
    earliest, decided = decided_place(because, date(2026, 7, 1), place or position)
    fact_known = known_fact(PlacedFact(fact, because, Stage.DECIDED, None, earliest, decided, position), until)
    assert fact_known is not None
    return fact_known


def drawn(ore: int, day: str) -> ReservationDrawn:
    return ReservationDrawn(NAME, ore, date.fromisoformat(day))


def annuls(paragraph: str, final: str) -> JudgmentGiven:
    decision = DecisionReference("KF", "KS 2025/1", paragraph)
    return JudgmentGiven(
        decision,
        "FR",
        JudgmentOutcome.ANNULLED,
        date(2026, 1, 11),
        date.fromisoformat(final),
        final_ground="Lagakraftbevis",
    )


def remains(steps: Sequence[Step]) -> list[tuple[str, str, int, int | None]]:
    """The day, the cause, the entry, and what remains (0 when there is nothing)."""
    return [
        (str(step.acts_on), step.cause.value, step.made_by[0].position, step.after.remaining_ore if step.after else 0)
        for step in steps
    ]


def decided(*facts: KnownFact, position: int = END) -> list[tuple[str, str, int, int | None]]:
    return remains(list(decided_walk(told_of(NAME, facts), position)))


def as_known(as_of: str, *facts: KnownFact) -> list[tuple[str, str, int, int | None]]:
    return remains(list(known_walk(told_of(NAME, facts), date.fromisoformat(as_of), END)))


# --- By hand ----------------------------------------------------------------------------------------------------


def test_decisions_and_the_days_they_name_come_in_the_order_of_days() -> None:
    """1 000 reserved in November for February to November; 300 drawn on 30 June, as was decided in March; 200 added in
    April and recorded before the draw."""
    facts = (
        known(5, RESERVED, "2025-11-24"),
        known(6, ReservationToppedUp(NAME, 200), "2026-04-01"),
        known(7, drawn(300, "2026-06-30"), "2026-03-01"),
    )
    assert decided(*facts) == [
        ("2025-11-24", "new-decision", 5, 1_000),
        ("2026-02-01", "day", 5, 1_000),
        ("2026-04-01", "new-decision", 6, 1_200),
        ("2026-06-30", "day", 7, 900),
        ("2026-12-01", "day", 5, 900),
    ]
    assert decided(*facts, position=5)[-1] == ("2026-12-01", "day", 5, 1_000)


def test_on_one_asked_day_no_day_comes() -> None:
    told = told_of(NAME, [known(5, RESERVED, "2025-11-24"), known(6, drawn(300, "2026-06-30"), "2026-03-01")], LAST)
    assert remains(list(decided_walk(told, END))) == [
        ("2025-11-24", "new-decision", 5, 1_000),
        ("2026-03-01", "new-decision", 6, 700),
    ]


def test_what_is_decided_on_one_day_is_a_step_each_in_decided_order() -> None:
    facts = (
        known(5, RESERVED, "2025-11-24"),
        known(6, ReservationReleased(NAME, 100), basis("2026-04-01", "§ 9")),
        known(7, ReservationToppedUp(NAME, 50), basis("2026-04-01", "§ 8")),
    )
    assert [step for step in decided(*facts) if step[0] == "2026-04-01"] == [
        ("2026-04-01", "new-decision", 7, 1_050),
        ("2026-04-01", "new-decision", 6, 950),
    ]


def test_two_decisions_that_name_the_day_made_the_step_together() -> None:
    facts = [
        known(5, RESERVED, "2025-11-24"),
        known(6, drawn(300, "2026-06-30"), "2026-03-01"),
        known(7, drawn(200, "2026-06-30"), "2026-03-02"),
    ]
    [step] = [step for step in decided_walk(told_of(NAME, facts), END) if str(step.acts_on) == "2026-06-30"]
    assert step.made_by == (MadeBy(6, "reservation-drawn"), MadeBy(7, "reservation-drawn"))
    assert step.after is not None
    assert step.after.remaining_ore == 500


def test_the_end_that_was_decided_first_does_not_come_when_it_has_been_extended() -> None:
    extended = ReservationExtended(NAME, date(2027, 6, 30))
    facts = (known(5, RESERVED, "2025-11-24"), known(6, extended, "2026-10-01"))
    assert decided(*facts)[2:] == [("2026-10-01", "new-decision", 6, 1_000), ("2027-07-01", "day", 6, 1_000)]


def test_what_was_recorded_late_and_what_was_corrected_along_the_known_clock() -> None:
    """The draw was written as 300 and was 200; what had been added in January was recorded last."""
    facts = (
        known(5, RESERVED, "2025-11-24"),
        known(6, drawn(300, "2026-03-10"), "2026-03-01", until=7),
        known(7, drawn(200, "2026-03-10"), "2026-03-01", place=6),
        known(8, ReservationToppedUp(NAME, 50), "2026-01-10"),
    )
    assert as_known("2026-06-01", *facts) == [
        ("2025-11-24", "recorded", 5, 1_000),
        ("2026-03-01", "recorded", 6, 700),
        ("2026-03-01", "correction", 7, 800),
        ("2026-01-10", "recorded", 8, 850),
    ]
    assert [step[2] for step in as_known("2026-02-01", *facts)] == [5, 8], "the draw was not decided by then"
    assert [step for step in decided(*facts) if step[1] == "new-decision"] == [
        ("2025-11-24", "new-decision", 5, 1_000),
        ("2026-01-10", "new-decision", 8, 1_050),
    ]
    assert ("2026-03-10", "day", 7, 850) in decided(*facts), "decided on 1 March, drawn on the tenth"


def test_a_withdrawn_recording_leaves_nothing() -> None:
    """It is taken back from the day that it had counted from."""
    assert as_known("2026-06-01", known(5, RESERVED, "2025-11-24", until=8)) == [
        ("2025-11-24", "recorded", 5, 1_000),
        ("2025-11-24", "correction", 8, 0),
    ]


def test_a_judgment_and_a_condition_act_from_their_own_day() -> None:
    waits = Basis("KF", date(2026, 1, 10), SOURCE, "KS 2025/1", "§ 9", conditions=("avtal",))
    facts = (
        known(5, RESERVED, "2025-11-24"),
        known(6, ReservationToppedUp(NAME, 200), waits),
        known(7, ConditionMet("avtal"), "2026-03-01"),
        known(8, annuls("§ 9", "2026-09-10")),
    )
    assert [step for step in decided(*facts) if step[1] != "day"] == [
        ("2025-11-24", "new-decision", 5, 1_000),
        ("2026-03-01", "condition", 7, 1_200),
        ("2026-09-10", "annulment", 8, 1_000),
    ]
    assert [step[1:] for step in as_known("2026-12-01", *facts)] == [
        ("recorded", 5, 1_000),
        ("condition", 7, 1_200),
        ("annulment", 8, 1_000),
    ]


def test_on_one_day_what_is_decided_comes_before_what_acts_on_decisions() -> None:
    facts = (
        known(5, RESERVED, basis("2025-11-24", "§ 3")),
        known(6, annuls("§ 3", "2026-04-01")),
        known(7, EquityReserved(NAME, "Samma sak", 70), basis("2026-04-01", "§ 8")),
    )
    assert [step for step in decided(*facts) if step[0] == "2026-04-01"] == [
        ("2026-04-01", "new-decision", 7, 1_070),
        ("2026-04-01", "annulment", 6, 70),
    ]


def test_an_entry_that_was_about_something_else_before_it_was_corrected_is_a_correction() -> None:
    facts = (known(5, RESERVED, "2025-11-24"), known(7, ReservationToppedUp(NAME, 5), "2026-01-10", place=6))
    assert as_known("2026-06-01", *facts)[-1] == ("2026-01-10", "correction", 7, 1_005)


def test_a_decision_between_its_bounds_counts_from_the_last_of_them() -> None:
    facts = (known(5, RESERVED, between("2025-10-01", "2025-12-31")),)
    assert decided(*facts)[0] == ("2025-12-31", "new-decision", 5, 1_000)


def test_what_is_only_proposed_is_not_on_the_way() -> None:
    place = known(5, RESERVED, "2025-11-24").placed
    assert known_fact(msgspec.structs.replace(place, stage=Stage.PROPOSED, proposal="ny"), None) is None


def test_only_what_may_change_the_decisions_behind_some_facts_touches_them() -> None:
    waits = Basis("KF", date(2026, 1, 10), SOURCE, "KS 2025/1", "§ 9", conditions=("avtal",))
    facts = [known(5, RESERVED, waits), known(6, ReservationLapsed(NAME, LAST))]
    acting = [
        known(7, annuls("§ 9", "2026-09-10")),
        known(8, annuls("§ 10", "2026-09-10")),
        known(9, ConditionMet("avtal"), "2026-03-01"),
        known(10, ConditionMet("tomt"), "2026-03-01"),
    ]
    assert [known_fact.known_from for known_fact in touching(facts, acting)] == [7, 9]


# --- The law ----------------------------------------------------------------------------------------------------

DAYS: Final = tuple(date(2026, 1, 1) + timedelta(days=number * 31) for number in range(8))
_days = st.sampled_from(DAYS)
_ore = st.integers(1, 999)
_conditions = st.sampled_from(((), (), ("avtal",), ("avtal", "tomt")))
_facts = st.one_of(
    st.builds(EquityReserved, st.just(NAME), st.just("Smart stad"), _ore | st.none(), _days | st.none(), _days),
    st.builds(ReservationExtended, st.just(NAME), _days),
    st.builds(ReservationToppedUp, st.just(NAME), _ore),
    st.builds(ReservationDrawn, st.just(NAME), _ore, _days),
    st.builds(ReservationDrawn, st.just(NAME), _ore, _days),
    st.builds(ReservationReleased, st.just(NAME), _ore),
    st.builds(ReservationLapsed, st.just(NAME), _days),
)


@st.composite
def lives(draw: st.DrawFn) -> list[KnownFact]:
    """Some entries about one earmark, and about the decisions behind them; a third of them corrected or withdrawn."""
    known_facts: list[KnownFact] = []
    for position in range(5, 5 + draw(st.integers(1, 10))):
        until = place = None
        if known_facts and draw(st.integers(0, 2)) == 0:
            number = draw(st.integers(0, len(known_facts) - 1))
            if known_facts[number].known_to is None:
                place = known_facts[number].placed.decided.position
                known_facts[number] = msgspec.structs.replace(known_facts[number], known_to=position)
                if draw(st.booleans()):
                    continue
        paragraph = draw(st.sampled_from(("§ 8", "§ 9")))
        on = Basis("KF", draw(_days), SOURCE, "KS 2025/1", paragraph, conditions=draw(_conditions))
        match draw(st.integers(0, 5)):
            case 0:
                known_facts.append(known(position, annuls(paragraph, str(draw(_days))), None, until, place))
            case 1:
                condition = ConditionMet(draw(st.sampled_from(("avtal", "tomt"))))
                known_facts.append(known(position, condition, str(on.decided), until, place))
            case _:
                known_facts.append(known(position, draw(_facts), on, until, place))
    return known_facts


def asked(facts: Sequence[KnownFact], position: int, as_of: date, on: date) -> ReservationValue | None:
    """What the ordinary answer does: what is known, then what is decided, then what stands, then the fold."""
    placed = [fact.placed for fact in facts if fact.is_known(position)]
    later_acts = later_acts_of(placed)
    standing = later_acts.standing_by(placed, as_of)
    return value_on(NAME, [entry for entry in standing if NAME in str(entry.fact.subjects())], on)


def last(steps: Sequence[Step]) -> ReservationValue | None:
    return steps[-1].after if steps else None


@given(facts=lives(), on=_days | st.none())
def test_at_any_coordinate_the_last_step_says_what_is_asked_there(facts: list[KnownFact], on: date | None) -> None:
    told = told_of(NAME, [*facts, *instead(facts)], on)
    positions = range(4, facts[-1].known_from + 2)
    every = [day + timedelta(days=more) for day in (date(2025, 12, 31), *DAYS) for more in (-1, 0, 1)]
    for position in positions:
        steps = list(decided_walk(told, position))
        for day in every:
            assert last([step for step in steps if step.acts_on <= day]) == asked(facts, position, day, on or day)
    for day in every:
        steps = list(known_walk(told, day, END))
        for position in positions:
            by_then = [step for step in steps if step.made_by[0].position <= position]
            assert last(by_then) == asked(facts, position, day, on or day)


@given(facts=lives())
def test_each_step_begins_where_the_former_ended_changes_something_and_says_by_what(facts: list[KnownFact]) -> None:
    told = told_of(NAME, facts)
    for steps in (list(decided_walk(told, END)), list(known_walk(told, DAYS[-1], END))):
        befores, afters = [step.before for step in steps], [step.after for step in steps]
        assert befores == [None, *afters][: len(steps)]
        assert all(step.before != step.after and step.made_by for step in steps)
    days = [step.acts_on for step in decided_walk(told, END)]
    assert days == sorted(days)


# --- How much it costs ------------------------------------------------------------------------------------------


def counting(told: Told[Any], calls: list[int]) -> Told[Any]:
    def values(standing: Sequence[PlacedFact], day: date) -> Mapping[Any, Any]:
        calls.append(len(standing))
        return told.values(standing, day)

    return msgspec.structs.replace(told, values=values)


def test_three_hundred_entries_are_asked_about_once_each_and_once_for_each_day_they_name() -> None:
    facts = [known(5, RESERVED, "2025-11-24")]
    for position in range(6, 305):
        day = date(2026, 1, 1) + timedelta(days=position)
        facts.append(known(position, ReservationDrawn(NAME, 1, day + timedelta(days=400)), str(day)))
    calls: list[int] = []
    steps = list(decided_walk(counting(told_of(NAME, facts), calls), END * 10))
    assert len(calls) <= 300 + 299 + 3
    assert sum(1 for _ in groupby(steps, key=lambda step: step.acts_on)) == len(steps) == 1 + 1 + 1 + 299
    calls.clear()
    assert len(list(known_walk(counting(told_of(NAME, facts), calls), date(2030, 1, 1), END * 10))) == 300
    assert len(calls) == 300
    assert {step.cause for step in steps} == {StepCause.NEW_DECISION, StepCause.DAY}
