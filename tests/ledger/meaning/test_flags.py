"""What is told of a frame on a day, worked out by hand. Amounts are öre."""

from datetime import date
from typing import Any

import msgspec
import pytest

from ledger.events import AnnulledAmount, JudgmentGiven, JudgmentOutcome
from ledger.meaning.flags import NOTHING_RESTS, acts_on, flagged, resting_on_annulled
from ledger.meaning.frames import FrameFact, frame_on, in_order
from ledger.meaning.later_acts import NO_LATER_ACTS, Annulment, Judged, LaterActs, Met
from ledger.meaning.tree import Ended
from ledger.values import DecisionReference, NetAmount
from tests.frame_facts import fact

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


BASE, FINAL = fact(3, "2026-01-01", sets="budget", net=1_000), date(2026, 6, 1)
ANNULLED_FOUR = LaterActs((Annulment(OF_FOUR, FINAL, position=9),))


def of_four(net: int = 100, **more: Any) -> FrameFact:
    """A change by the decision that is annulled on 1 June."""
    return fact(more.pop("position", 4), "2026-02-01", net=net, decision_key=OF_FOUR.key, **more)


def resting(*facts: FrameFact, acts: LaterActs = ANNULLED_FOUR, day: str = "2026-12-31") -> list[tuple[str, int, str]]:
    """The frame, the entry and the first day of what rests on annulled decisions."""
    rests = resting_on_annulled(in_order(facts), acts, date.fromisoformat(day))
    told = [(flag.values["frame"], flag.positions[0], str(flag.holds_from)) for [flag] in rests.values()]
    return sorted(set(told))


@pytest.mark.parametrize("net", [100, 101, 5_000, 0, -1, -99, -101, -1_000])
def test_an_amount_more_or_less_does_not_rest_on_another(net: int) -> None:
    """R-56: 1,000 and +100, of which the 100 are annulled. What is left of the 1,000 covers every change but one that
    takes more than that."""
    assert resting(BASE, of_four(), fact(5, "2026-03-01", net=net)) == []


TAKING = [("slk drift 2026", 5, "2026-06-01")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((BASE, of_four(100), fact(5, "2026-03-01", net=-1_050)), TAKING),
        ((BASE, of_four(100), fact(5, "2026-03-01", net=-1_100)), TAKING),
        ((BASE, of_four(100), fact(5, "2026-03-01", net=-1_101)), TAKING),
        ((BASE, of_four(100), fact(5, "2026-03-01", net=-1_050), fact(6, "2026-04-01", net=50)), []),
        ((BASE, of_four(100), fact(5, "2026-03-01", net=-1_050), fact(6, "2026-04-01", net=49)), TAKING),
        ((BASE, of_four(100), fact(6, "2026-02-15", net=-900), fact(5, "2026-03-01", net=-150)), TAKING),
        ((BASE, of_four(100), fact(6, "2026-03-01", net=500, sets="budget"), fact(5, "2026-03-02", net=-600)), []),
        ((BASE, fact(5, "2026-01-20", net=-1_050), of_four(100)), []),
        ((of_four(100), fact(5, "2026-03-01", net=-50)), []),
        ((of_four(1_000, sets="budget"), fact(5, "2026-03-01", net=-50)), TAKING),
        ((of_four(1_000, sets="budget"), fact(5, "2026-03-01", net=50)), []),
    ],
    ids=[
        "more than is left",
        "all there was",
        "more than there ever was",
        "met by later money",
        "not wholly met",
        "the last of several",
        "set anew meanwhile",
        "taken before it came",
        "nobody knows what the frame had",
        "from a frame that is not set without it",
        "to a frame that is not set without it",
    ],
)
def test_what_takes_what_the_frame_has_only_with_the_annulled_rests_on_it(
    facts: tuple[FrameFact, ...], expected: list[tuple[str, int, str]]
) -> None:
    """KL 13:15: 1,000 and +100; without the 100 the frame has not had what is taken out of it."""
    assert resting(*facts) == expected
    assert resting(*facts, day="2026-05-31") == []


@pytest.mark.parametrize(
    ("net", "back", "expected"), [(100, -100, TAKING), (-100, 100, TAKING), (100, -99, []), (-100, 101, [])]
)
def test_what_takes_the_annulled_change_back_rests_on_it(net: int, back: int, expected: list[object]) -> None:
    """domain.md, D-3: +5 taken back by a new decision, and the +5 annulled: 0, and not −5."""
    returned = fact(5, "2026-03-01", net=back)
    assert resting(BASE, of_four(net), returned) == expected
    assert resting(BASE, of_four(net), fact(6, "2026-02-10", net=1_000, sets="budget"), returned) == []
    assert resting(BASE, fact(5, "2026-01-20", net=back), of_four(net)) == []


