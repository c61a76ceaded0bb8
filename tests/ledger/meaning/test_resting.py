"""What rests on what courts have annulled, worked out by hand. Amounts are öre."""

from datetime import date
from typing import Any

import msgspec
import pytest

from ledger.events import AnnulledAmount
from ledger.meaning.effects import Sides
from ledger.meaning.frames import FrameFact, in_order
from ledger.meaning.later_acts import Annulment, LaterActs, Met
from ledger.meaning.resting import resting_on_annulled
from ledger.values import Commitment, DecisionReference, FrameKind, NetAmount
from tests.frame_facts import fact

OF_FOUR = DecisionReference("kf", "4")
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


CLAUSE_1 = LaterActs((Annulment(DecisionReference("kf", "4", clause=1), FINAL),))


def of_sbk(net: int, **more: Any) -> FrameFact:
    """sbk's budget of 600, or the clause that sets it anew by the decision of which clause 1 is annulled."""
    said = {"unit": "sbk", "sets": "budget", "day": "2026-02-01", "clause": 2, "decision_key": OF_FOUR.key, **more}
    return fact(said.pop("position", 5), said.pop("day"), net=net, **said)


OF_SBK = of_sbk(600, position=2, day="2026-01-01", decision_key="kf/2")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ((BASE, OF_SBK, of_four(900, clause=1, sets="budget"), of_sbk(700)), ["sbk"]),
        ((BASE, OF_SBK, of_four(-100, clause=1), of_sbk(700)), ["sbk"]),
        ((BASE, OF_SBK, of_four(1_100, clause=1, sets="budget"), of_sbk(500)), ["sbk"]),
        ((BASE, OF_SBK, of_four(900, clause=1, sets="budget"), of_sbk(600)), []),
        ((BASE, OF_SBK, of_four(1_000, clause=1, sets="budget"), of_sbk(700)), []),
        ((BASE, OF_SBK, of_four(1_100, clause=1, sets="budget"), of_sbk(700)), []),
        ((BASE, of_four(900, clause=1, sets="budget"), of_sbk(700)), []),
        ((OF_SBK, of_four(900, clause=1, sets="budget"), of_sbk(700)), []),
        (
            (
                msgspec.structs.replace(BASE, sets=Commitment.PLAN),
                msgspec.structs.replace(OF_SBK, sets=Commitment.PLAN),
                of_four(900, clause=1, sets="budget"),
                of_sbk(700),
            ),
            [],
        ),
    ],
    ids=[
        "raised, no longer paid",
        "paid by a change",
        "lowered and given nobody",
        "as it was",
        "nothing was taken",
        "both raised: paid by neither",
        "nobody knows what it was",
        "nobody knows what paid",
        "a budget beside its plan",
    ],
)
def test_what_is_set_anew_counts_by_what_it_changes(facts: tuple[FrameFact, ...], told: list[str]) -> None:
    """KL 11:15 over the paragraph: slk had 1 000 and sbk 600, and § 4 sets them anew, clause by clause."""
    assert [frame.split()[0] for frame, *_ in resting(*facts, acts=CLAUSE_1)] == told


def test_money_carried_forward_was_paid_for_the_year_before() -> None:
    """D-1: clause 1 lowers another project and is annulled; clause 2 only carries on what was not used."""
    carried = of_four(500, unit="sbk", clause=2, position=5, family="investment-carried-forward")
    assert resting(BASE, of_four(-100, clause=1), carried, acts=CLAUSE_1) == []


@pytest.mark.parametrize(
    ("family", "told"),
    [
        ("frame-adjusted", TAKING),
        ("supplementary-appropriation-decided", TAKING),
        ("efficiency-saving-decided", []),
        ("one-off-reversed", []),
        ("technical-adjustment-made", []),
        ("investment-carried-forward", []),
    ],
)
def test_a_change_with_a_reason_of_its_own_takes_back_nothing_else(family: str, told: list[object]) -> None:
    """+100 by a change, annulled; as much out of the frame by a saving is that saving."""
    annulled = of_four(100, family="frame-adjusted")
    assert resting(BASE, annulled, fact(5, "2026-03-01", net=-100, family=family)) == told
    assert resting(BASE, of_four(100, family=family), fact(5, "2026-03-01", net=-100, family=family)) == TAKING


