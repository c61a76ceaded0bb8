"""What is read of the past is what the rules know: the same frames at every corner of a ledger."""

from datetime import date, timedelta

from api.app import OpenLedger
from ledger.looking.state import fold
from ledger.meaning.frame_steps import step_function
from ledger.values import FrameKind
from projections.asking.cause import StepCause
from projections.asking.frame_past import past_of
from projections.asking.frame_walk import frame_way
from projections.tables.frames import FrameScope
from tests.given import key


def test_every_frame_at_every_corner_is_what_the_rules_foresee(year: OpenLedger) -> None:
    recorded = list(year.log.stream())
    with year.model.cursor() as cursor:
        past = past_of(cursor, len(recorded), FrameScope(2026))
    days = [date(2024, 11, 1) + timedelta(days=10 * number) for number in range(80)]
    for position in (5, 10, 15, 16, 19):
        state = fold(recorded[:position])
        for day in days:
            for frame, standing in frame_way(past, (position, day), (position, day)).before.items():
                foreseen = step_function(state.of_frame(frame.tag), state.later_acts).on(day)
                assert standing.value == foreseen.value, (position, day, frame)


def test_only_the_frames_that_are_asked_for_are_read(year: OpenLedger) -> None:
    with year.model.cursor() as cursor:
        assert past_of(cursor, 19, FrameScope(2026, ("sbk",))).facts.keys() == {key("sbk")}
        assert past_of(cursor, 19, FrameScope(2026, kind=FrameKind.INVESTMENT)).facts == {}
        assert past_of(cursor, 19, FrameScope(2026, line="hyror")).facts == {}
        assert past_of(cursor, 19, FrameScope(2027)).facts == {}
        acting = past_of(cursor, 19, FrameScope(2026)).acting
        assert past_of(cursor, 12, FrameScope(2026)).acting == acting[:1]
    assert [(known_fact.cause, known_fact.placed.position) for known_fact in acting] == [
        (StepCause.INDEX, 12),
        (StepCause.CONDITION, 14),
        (StepCause.ANNULMENT, 17),
    ]