@pytest.mark.parametrize(("other", "told"), [("res", ["res drift 2026"]), ("ks", [])], ids=["back again", "elsewhere"])
def test_a_movement_is_taken_back_by_the_same_one_the_other_way(other: str, told: list[str]) -> None:
    """res gave slk 100 and that is annulled. As much out of slk to somebody else is another matter."""
    given = pair("res", "slk", 100, 4, "central-reserve-released", day="2026-02-01", decision_key=OF_FOUR.key)
    later = pair("slk", other, 100, 5, "frame-transferred")
    reserve = fact(2, "2026-01-01", sets="budget", net=1_000, unit="res")
    assert [frame for frame, *_ in resting(reserve, BASE, *given, *later)] == told


def test_what_is_taken_back_once_rests_once() -> None:
    twice = (fact(5, "2026-03-01", net=-100), fact(6, "2026-03-02", net=-100))
    assert resting(BASE, of_four(100), *twice) == TAKING


def test_each_side_is_asked_for_itself_and_the_net_where_the_gross_is_unknown() -> None:
    """Revenues of 1,000 and +100: 1,050 fewer rests on the 100, though the costs are untouched."""

    def revenues(made: FrameFact, ore: int) -> FrameFact:
        return msgspec.structs.replace(made, costs_ore=0, revenues_ore=ore, net_ore=-ore)

    def net_only(made: FrameFact) -> FrameFact:
        return msgspec.structs.replace(made, costs_ore=None, revenues_ore=None)

    taken = fact(5, "2026-03-01", net=-1_050)
    assert resting(revenues(BASE, 1_000), revenues(of_four(), 100), revenues(taken, -1_050)) == TAKING
    assert resting(revenues(BASE, 1_000), revenues(of_four(), 100), revenues(taken, 1_050)) == []
    assert resting(net_only(BASE), net_only(of_four()), net_only(taken)) == TAKING
    assert resting(net_only(BASE), of_four(), taken) == TAKING


def test_what_is_annulled_in_part_carries_no_more_than_that_part() -> None:
    """D-13: +100, of it 40 annulled: 1,060 can be taken, 1,061 rests on the 40."""
    part = AnnulledAmount(of_four().frame, NetAmount(40))
    acts = LaterActs(in_part=(Annulment(OF_FOUR, FINAL, (part,)),))
    for taken, expected in ((-1_060, []), (-1_061, TAKING), (-40, []), (-100, [])):
        of = msgspec.structs.replace(of_four(), costs_ore=None, revenues_ore=None)
        assert resting(BASE, of, fact(5, "2026-03-01", net=taken), acts=acts) == expected, taken


def test_what_rests_on_two_judgments_does_so_from_the_first_that_it_cannot_do_without() -> None:
    """1,000, +100 annulled on 1 June and +50 on 1 July: 1,080 is there until 1 June, 1,020 until 1 July."""
    of_six = DecisionReference("kf", "6")
    also = fact(6, "2026-02-02", net=50, decision_key=of_six.key)
    acts = LaterActs((*ANNULLED_FOUR.annulments, Annulment(of_six, date(2026, 7, 1))))
    for taken, since in ((-1_080, "2026-06-01"), (-1_020, "2026-07-01")):
        facts = (BASE, of_four(), also, fact(5, "2026-03-01", net=taken))
        assert resting(*facts, acts=acts) == [("slk drift 2026", 5, since)], taken


def pair(first: str, second: str, net: int, position: int, family: str, **more: Any) -> tuple[FrameFact, FrameFact]:
    """An entry that does one thing to a frame and the opposite to another, the first of them first."""
    said = {"family": family, "day": "2026-03-01", **more}
    day = said.pop("day")
    return (
        fact(position, day, net=-net, unit=first, ordinal=0, **said),
        fact(position, day, net=net, unit=second, ordinal=1, **said),
    )


@pytest.mark.parametrize(
    "family",
    [
        "frame-transferred",
        "central-reserve-released",
        "technical-adjustment-made",
        "supplementary-appropriation-decided",
    ],
)
def test_what_the_annulled_money_pays_for_in_another_frame_is_told_there_too(family: str) -> None:
    """A reserve of 1,000 and +100 that are annulled gave 1,050 to sbk: told once, at both frames."""
    taken = pair("slk", "sbk", 1_050, 5, family)
    other = fact(5, "2026-03-01", net=7, unit="bun", ordinal=2, family="frame-adjusted")
    rests = resting_on_annulled(in_order((BASE, of_four(), *taken, other)), ANNULLED_FOUR, date(2026, 12, 31))
    assert set(rests) == {(5, 0), (5, 1)}
    assert rests[5, 0] == rests[5, 1]
    assert [frame.unit for frame in rests[5, 0][0].frames] == ["slk", "sbk"]


