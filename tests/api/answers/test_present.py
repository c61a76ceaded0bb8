"""What a command led to, as it is told."""

from datetime import UTC, date, datetime, timedelta, timezone

from api.answers.present import instant_text, receipt_view
from ledger.meaning.effects import FrameValue, Sides
from ledger.recording import Consequence, FrameConsequence, Receipt, StatedWarning
from ledger.values import Commitment, FrameKey, FrameKind
from projections.asking.texts import text_of

BUDGET = Commitment.BUDGET
NOTHING = FrameValue(Sides(0, 0, 0), None, known=False)


def change(before: FrameValue, after: FrameValue, kind: FrameKind = FrameKind.OPERATING) -> Receipt:
    """A receipt for one frame."""
    frame = FrameConsequence(FrameKey("slk", kind, 2026), before, after)
    warning = StatedWarning("swallowed", "Sväljs.", 0)
    return Receipt(Consequence(date(2026, 1, 2), ("frame-decided.v1",), (warning,), (frame,)))


def known(costs_ore: int | None, revenues_ore: int | None, net_ore: int | None) -> FrameValue:
    """A frame that is budgeted."""
    return FrameValue(Sides(costs_ore, revenues_ore, net_ore), BUDGET, known=True)


def test_a_rehearsal_has_no_positions() -> None:
    view = receipt_view("stad", change(NOTHING, known(100, 40, 60)))
    assert (view.outcome, view.first_position, view.recorded_at, view.as_of) == (
        "rehearsed",
        None,
        None,
        date(2026, 1, 2),
    )
    assert (view.types, view.warnings[0].code) == (("frame-decided.v1",), "swallowed")


def test_a_frame_that_was_not_there_counts_as_zero_in_the_change() -> None:
    [frame] = receipt_view("stad", change(NOTHING, known(100, 40, 60))).frames
    assert (frame.before.known, frame.before.costs_ore, text_of(frame.before, "net_ore")) == (False, None, "")
    assert (frame.change_net_ore, text_of(frame, "change_net_ore")) == (60, "0,60\u00a0kr")


def test_a_change_to_or_from_what_is_unknown_is_unknown() -> None:
    for before, after in ((known(None, None, None), known(1, 0, 1)), (known(1, 0, 1), known(None, None, None))):
        [frame] = receipt_view("stad", change(before, after)).frames
        assert (frame.change_net_ore, text_of(frame, "change_net_ore")) == (None, "")


def test_a_net_without_its_sides_is_told_so() -> None:
    [frame] = receipt_view("stad", change(known(None, None, 50), known(None, None, 20))).frames
    assert (frame.after.costs_ore, frame.after.net_ore, frame.change_net_ore) == (None, 20, -30)


def test_each_kind_has_its_own_sides() -> None:
    [frame] = receipt_view("stad", change(NOTHING, known(100, 40, 60), FrameKind.INVESTMENT)).frames
    assert (frame.after.expenditures_ore, frame.after.receipts_ore, frame.after.costs_ore) == (100, 40, None)
    assert (frame.frame.kind, frame.frame.line) == ("investment", "total")


def test_an_instant_always_has_its_microseconds_in_utc() -> None:
    summer = timezone(timedelta(hours=2))
    assert instant_text(datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC)) == "2026-07-01T12:00:00.000000Z"
    assert instant_text(datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=summer)) == "2026-07-01T10:00:00.000005Z"