_SUPPLEMENT: dict[str, Any] = {"family": "supplementary-appropriation-decided"}


def back(net: int, day: str = "2026-03-01", position: int = 5) -> FrameFact:
    return fact(position, day, net=net, **_SUPPLEMENT)


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ((back(-40),), [5]),
        ((back(-40), back(-60, "2026-03-02", 6)), [5, 6]),
        ((back(30, "2026-02-02", 7), back(-30)), []),
        ((back(30, "2026-02-02", 7), back(-31)), [5]),
        ((back(30, "2026-02-02", 7), back(-20), back(-11, "2026-03-02", 6)), [6]),
        ((back(30, "2026-04-01", 7), back(-20)), [5]),
        ((fact(7, "2026-02-15", sets="budget", net=900), back(-40)), []),
        ((fact(5, "2026-03-01", net=-40, family="frame-adjusted"),), []),
        (pair("slk", "sbk", 40, 5, "supplementary-appropriation-decided"), []),
    ],
    ids=[
        "a part",
        "all of it, in two",
        "covered by another",
        "beyond the other",
        "the second is",
        "the other came after",
        "set anew meanwhile",
        "lowered, for whatever reason",
        "pays for another supplement",
    ],
)
def test_what_takes_back_a_part_of_an_annulled_supplement_rests_on_it(
    others: tuple[FrameFact, ...], told: list[int]
) -> None:
    """domain.md, D-3: a supplement of 100 that is annulled, and supplements below nothing after it."""
    assert [position for _, position, _ in resting(BASE, of_four(100, **_SUPPLEMENT), *others)] == told


def test_what_waits_again_is_gone_from_the_day_on_which_its_condition_was_met_no_more() -> None:
    """1 000, and 100 on a condition that is met on 1 April by a decision annulled on 1 June: 1 050 taken in May."""
    waiting = fact(4, "2026-02-01", net=100, conditions=("c",))
    taken = fact(5, "2026-05-01", net=-1_050)
    acts = LaterActs((Annulment(OF_FOUR, FINAL),), met={"c": (Met(date(2026, 4, 1), annulled_from=FINAL),)})
    assert resting(BASE, waiting, taken, acts=acts) == TAKING
    assert resting(BASE, waiting, taken, acts=acts, day="2026-05-31") == []
    never = LaterActs((Annulment(OF_FOUR, FINAL),))
    assert resting(BASE, msgspec.structs.replace(waiting, conditions=("d",)), taken, acts=never) == []


def test_what_is_annulled_while_its_condition_was_not_met_was_never_there() -> None:
    waiting = of_four(100, conditions=("c",))
    taken = fact(5, "2026-05-01", net=-1_050)
    for met, told in (("2026-04-01", TAKING), ("2026-07-01", [])):
        acts = LaterActs(ANNULLED_FOUR.annulments, met={"c": (Met(date.fromisoformat(met)),)})
        assert resting(BASE, waiting, taken, acts=acts) == told, met


@pytest.mark.parametrize(
    ("carried", "used", "told"), [(100, 0, False), (101, 0, True), (50, 50, False), (50, 51, True), (-10, 160, False)]
)
def test_what_was_carried_forward_is_held_against_what_is_left_of_the_year_before(
    carried: int, used: int, told: bool
) -> None:
    """R-43: a project had 100 and +50 in 2025, of which the 50 are annulled."""
    of: dict[str, Any] = {"kind": FrameKind.INVESTMENT, "unit": "slk"}
    had = fact(3, "2024-11-25", sets="budget", net=100, year=2025, **of)
    more = of_four(50, year=2025, **of)
    forward = fact(5, "2026-03-01", net=carried, family="investment-carried-forward", **of)
    outcomes = {had.frame: Sides(used, 0, used)} if used else {}
    facts = (*in_order([had, more]), forward)
    rests = resting_on_annulled(facts, ANNULLED_FOUR, date(2026, 12, 31), outcomes)
    assert list(rests) == ([(5, 0)] if told else [])
