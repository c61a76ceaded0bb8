"""What changes decisions that stand already, all of it on the decided clock."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from ledger.events import AnnulledAmount, ConditionMet, Fact, IndexDecided, JudgmentGiven, JudgmentOutcome, ProposalMade
from ledger.meaning.effects import Sides
from ledger.meaning.later_acts import (
    NO_LATER_ACTS,
    Annulment,
    Index,
    IndexLost,
    LaterActs,
    Met,
    annulment_of,
    later_acts_of,
    left_of,
)
from ledger.meaning.placed import PlacedFact, claim_of, placed_facts
from ledger.meaning.same_decision import judged_as
from ledger.values import Basis, DecisionReference
from tests.given import adjusted, basis, between, key, money

JUDGED, FINAL = date(2026, 5, 1), date(2026, 6, 1)
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12")


def placed(
    fact: Fact, on: Basis | None = None, position: int = 5, recorded_on: date = date(2026, 1, 2)
) -> list[PlacedFact]:
    return list(placed_facts(claim_of(fact, on, position, recorded_on)))


def judged(
    outcome: JudgmentOutcome = JudgmentOutcome.ANNULLED,
    final_on: date | None = FINAL,
    decision: DecisionReference = DECISION,
) -> JudgmentGiven:
    return JudgmentGiven(decision, "Förvaltningsrätten", outcome, JUDGED, final_on, final_ground="Lagakraftbevis")


# --- Judgments --------------------------------------------------------------------------------------------------


def test_r56_a_final_judgment_annuls_from_its_finality_day() -> None:
    after = later_acts_of(placed(judged()))
    [standing] = placed(adjusted(5_00), basis("2026-03-01"))
    assert after.annulled_from(standing.basis, standing.decided.latest) == FINAL
    assert after.stands(standing, date(2026, 5, 31))
    assert not after.stands(standing, FINAL)


@pytest.mark.parametrize(
    "fact", [judged(JudgmentOutcome.UPHELD), judged(JudgmentOutcome.DISMISSED), judged(final_on=None), adjusted(1_00)]
)
def test_r56_anything_else_annuls_nothing(fact: Fact) -> None:
    assert annulment_of(fact) is None
    assert later_acts_of(placed(fact)).annulments == ()


@pytest.mark.parametrize(
    ("meant", "hit"),
    [
        ({}, True),
        ({"clause": 1}, True),
        ({"clause": 2}, False),
        ({"decided_on": date(2026, 3, 1)}, True),
        ({"decided_on": date(2025, 3, 1)}, False),
        ({"body": "kommunstyrelsen"}, False),
        ({"case_number": "ks 2025 / 1"}, True),
        ({"paragraph": "§ 13"}, False),
    ],
    ids=str,
)
def test_a_judgment_hits_the_decision_that_it_means(meant: dict[str, object], hit: bool) -> None:
    annulment = Annulment(msgspec.structs.replace(DECISION, **meant), FINAL)
    assert annulment.hits(basis("2026-03-01"), date(2026, 3, 1)) is hit


def test_of_two_judgments_the_first_to_be_final_decides() -> None:
    later = judged(final_on=date(2026, 9, 1))
    after = later_acts_of([*placed(later, position=5), *placed(judged(), position=6)])
    assert after.annulled_from(basis("2026-03-01"), date(2026, 3, 1)) == FINAL


def test_nobody_annuls_what_was_never_decided() -> None:
    assert later_acts_of(placed(judged())).annulled_from(None, date(2026, 3, 1)) is None


AGAIN = date(2026, 6, 15)
MADE = judged_as(basis("2026-03-01"), date(2026, 3, 1))


def acts(*judgments: JudgmentGiven) -> LaterActs:
    """What judgments come to that were recorded one after the other."""
    said = [each for position, judgment in enumerate(judgments, start=5) for each in placed(judgment, None, position)]
    return later_acts_of(said)


@pytest.mark.parametrize(
    ("last", "annulled_from"),
    [
        (judged(final_on=AGAIN), AGAIN),
        (judged(final_on=date(2026, 5, 15)), date(2026, 5, 15)),
        (judged(final_on=None), None),
        (judged(JudgmentOutcome.DENIED), None),
        (replace(judged(final_on=AGAIN), court="FÖRVALTNINGSRÄTTEN", case_number="123-26"), AGAIN),
        (judged(final_on=AGAIN, decision=replace(DECISION, decided_on=date(2026, 3, 1))), AGAIN),
        (judged(final_on=AGAIN, decision=replace(DECISION, clause=1)), AGAIN),
        (judged(final_on=AGAIN, decision=replace(DECISION, clause=2)), FINAL),
        (judged(final_on=AGAIN, decision=replace(DECISION, paragraph="§ 13")), FINAL),
        (replace(judged(final_on=AGAIN), court="Kammarrätten"), FINAL),
        (replace(judged(final_on=AGAIN), given_on=date(2026, 5, 2)), FINAL),
    ],
)
def test_r56_a_judgment_that_is_recorded_again_comes_instead_of_what_it_said_before(
    last: JudgmentGiven, annulled_from: date | None
) -> None:
    """Annulled from 1 June, and then again from another day, or none: of one court on one day, on this decision."""
    assert acts(judged(), last).decision_annulled_from(MADE) == annulled_from


def test_r56_two_cases_of_one_court_and_day_are_two_judgments() -> None:
    first, second = (
        replace(judged(final_on=day), case_number=case) for day, case in ((FINAL, "1-26"), (AGAIN, "2-26"))
    )
    assert acts(second, first, second).decision_annulled_from(MADE) == FINAL
    assert acts(first, replace(second, outcome=JudgmentOutcome.DISMISSED)).decision_annulled_from(MADE) == FINAL


def test_r56_of_another_clause_what_was_said_before_holds() -> None:
    of_one = judged(final_on=AGAIN, decision=replace(DECISION, clause=1))
    both = acts(judged(), of_one)
    assert [both.decision_annulled_from(MADE._replace(clause=clause)) for clause in (1, 2, None)] == [
        AGAIN,
        FINAL,
        FINAL,
    ]


OF_ONE = judged(decision=replace(DECISION, clause=1))


@pytest.mark.parametrize(
    ("last", "of_one", "of_two"),
    [
        (judged(JudgmentOutcome.DENIED), FINAL, None),
        (judged(JudgmentOutcome.DISMISSED, final_on=None), FINAL, None),
        (judged(JudgmentOutcome.REMITTED), FINAL, None),
        (judged(final_on=AGAIN), AGAIN, AGAIN),
        (judged(final_on=None), None, None),
        (judged(JudgmentOutcome.DENIED, decision=replace(DECISION, clause=1)), None, None),
        (judged(JudgmentOutcome.DENIED, decision=replace(DECISION, clause=2)), FINAL, None),
    ],
)
def test_r56_what_is_said_of_the_whole_leaves_a_clause_of_it_annulled(
    last: JudgmentGiven, of_one: date | None, of_two: date | None
) -> None:
    """One court, one day: clause 1 is annulled and the appeal otherwise refused, written as two entries in any order.
    All of it annulled, or clause 1 refused, is another account of the same."""
    two = MADE._replace(clause=2)
    told = acts(OF_ONE, last)
    assert [told.decision_annulled_from(each) for each in (MADE, two)] == [of_one, of_two]
    if last.decision.clause is None and last.outcome is not JudgmentOutcome.ANNULLED:
        other_way = acts(last, OF_ONE)
        assert [other_way.decision_annulled_from(each) for each in (MADE, two)] == [of_one, of_two]


def test_r56_a_part_of_a_clause_that_is_annulled_is_so_whatever_is_said_of_the_rest() -> None:
    four = (AnnulledAmount(key(), money(4_00)),)
    in_part = replace(
        judged(JudgmentOutcome.ANNULLED_IN_PART), annulled_amounts=four, decision=replace(DECISION, clause=1)
    )
    refused = judged(JudgmentOutcome.DENIED)
    for judgments in ((in_part, refused), (refused, in_part)):
        assert [each.parts for each in acts(*judgments).parts_of(MADE, key())] == [four]
    open_ = replace(OF_ONE, final_on=None)
    said = acts(open_, replace(refused, final_on=None)).open_judgment(MADE, date(2026, 12, 1))
    assert said is not None
    assert said.judgment == open_


@pytest.mark.parametrize(
    ("earliest", "latest", "hit"),
    [
        ("2026-05-01", "2026-05-01", True),
        ("2026-05-02", "2026-05-02", False),
        ("2026-04-30", "2026-05-02", True),
        ("2026-05-02", "2026-06-15", False),
        ("2025-03-01", "2025-03-01", True),
    ],
)
def test_r56_a_judgment_without_a_day_is_about_nothing_that_was_decided_after_its_own(
    earliest: str, latest: str, hit: bool
) -> None:
    """Given on 1 May; the board's next § 12 of the same case is another decision. What may have been made by then is
    not known to have been made after it."""
    decision = MADE._replace(earliest=date.fromisoformat(earliest), latest=date.fromisoformat(latest))
    assert (acts(judged()).decision_annulled_from(decision) == FINAL) is hit
    assert (acts(judged(final_on=None)).open_judgment(decision, AGAIN) is not None) is hit


def test_r56_amounts_that_a_judgment_says_again_come_instead_of_all_that_it_said() -> None:
    def parts(*amounts: tuple[str, int]) -> JudgmentGiven:
        annulled = tuple(AnnulledAmount(key(unit), money(ore)) for unit, ore in amounts)
        return replace(judged(JudgmentOutcome.ANNULLED_IN_PART), annulled_amounts=annulled)

    def left(frame: str, *judgments: JudgmentGiven) -> int | None:
        in_part = acts(*judgments).parts_of(MADE, key(frame))
        return left_of(Sides(10_00, 0, 10_00), key(frame), in_part).costs_ore

    four = parts(("slk", 4_00), ("sbk", 3_00))
    assert (left("slk", four), left("sbk", four)) == (6_00, 7_00)
    assert (left("slk", four, parts(("slk", 6_00))), left("sbk", four, parts(("slk", 6_00)))) == (4_00, 10_00)
    assert left("slk", four, replace(four, final_on=None)) == 10_00
    whole = acts(judged(), four)
    assert (whole.decision_annulled_from(MADE), len(whole.in_part)) == (None, 1)


# --- Conditions -------------------------------------------------------------------------------------------------


def on_condition(*conditions: str) -> Basis:
    return msgspec.structs.replace(basis("2026-03-01"), conditions=conditions)


def test_a_decision_counts_from_the_day_when_the_last_of_its_conditions_is_met() -> None:
    met = [
        *placed(ConditionMet("avtal"), basis("2026-04-01"), 5),
        *placed(ConditionMet("samråd"), basis("2026-05-01"), 6),
    ]
    after = later_acts_of(met)
    assert not after.has_met(("avtal", "samråd"), date(2026, 4, 30))
    assert after.has_met(("avtal", "samråd"), date(2026, 5, 1))
    assert after.has_met(("avtal",), date(2026, 4, 1))


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2100, 1, 1), date.max])
def test_a_condition_that_is_never_met_is_not_met_on_the_last_day_either(day: date) -> None:
    """The last day of the calendar stands for "whenever" in the rules."""
    assert not NO_LATER_ACTS.has_met(("avtal",), day)
    [waiting] = placed(adjusted(5_00), on_condition("avtal"))
    assert not NO_LATER_ACTS.stands(waiting, day)


def test_without_conditions_there_is_nothing_to_wait_for() -> None:
    assert NO_LATER_ACTS.has_met((), date.min)


def test_a_condition_that_is_met_twice_was_met_the_first_time() -> None:
    twice = [
        *placed(ConditionMet("avtal"), basis("2026-05-01"), 5),
        *placed(ConditionMet("avtal"), basis("2026-04-01"), 6),
    ]
    assert later_acts_of(twice).met_on("avtal", date.max) == date(2026, 4, 1)


def test_a_condition_met_on_a_day_that_is_not_settled_is_met_by_the_last_of_them() -> None:
    after = later_acts_of(placed(ConditionMet("avtal"), between("2026-04-01", "2026-04-30")))
    assert after.met_on("avtal", date(2026, 4, 29)) is None
    assert after.met_on("avtal", date(2026, 4, 30)) == date(2026, 4, 30)


def test_a_condition_whose_own_decision_is_annulled_is_met_only_until_the_judgment_is_final() -> None:
    after = later_acts_of([*placed(ConditionMet("avtal"), basis("2026-03-01"), 5), *placed(judged(), position=6)])
    waiting = ("avtal",)
    assert after.has_met(waiting, date(2026, 5, 31))
    assert not after.has_met(waiting, FINAL)
    assert after.met_on("avtal", FINAL) is None
    assert after.days() == (date(2026, 3, 1), FINAL)


def test_a_condition_that_is_met_anew_after_the_judgment_counts_from_the_later_day() -> None:
    anew = msgspec.structs.replace(basis("2026-07-01"), paragraph="§ 40")
    again = [
        *placed(ConditionMet("avtal"), basis("2026-03-01"), 5),
        *placed(judged(), position=6),
        *placed(ConditionMet("avtal"), anew, 7),
    ]
    days = [FINAL, date(2026, 6, 30), date(2026, 7, 1)]
    assert [later_acts_of(again).has_met(("avtal",), day) for day in days] == [False, False, True]
    assert later_acts_of(again).met_on("avtal", date.max) == date(2026, 7, 1)


def met_on(day: str, condition: str, *waits_for: str, position: int) -> list[PlacedFact]:
    return placed(ConditionMet(condition), msgspec.structs.replace(basis(day), conditions=waits_for), position)


def test_a_condition_that_itself_waits_is_met_from_the_last_day_of_all() -> None:
    chain = [
        *met_on("2026-02-01", "avtal", "samråd", "lov", position=5),
        *met_on("2026-05-01", "samråd", position=6),
        *met_on("2026-04-01", "lov", "samråd", position=7),
    ]
    after = later_acts_of(chain)
    assert not after.has_met(("avtal",), date(2026, 4, 30))
    assert after.has_met(("avtal",), date(2026, 5, 1))
    assert [after.met_on(name, date.max) for name in ("avtal", "lov")] == [date(2026, 5, 1)] * 2


def test_conditions_that_wait_for_each_other_or_for_themselves_are_never_met() -> None:
    round_about = [
        *met_on("2026-02-01", "avtal", "samråd", position=5),
        *met_on("2026-02-01", "samråd", "avtal", position=6),
        *met_on("2026-02-01", "lov", "lov", position=7),
    ]
    assert not any(later_acts_of(round_about).has_met((name,), date.max) for name in ("avtal", "samråd", "lov"))
    free = later_acts_of([*round_about, *met_on("2026-03-01", "samråd", position=8)])
    assert free.met_on("avtal", date.max) == date(2026, 3, 1)


def test_what_waits_for_a_condition_is_found_through_every_link() -> None:
    index = placed(IndexDecided("kf-2026", 1), msgspec.structs.replace(basis(), conditions=("avtal",)), 7)
    chain = [*met_on("2026-02-01", "avtal", "samråd", position=5), *met_on("2026-02-01", "samråd", "lov", position=6)]
    after = later_acts_of([*chain, *index])
    assert after.waiting_for(("lov",)) == (("lov", "samråd", "avtal"), ("kf-2026",))
    assert after.waiting_for(("avtal",)) == (("avtal",), ("kf-2026",))
    assert after.waiting_for(()) == ((), ())


# --- Indices ----------------------------------------------------------------------------------------------------


def test_an_index_is_what_was_last_decided_by_the_day() -> None:
    decided = [
        *placed(IndexDecided("kf-2026", 30_000_000), basis("2026-02-01"), 5),
        *placed(IndexDecided("kf-2026", 25_000_000), basis("2026-06-01"), 6),
    ]
    after = later_acts_of(reversed(decided))
    assert after.indices == {
        "kf-2026": (Index(date(2026, 2, 1), 30_000_000), Index(date(2026, 6, 1), 25_000_000)),
    }
    rates = [after.index_rate("kf-2026", day) for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 6, 1))]
    assert rates == [None, 30_000_000, 25_000_000]
    assert after.index_rate("another", date(2026, 6, 1)) is None


def test_an_index_of_nothing_is_decided_all_the_same() -> None:
    after = later_acts_of(placed(IndexDecided("kf-2026", 0), basis("2026-02-01")))
    assert after.index_rate("kf-2026", date(2026, 2, 1)) == 0


def test_what_is_only_proposed_does_nothing() -> None:
    proposed = ProposalMade("alliansen", (IndexDecided("kf-2026", 30_000_000),))
    assert later_acts_of(placed(proposed, basis("2026-02-01"))) == NO_LATER_ACTS


def test_the_days_on_which_something_begins_to_act() -> None:
    every = [
        *placed(judged(), position=5),
        *placed(ConditionMet("avtal"), basis("2026-04-01"), 6),
        *placed(IndexDecided("kf-2026", 1), basis("2026-04-01"), 7),
    ]
    assert later_acts_of(every).days() == (date(2026, 4, 1), FINAL)
    assert NO_LATER_ACTS.days() == ()


def test_a_condition_is_met_until_what_it_stands_on_is_annulled() -> None:
    """`avtal` is met by what waits for `lov`, which was met by what is annulled on 1 June; it is met anew on 1 July."""
    march, june = date(2026, 3, 1), date(2026, 6, 1)
    lov = Met(march, annulled_from=june)
    acts = LaterActs(met={"avtal": (Met(march, conditions=("lov",)),), "lov": (lov,)})
    assert [acts.met_until(("avtal",), day) for day in (date(2026, 5, 31), june)] == [None, june]
    assert acts.met_until((), june) is acts.met_until(("annat",), june) is None
    anew = msgspec.structs.replace(acts, met=acts.met | {"lov": (lov, Met(date(2026, 7, 1)))})
    assert [anew.met_until(("avtal",), day) for day in (june, date(2026, 7, 1))] == [june, None]
    assert (acts.gone_by(march), set(acts.gone_by(june)[0])) == (((), ()), {"lov", "avtal"})


def test_an_index_is_lost_with_its_decision_or_with_what_that_waited_for_and_not_when_another_stands() -> None:
    march, june = date(2026, 3, 1), date(2026, 6, 1)
    own = LaterActs(indices={"pki": (Index(march, 30, annulled_from=june),)})
    waited = LaterActs(
        met={"c": (Met(march, annulled_from=june),)}, indices={"pki": (Index(march, 30, conditions=("c",)),)}
    )
    for acts in (own, waited):
        assert acts.index_lost("pki", date(2026, 5, 31)) is None
        assert acts.index_lost("pki", june) == IndexLost(30, june)
        assert acts.gone_by(june)[1] == ("pki",)
    before = LaterActs(indices={"pki": (Index(date(2026, 2, 1), 20), *own.indices["pki"])})
    assert before.index_lost("pki", june) is before.index_lost("annat", june) is None