def test_a_supplement_that_several_reserves_pay_for_is_found_behind_them() -> None:
    of = {"day": "2026-03-01", "family": "supplementary-appropriation-decided"}
    day = of.pop("day")
    legs = [fact(5, day, net=ore, unit=unit, ordinal=number, **of) for number, (unit, ore) in enumerate(LEGS)]
    rests = resting_on_annulled(in_order((BASE, of_four(), *legs)), ANNULLED_FOUR, date(2026, 12, 31))
    assert set(rests) == {(5, 0), (5, 2)}


LEGS = (("slk", -1_050), ("ks", -10), ("sbk", 1_060), ("ks", -1), ("bun", 1))


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ({"sbk": 100}, ["sbk"]),
        ({"sbk": 60, "bun": 40}, ["bun", "sbk"]),
        ({"sbk": 90}, ["sbk"]),
        ({"sbk": 200}, ["sbk"]),
        ({"sbk": -100}, []),
        ({"sbk": 100, "bun": -100}, []),
    ],
    ids=["met wholly", "by two", "more than met", "partly", "lowered as well", "met by another"],
)
def test_what_is_raised_and_no_longer_paid_for_rests_on_the_clause_that_paid(
    rest: dict[str, int], told: list[str]
) -> None:
    """KL 11:15 over the paragraph: clause 1 lowers slk by 100 and is annulled, clause 2 stands."""
    meant = DecisionReference("kf", "4", clause=1)
    acts = LaterActs((Annulment(meant, FINAL),))
    left = [of_four(net, unit=unit, clause=2, position=5 + number) for number, (unit, net) in enumerate(rest.items())]
    assert [frame for frame, *_ in resting(BASE, of_four(-100, clause=1), *left, acts=acts)] == [
        f"{unit} drift 2026" for unit in told
    ]


def test_an_entry_that_pays_for_itself_met_no_other_clause() -> None:
    """Clause 1 lowers slk by 100 and is annulled; clause 3 only moves, and a supplement names what pays for it."""
    acts = LaterActs((Annulment(DecisionReference("kf", "4", clause=1), FINAL),))
    own = {"day": "2026-02-01", "decision_key": OF_FOUR.key, "clause": 3}
    moved = pair("ks", "tn", 30, 6, "frame-transferred", **own)
    paid = of_four(30, unit="tn", clause=4, position=7, family="supplementary-appropriation-decided")
    assert resting(BASE, of_four(-100, clause=1), *moved, paid, acts=acts) == []
    met = of_four(100, unit="sbk", clause=2, position=5)
    told = [frame for frame, *_ in resting(BASE, of_four(-100, clause=1), met, *moved, paid, acts=acts)]
    assert told == ["sbk drift 2026"]


@pytest.mark.parametrize(("net", "told"), [(-100, ["sbk drift 2026"]), (-99, []), (-101, [])])
def test_what_is_taken_and_given_nobody_rests_on_the_clause_that_gave_it(net: int, told: list[str]) -> None:
    """Clause 1 gave slk 100 and is annulled; clause 2 took them of sbk."""
    acts = LaterActs((Annulment(DecisionReference("kf", "4", clause=1), FINAL),))
    facts = (BASE, of_four(clause=1), of_four(net, unit="sbk", clause=2, position=5))
    assert [frame for frame, *_ in resting(*facts, acts=acts)] == told


def test_before_the_year_nobody_asks_what_pays_unless_all_was_only_moved() -> None:
    """KL 11:15 is about the running year: in November 2025, sbk +100 and slk −40 are two matters of one paragraph."""
    acts = LaterActs((Annulment(DecisionReference("kf", "4", clause=1), FINAL),))
    for net, told in ((100, 0), (40, 1)):
        facts = (of_four(-40, clause=1), of_four(net, unit="sbk", clause=2, position=5))
        before = [replace_day(made, date(2025, 11, 24)) for made in facts]
        assert len(resting(BASE, *before, acts=acts)) == told


def replace_day(made: FrameFact, day: date) -> FrameFact:
    return msgspec.structs.replace(made, decided_earliest=day, decided_latest=day)


def test_one_end_of_a_transfer_that_is_annulled_leaves_the_other() -> None:
    """D-13: of a transfer the court annuls what sbk got; what slk gave is left."""
    moved = pair("slk", "sbk", 100, 4, "frame-transferred", decision_key=OF_FOUR.key)
    part = AnnulledAmount(moved[1].frame, NetAmount(100))
    net_only = (msgspec.structs.replace(made, costs_ore=None, revenues_ore=None) for made in moved)
    acts = LaterActs(in_part=(Annulment(OF_FOUR, FINAL, (part,)),))
    assert resting(BASE, *net_only, acts=acts) == [("slk drift 2026", 4, "2026-06-01")]


def test_what_is_annulled_wholly_leaves_nothing_that_rests_on_it() -> None:
    moved = pair("slk", "sbk", 100, 4, "frame-transferred", decision_key=OF_FOUR.key)
    assert resting(BASE, *moved) == []


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
