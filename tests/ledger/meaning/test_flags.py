"""What is told of a frame on a day, worked out by hand. Amounts are öre."""

from datetime import date

import msgspec
import pytest

from ledger.events import AnnulledAmount, ExecutionStayed, JudgmentGiven, JudgmentOutcome
from ledger.meaning.flags import acts_on, flagged
from ledger.meaning.frames import FrameFact, frame_on
from ledger.meaning.later_acts import NO_LATER_ACTS, Judged, LaterActs, Met
from ledger.meaning.resting import NOTHING_RESTS
from ledger.meaning.tree import Ended
from ledger.values import DecisionReference, FrameKey
from ledger.words.notices import flag_text
from tests.frame_facts import fact
from tests.given import money

OF_FOUR = DecisionReference("kf", "4")


Said = tuple[str, str, tuple[int, ...]]


def told(*facts: FrameFact, acts: LaterActs = NO_LATER_ACTS, day: str = "2026-12-31", **ended: Ended) -> list[Said]:
    """Code, first day and positions of what is told of slk's frame on a day."""
    frame = frame_on(facts, acts, date.fromisoformat(day))
    return [
        (flag.code, str(flag.holds_from), flag.positions) for flag in flagged(frame, acts, ended, NOTHING_RESTS).flags
    ]


def judged(given: str, outcome: JudgmentOutcome, position: int) -> Judged:
    """A judgment that can be appealed."""
    return Judged(JudgmentGiven(OF_FOUR, "FR", outcome, date.fromisoformat(given)), position)


def test_an_appealed_judgment_is_told_from_its_day_until_another_court_says_otherwise() -> None:
    """domain.md, D-13: annulled 06-01, and the higher court annuls that judgment 10-01: a flag between the two."""
    of = msgspec.structs.replace(fact(4), decision_key=OF_FOUR.key)
    acts = LaterActs(
        judged=(judged("2026-06-01", JudgmentOutcome.ANNULLED, 5), judged("2026-10-01", JudgmentOutcome.UPHELD, 6))
    )
    assert told(of, acts=acts, day="2026-05-31") == []
    for day in ("2026-06-01", "2026-09-30"):
        assert told(of, acts=acts, day=day) == [("judgment-not-final", "2026-06-01", (4, 5))]
    assert told(of, acts=acts, day="2026-10-01") == []


def test_a_part_that_is_annulled_is_told_where_it_is_and_with_how_much() -> None:
    """4 kronor of slk's, and nothing of bun's nor of the year after: of those nobody says that anything is annulled."""
    of = msgspec.structs.replace(fact(4), decision_key=OF_FOUR.key)
    in_part = judged("2026-06-01", JudgmentOutcome.ANNULLED_IN_PART, 5)

    def parts(*frames: FrameKey) -> LaterActs:
        amounts = tuple(AnnulledAmount(frame, money(4_00)) for frame in frames)
        judgment = msgspec.structs.replace(in_part.judgment, annulled_amounts=amounts)
        return LaterActs(judged=(Judged(judgment, 5),))

    assert told(of, acts=parts(of.frame)) == [("judgment-not-final", "2026-06-01", (4, 5))]
    other_year = msgspec.structs.replace(of.frame, year=of.year + 1)
    other_unit = msgspec.structs.replace(of.frame, unit="bun")
    assert told(of, acts=parts(other_unit, other_year)) == []
    [flag] = flagged(frame_on((of,), parts(of.frame), date.max), parts(of.frame), {}, NOTHING_RESTS).flags
    assert "FR har 2026-06-01 upphävt 4\u00a0kr netto av beslutet i posten 4." in flag_text(flag.code, flag.values)


def stayed(
    day: str, *, lifted: bool = False, court: str = "FR", clause: int | None = None
) -> tuple[ExecutionStayed, int]:
    of = msgspec.structs.replace(OF_FOUR, clause=clause)
    return ExecutionStayed(of, court, date.fromisoformat(day), lifted), 5


