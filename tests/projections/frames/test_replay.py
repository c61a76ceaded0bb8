"""Replaying the log, on the hand-reckoned year; and held against the answers themselves, entry by entry."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import AnyFact, ConditionMet, JudgmentGiven, JudgmentOutcome
from ledger.values import Basis, DecisionReference, FrameKind, Stage
from projections.asking.question import Question
from projections.frames.current import frames_answer
from projections.frames.replay import ReplayQuestion, last_position, replayed
from projections.frames.replayed import FrameReplayed, FrameStood, Replayed
from tests.given import AUTHOR, Command, adjusted, basis, command, decided
from tests.projections.a_year import DAY, SLK


def replay(ledger: OpenLedger, first: int = 1, last: int | None = None, as_of: date = DAY) -> list[Replayed]:
    return list(replayed(ledger.model, ReplayQuestion(first, last, as_of)))


def net(stood: FrameStood | None) -> int | None:
    return None if stood is None else stood.amount.net_ore


def of(entry: Replayed, unit: str = "slk") -> tuple[Any, ...]:
    """One frame's day, and its net before and after; and by the day asked for, when that differs."""
    [frame] = [frame for frame in entry.frames if frame.unit == unit]
    own = (str(frame.on), net(frame.before), net(frame.after))
    return (*own, net(frame.before_today), net(frame.after_today)) if frame.differs_today else own


def test_every_entry_of_the_year_did_what_was_reckoned_by_hand(year: OpenLedger) -> None:
    by_position = {replayed.position: replayed for replayed in replay(year)}
    assert list(by_position) == list(range(1, 20))
    slk = {
        at: of(replayed)
        for at, replayed in by_position.items()
        if any(frame.unit == "slk" for frame in replayed.frames)
    }
    assert slk == {
        5: ("2024-11-25", None, 90_000),
        6: ("2025-06-01", 90_000, 92_000),
        7: ("2025-11-24", 92_000, 100_000),
        9: ("2026-02-10", 100_000, 95_000),
        10: ("2025-10-01", 92_000, 92_700, 95_000, 95_000),  # swallowed by the budget
        11: ("2026-03-01", 95_000, 96_000),
        12: ("2026-04-01", 96_000, 96_030),
        13: ("2026-03-15", 96_000, 96_000, 96_030, 96_030),  # waits for a condition
        14: ("2026-05-01", 96_030, 96_430),
        15: ("2026-03-20", 96_000, 96_900, 96_430, 97_330),
        16: ("2026-03-20", 96_900, 96_600, 97_330, 97_030),  # 900 should have been 600
        17: ("2026-09-10", 97_030, 102_030),  # the transfer is annulled
        18: ("2026-06-15", 97_030, 96_730, 102_030, SLK),
    }
    sbk = {
        at: of(replayed, "sbk")
        for at, replayed in by_position.items()
        if any(frame.unit == "sbk" for frame in replayed.frames)
    }
    assert sbk == {
        8: ("2025-11-24", None, 50_000),
        9: ("2026-02-10", 50_000, 55_000),
        17: ("2026-09-10", 55_000, 50_000),
    }


def test_a_part_is_the_same_as_in_the_whole(year: OpenLedger) -> None:
    whole = replay(year)
    assert replay(year, 9, 12) == whole[8:12]
    assert replay(year, 19) == whole[18:]


