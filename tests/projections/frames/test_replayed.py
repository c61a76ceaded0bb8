"""What a replay says of one entry, on the hand-reckoned year and of facts by themselves."""

from datetime import UTC, date, datetime
from typing import Final

from api.app import OpenLedger
from ledger.events import AnyFact, RecordingErrorCorrected, UnitClosed, UnitCodeAssigned, UnitMoved
from ledger.log.entry import TAG_KINDS, Entry, Recorded
from ledger.meaning.effects import FrameValue, Sides
from ledger.values import Recording
from ledger.words import words
from projections.asking.texts import text_of
from projections.frames.replay import ReplayQuestion, replayed
from projections.frames.replayed import Replayed, frame_stood, replayed_entry
from tests.given import BUDGET, key
from tests.projections.a_year import DAY

AT: Final = datetime(2026, 1, 2, 12, tzinfo=UTC)


def replay(ledger: OpenLedger) -> list[Replayed]:
    return list(replayed(ledger.model, ReplayQuestion(as_of=DAY)))


def told(fact: AnyFact) -> Replayed:
    return replayed_entry(Recorded(9, AT, Entry(fact, Recording("a", "test")), b""), ())


def test_an_entry_says_what_it_is_who_decided_and_what_it_is_about(year: OpenLedger) -> None:
    by_position = {replayed.position: replayed for replayed in replay(year)}
    budget = by_position[7]
    assert (text_of(budget, "event"), budget.by) == ("ram beslutad", "tester-1")
    assert budget.decision.text == "KF 2025-11-24, § 12, att-sats 1, KS 2025/1"
    [frame] = budget.frames
    assert frame.before is not None
    assert frame.after is not None
    assert (frame.before.commitment, frame.after.commitment) == ("plan", "budget")
    assert by_position[12].about == ("index pki",)
    assert by_position[14].about == ("villkor avtal",)
    assert by_position[3].units == ("slk finns", "slk heter Stadsledningskontoret", "slk ligger under ks")
    assert by_position[19].units == ("sbk ligger under slk från och med 2026-07-01",)
    correction = by_position[16]
    assert (correction.corrects, correction.reason, correction.withdrawn) == (15, "900 är 600", False)
    assert correction.decision.family == "frame-adjusted"
    assert "beslutades före" in " ".join(by_position[10].warnings) or by_position[10].warnings


def test_what_is_said_of_units_is_told_in_sentences() -> None:
    assert told(UnitMoved("slk", date(2026, 7, 1), None)).units == ("slk ligger överst från och med 2026-07-01",)
    assert told(UnitClosed("slk", date(2026, 6, 30), ("sbk",))).units == (
        "slk upphör från och med 2026-07-01",
        "slk efterträds av sbk från och med 2026-07-01",
    )
    code = UnitCodeAssigned("slk", "agresso", "110", date(2026, 1, 1), date(2026, 12, 31))
    assert told(code).units == ("slk har koden 110 i agresso från och med 2026-01-01, före 2027-01-01",)


def test_a_withdrawal_says_that_nothing_comes_instead() -> None:
    entry = told(RecordingErrorCorrected(5, "dubbelt registrerad"))
    assert (entry.corrects, entry.reason, entry.withdrawn, entry.about) == (5, "dubbelt registrerad", True, ())


def test_a_frame_of_which_nothing_is_known_does_not_stand_at_zero() -> None:
    assert frame_stood(key(), FrameValue(Sides(0, 0, 0), None, known=False)) is None
    stood = frame_stood(key(), FrameValue(Sides(3, 1, 2), BUDGET, known=True))
    assert stood is not None
    assert (stood.amount.net_ore, stood.commitment) == (2, "budget")


def test_every_kind_of_subject_has_a_word() -> None:
    assert all(words.value(f"about-{kind}") for kind in TAG_KINDS if kind != "frame")
