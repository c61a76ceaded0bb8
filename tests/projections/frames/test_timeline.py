"""The timeline of a frame, on the hand-reckoned year: along both clocks, with what made each step."""

from datetime import date

from api.app import OpenLedger
from ledger.values import FrameKind
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.frames.timeline import FrameTimeline, timeline_answer
from tests.projections.a_year import DAY, SLK


def slk(ledger: OpenLedger, as_of: date = DAY, known_at: int | None = None) -> FrameTimeline:
    [frame] = timeline_answer(
        ledger.model, Question(year=2026, as_of=as_of, known_at=known_at, unit="slk")
    ).answer.frames
    return frame


def test_every_value_along_the_decided_clock(year: OpenLedger) -> None:
    told = [(str(step.acts_on), step.decision.position, step.amount.net_ore) for step in slk(year).decided]
    assert told == [
        ("2024-11-25", 5, 90_000),
        ("2025-06-01", 6, 92_000),
        ("2025-10-01", 10, 92_700),
        ("2025-11-24", 7, 100_000),
        ("2026-02-10", 9, 95_000),
        ("2026-03-01", 11, 96_000),
        ("2026-03-20", 16, 96_600),
        ("2026-04-01", 12, 96_630),
        ("2026-05-01", 14, 97_030),
        ("2026-06-15", 18, 96_730),
        ("2026-09-10", 17, SLK),
    ]


def test_every_value_along_the_known_clock_as_decided_by_the_day(year: OpenLedger) -> None:
    """The change at position 10 is swallowed: it makes no step here."""
    told = [(step.decision.position, step.amount.net_ore, step.cause) for step in slk(year).known]
    assert told == [
        (5, 90_000, "recorded"),
        (6, 92_000, "recorded"),
        (7, 100_000, "recorded"),
        (9, 95_000, "recorded"),
        (11, 96_000, "recorded"),
        (12, 96_030, "index"),
        (14, 96_430, "condition"),
        (15, 97_330, "recorded"),
        (16, 97_030, "correction"),
        (17, 102_030, "annulment"),
        (18, SLK, "recorded"),
    ]
    early = slk(year, date(2026, 2, 28)).known
    assert [step.decision.position for step in early] == [5, 6, 7, 9]


def test_a_step_says_by_how_much_why_and_whether_it_is_budget_or_plan(year: OpenLedger) -> None:
    steps = slk(year).decided
    assert [step.commitment for step in steps[:4]] == ["plan", "plan", "plan", "budget"]
    assert [step.change.net_ore for step in steps[3:5]] == [7_300, -5_000]
    assert (text_of(steps[-1], "cause"), steps[-1].decision.text) == (
        "upphävda beslut",
        "Kammarrätten 2026-09-01, slutlig 2026-09-10",
    )


def test_as_known_earlier_the_clock_is_what_was_known_then(year: OpenLedger) -> None:
    assert [step.decision.position for step in slk(year, known_at=9).decided] == [5, 6, 7, 9]


def test_no_timeline_says_why(year: OpenLedger) -> None:
    answer = timeline_answer(year.model, Question(year=2031, as_of=DAY)).answer
    assert (answer.frames, answer.note) == ([], "Inga ramar för 2031 var registrerade vid position 19. År: 2026.")
    none = timeline_answer(year.model, Question(year=2026, as_of=DAY, kind=FrameKind.INVESTMENT)).answer
    assert none.note == "Ingenting för 2026, investering var beslutat till och med 2026-12-01."
    assert timeline_answer(year.model, Question(year=2026, as_of=DAY, known_at=19)).settled