def test_a_stay_is_told_from_its_day_until_it_is_lifted_or_the_case_is_finally_judged() -> None:
    of = msgspec.structs.replace(fact(4), decision_key=OF_FOUR.key)
    flag = [("execution-stayed", "2026-02-01", (4, 5))]
    stay = LaterActs(stays=(stayed("2026-02-01"),))
    assert told(of, acts=stay, day="2026-01-31") == []
    assert told(of, acts=stay) == flag
    lifted = LaterActs(stays=(stayed("2026-02-01"), stayed("2026-03-01", lifted=True, court="Kammarrätten")))
    assert told(of, acts=lifted, day="2026-02-28") == flag
    assert told(of, acts=lifted, day="2026-03-01") == []
    for outcome, ended in ((JudgmentOutcome.DENIED, True), (JudgmentOutcome.REMITTED, False)):
        open_still = judged("2026-05-01", outcome, 6)
        final = Judged(
            msgspec.structs.replace(open_still.judgment, final_on=date(2026, 6, 1), final_ground="Lagakraftbevis"), 7
        )
        assert told(of, acts=msgspec.structs.replace(stay, judged=(open_still,))) == flag
        done = msgspec.structs.replace(stay, judged=(open_still, final))
        assert told(of, acts=done, day="2026-05-31") == flag
        assert told(of, acts=done, day="2026-06-01") == ([] if ended else flag)
    assert told(of, acts=LaterActs(stays=(stayed("2026-02-01", clause=7),))) == []


BASE, FINAL = fact(3, "2026-01-01", sets="budget", net=1_000), date(2026, 6, 1)


def test_what_waits_again_since_the_meeting_of_its_condition_is_annulled_is_told() -> None:
    """Met on 1 April by a decision that is annulled on 1 June: +20 waits again from then on; until it is met anew."""
    waiting = fact(2, "2026-02-16", net=20, conditions=("c",))
    fallen = Met(date(2026, 4, 1), annulled_from=FINAL, position=4)
    acts = LaterActs(met={"c": (fallen,)})
    assert told(BASE, waiting, acts=acts, day="2026-05-31") == []
    assert told(BASE, waiting, acts=acts, day="2026-06-01") == [("stands-on-annulled", "2026-06-01", (2,))]
    anew = LaterActs(met={"c": (fallen, Met(date(2026, 8, 1), position=6))})
    assert told(BASE, waiting, acts=anew, day="2026-08-01") == []
    assert told(BASE, waiting, acts=LaterActs(met={"c": ()}), day="2026-08-01") == []


@pytest.mark.parametrize(
    ("met", "flags"), [("2026-02-25", []), ("2026-05-04", [("swallowed-when-met", "2026-05-04", (2, 3, 4))])]
)
def test_a_condition_that_is_met_after_a_later_set_is_told_at_all_three(met: str, flags: list[object]) -> None:
    """domain.md, D-16: c 100; +20 on condition 02-16; set 200 on 03-01; met 05-04."""
    acts = LaterActs(met={"c": (Met(date.fromisoformat(met), position=4),)})
    waiting = fact(2, "2026-02-16", net=20, conditions=("c",))
    facts = (fact(1, "2026-01-01", sets="budget"), waiting, fact(3, "2026-03-01", sets="budget", net=200))
    assert told(*facts, acts=acts) == flags
    assert told(*facts, acts=acts, day="2026-05-03") == []


def test_money_to_a_unit_that_has_ended_is_told_with_its_successors() -> None:
    ended = Ended(date(2026, 7, 1), ("sbk",))
    assert told(fact(1, "2026-06-30"), slk=ended) == []
    assert told(fact(1, "2026-07-01"), slk=ended) == [("unit-ended", "2026-07-01", (1,))]
    assert told(fact(1, "2026-07-01", net=-5), slk=ended) == []
    assert told(fact(1, "2026-07-01"), bun=ended) == []


def test_money_acts_within_its_budget_year() -> None:
    assert acts_on(date(2025, 11, 24), 2026) == date(2026, 1, 1)
    assert acts_on(date(2027, 2, 1), 2026) == date(2026, 12, 31)
    assert acts_on(date(2026, 3, 1), 2026, date(2026, 7, 1)) == date(2026, 7, 1)