def test_pages_do_not_show(application: Application, year: OpenLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = replay(year)
    monkeypatch.setattr("projections.frames.replay.PAGE", 2)
    assert replay(year) == whole


def test_nonsense_is_refused(year: OpenLedger) -> None:
    for first, last, code in (
        (20, None, "coordinate-invalid"),
        (9, 8, "coordinate-invalid"),
        (1, 20, "position-beyond-head"),
    ):
        with pytest.raises(Refused) as refused:
            replay(year, first, last)
        assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert last_position(year.model, ReplayQuestion(last=7)) == 7


Figures = dict[tuple[str, str, str, int], tuple[int | None, int | None, int | None, str | None]]


def figures(ledger: OpenLedger, years: set[int], as_of: date, position: int) -> Figures:
    """Every decided frame as the answers have it."""
    by_frame: Figures = {}
    for year in years:
        for frame in frames_answer(ledger.model, Question(year=year, as_of=as_of, known_at=position)).answer.frames:
            sides = (frame.costs_ore, frame.revenues_ore)
            if frame.kind == FrameKind.INVESTMENT:
                sides = (frame.expenditures_ore, frame.receipts_ore)
            by_frame[frame.unit, frame.line, frame.kind, year] = (*sides, frame.net_ore, frame.commitment)
    return by_frame


def figure(stood: FrameStood | None, kind: str) -> tuple[int | None, int | None, int | None, str | None] | None:
    if stood is None:
        return None
    amounts = stood.amount
    sides = (
        (amounts.costs_ore, amounts.revenues_ore)
        if kind == "operating"
        else (amounts.expenditures_ore, amounts.receipts_ore)
    )
    return (*sides, amounts.net_ore, stood.commitment)


def key_of(frame: FrameReplayed) -> tuple[str, str, str, int]:
    return frame.unit, frame.line, frame.kind, frame.year


def test_every_effect_is_the_difference_between_two_answers(richest: OpenLedger) -> None:
    """Of everything there is: each frame that is told was so before and after, and no other frame changed."""
    richest.runner.catch_up()
    entries = replay(richest)
    years = {frame.year for entry in entries for frame in entry.frames}
    days = {DAY}
    for entry in entries:
        decided_frames = [frame for frame in entry.frames if frame.stage is Stage.DECIDED]
        for day in days | {frame.on for frame in decided_frames}:
            before, after = (
                figures(richest, years, day, position) for position in (entry.position - 1, entry.position)
            )
            changed = {frame for frame in before.keys() | after.keys() if before.get(frame) != after.get(frame)}
            assert changed <= {key_of(frame) for frame in decided_frames}, (entry.position, day)
            for frame in decided_frames:
                if frame.on == day:
                    assert figure(frame.before, frame.kind) == before.get(key_of(frame)), (entry.position, frame)
                    assert figure(frame.after, frame.kind) == after.get(key_of(frame)), (entry.position, frame)
    assert any(frame.proposal for entry in entries for frame in entry.frames)
    silent = {entry.event for entry in entries if not (entry.about or entry.frames or entry.units or entry.corrects)}
    assert silent == {"ledger-opened"}


def test_what_reaches_a_frame_through_other_conditions_is_told(application: Application, stad: OpenLedger) -> None:
    """10 wait for the agreement, which waits for a permit; then a court annuls the decision that gave the permit."""
    permit = basis("2026-02-01", "§ 40")
    meant = DecisionReference(permit.body, permit.case_number, permit.paragraph)
    judgment = JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 3, 1), date(2026, 4, 1), final_ground="Lagakraftbevis"
    )
    entries: list[tuple[AnyFact, Basis | None]] = [
        (decided(100), basis()),
        (adjusted(10), replace(basis("2025-12-01"), conditions=("avtal",))),
        (ConditionMet("avtal"), replace(basis("2025-12-02"), conditions=("lov",))),
        (ConditionMet("lov"), permit),
        (judgment, None),
    ]
    for number, (fact, on) in enumerate(entries):
        application.record("stad", Command((fact,), on), AUTHOR, f"k{number}")
    stad.runner.catch_up()
    assert [frame.net_ore for frame in frames_answer(stad.model, Question(year=2026, as_of=DAY)).answer.frames] == [100]
    [met] = replay(stad, 8, 8)
    assert of(met) == ("2026-02-01", 100, 110)
    [annulled] = replay(stad, 9, 9)
    assert of(annulled) == ("2026-04-01", 110, 100)


def test_a_proposal_moves_no_decided_frame(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    for entry in replay(richest):
        if entry.event == "proposal-made":
            assert {frame.stage for frame in entry.frames} <= {Stage.PROPOSED}
            assert all(frame.proposal for frame in entry.frames)
            assert entry.contains


def test_memory_does_not_grow_with_the_ledger(application: Application, stad: OpenLedger) -> None:
    """Entries come one page at a time: the first is told before the last is read."""
    more = (adjusted(number + 1) for number in range(250))
    application.record("stad", command(decided(1000), *more), AUTHOR, "many")
    stad.runner.catch_up()
    entries = replayed(stad.model, ReplayQuestion(as_of=DAY))
    assert [next(entries).position for _ in range(3)] == [1, 2, 3]
    *_, last = entries
    assert of(last)[1:] == (1000 + sum(range(250)), 1000 + sum(range(251)))
