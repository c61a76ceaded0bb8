"""Differences between the model and the product, each reduced to its smallest story."""

from datetime import date

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger import recording
from ledger.errors import Refused
from ledger.events import (
    AnnulledAmount,
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    FrameDecided,
    IndexDecided,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    ProposalMade,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
    UnitSplit,
)
from ledger.events.policy import AmountLimit, BodyKind, BodyRegistered, CompetenceDecided
from ledger.log.database import Database
from ledger.values import Basis, DecisionReference
from ledger.when import BoundsOrigin, DecisionBounds
from tests.given import AUTHOR, BUDGET, SOURCE, Command, adjusted, basis, between, decided, key, money
from tests.ledger.rules.scenario import corrected, given, past, refusal, warning, without_basis
from tests.model.stories import NAME, on_one_day


def waiting(on: Basis, *conditions: str) -> Basis:
    return replace(on, conditions=conditions)


def test_r37_a_condition_that_is_taken_back_leaves_no_frame_below_zero() -> None:
    """50 was taken out of 10 + 100, and the 100 waited for a condition that was not met after all."""
    answered = given(
        past(decided(10)),
        past(adjusted(100), waiting(basis("2025-12-01"), "avtal")),
        past(ConditionMet("avtal"), basis("2026-01-01")),
        past(adjusted(-50), basis("2026-02-01", clause=3)),
    ).when(corrected(7))
    answered.then(refusal("frame-would-be-negative"))


def test_r37_a_condition_that_is_corrected_to_a_later_day_is_held_to_the_days_between() -> None:
    later = ConditionMet("avtal")
    answered = given(
        past(decided(10)),
        past(adjusted(100), waiting(basis("2025-12-01"), "avtal")),
        past(later, basis("2026-01-01")),
        past(adjusted(-50), basis("2026-02-01", clause=3)),
    ).when(corrected(7, later, basis("2026-03-01")))
    answered.then(refusal("frame-would-be-negative"))


def test_no_unit_comes_below_itself_when_a_move_is_taken_back() -> None:
    since = date(2026, 1, 1)
    moves = [UnitMoved("slk", since, "sbk"), UnitMoved("slk", since, "ks"), UnitMoved("sbk", since, "slk")]
    given(*map(without_basis, moves)).when(corrected(6)).then(refusal("unit-below-itself"))


def test_r05_a_proposal_that_is_adopted_on_a_condition_is_adopted() -> None:
    adopts = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", "alliansen")
    recorded = given(
        past(ProposalMade("alliansen", (decided(10),))), past(adopts, waiting(basis("2025-12-01"), "avtal"))
    )
    recorded.when(adopts, basis("2026-01-01", clause=2)).then(
        refusal("proposal-already-adopted"), warning("swallows-waiting")
    )


def test_r05_a_fact_that_stands_twice_is_refused_in_a_correction_too() -> None:
    on, adjustment = basis("2025-12-01"), adjusted(5)
    once, twice = (
        ClauseDecided(ClauseOutcome.APPROVED, "att höja", facts=facts)
        for facts in ((adjustment,), (adjustment, adjustment))
    )
    recorded = given(past(decided(100)), past(once, on))
    recorded.when(corrected(6, twice, on)).then(refusal("decision-already-recorded"))


def costs_with_index(*afterwards: tuple[AnyFact, Basis | None], as_of: date) -> int | None:
    """What 100 kronor "+ index" are with an index of 50 % that rests on § 9."""
    frame = FrameDecided(key(), BUDGET, money(100), index="kf-index")
    entries = [past(frame), *(past(fact, on) if on else without_basis(fact) for fact, on in afterwards)]
    return given(*entries).state.frame_steps(key().tag).on(as_of).sides.costs_ore


def test_r50_an_index_that_a_court_has_annulled_raises_nothing_from_the_day_it_is_final() -> None:
    on = basis("2025-12-01", "§ 9")
    meant = DecisionReference(on.body, on.case_number, on.paragraph)
    judgment = JudgmentGiven(
        meant,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 1, 1),
        date(2026, 1, 9),
        final_ground="Lagakraftbevis",
    )
    afterwards: list[tuple[AnyFact, Basis | None]] = [(IndexDecided("kf-index", 500_000_000), on), (judgment, None)]
    days = (date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 8), date(2026, 1, 9))
    assert [costs_with_index(*afterwards, as_of=day) for day in days] == [100, 150, 150, 100]


def test_r50_an_index_on_a_condition_counts_from_the_day_it_is_met() -> None:
    on = waiting(basis("2025-12-01", "§ 9"), "avtal")
    afterwards: list[tuple[AnyFact, Basis | None]] = [
        (IndexDecided("kf-index", 500_000_000), on),
        (ConditionMet("avtal"), basis("2026-02-01")),
    ]
    days = (date(2025, 12, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [costs_with_index(*afterwards, as_of=day) for day in days] == [100, 100, 150]


def test_a_decision_waits_again_when_a_court_annuls_the_decision_that_met_its_condition() -> None:
    """100 counted from the day when the condition was met, until the judgment was final."""
    on = basis("2025-12-01", "§ 9")
    meant = DecisionReference(on.body, on.case_number, on.paragraph)
    judgment = JudgmentGiven(
        meant,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 1, 1),
        date(2026, 1, 9),
        final_ground="Lagakraftbevis",
    )
    state = given(
        past(decided(10)),
        past(adjusted(100), waiting(basis("2025-11-30"), "avtal")),
        past(ConditionMet("avtal"), on),
        without_basis(judgment),
    ).state
    days = (date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 8), date(2026, 1, 9))
    assert [state.frame_steps(key().tag).on(day).sides.costs_ore for day in days] == [10, 110, 110, 10]


def test_a_condition_that_has_lost_its_decision_can_be_met_again() -> None:
    on = basis("2025-12-01", "§ 9")
    meant = DecisionReference(on.body, on.case_number, on.paragraph)
    judgment = JudgmentGiven(
        meant,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 1, 1),
        date(2026, 1, 9),
        final_ground="Lagakraftbevis",
    )
    met = given(past(ConditionMet("avtal"), on))
    met.when(ConditionMet("avtal"), basis("2026-02-01")).then(refusal("condition-already-met"))
    fallen = given(past(ConditionMet("avtal"), on), without_basis(judgment))
    fallen.when(ConditionMet("avtal"), basis("2026-02-01")).then(warning("condition-unknown"))


def test_a_unit_that_is_only_known_by_what_was_taken_back_is_looked_at_whole(
    application: Application, stad: OpenLedger
) -> None:
    """A frame of sbk once stood where ks had been renamed by mistake: who looks at that frame has met ks, and still
    has to ask what is above it."""
    since = date(2026, 1, 1)
    every: list[tuple[AnyFact, Basis | None]] = [
        (decided(10, frame=key("sbk")), basis()),
        (corrected(5, UnitRenamed("ks", "Kontoret", since)), None),
        (corrected(6), None),
        (UnitMoved("sbk", since, "slk"), None),
        (corrected(8, decided(20, frame=key("sbk")), basis()), None),
        (decided(30, frame=key("sbk")), basis("2026-02-01")),
        (corrected(10, UnitSplit("slk", ("sbk", "slk"), since)), None),
    ]
    for number, (fact, on) in enumerate(every):
        application.record("stad", Command((fact,), on), AUTHOR, f"k{number}")
    assert stad.log.head() == 11


def test_r37_a_condition_that_lets_another_be_met_leaves_no_frame_below_zero() -> None:
    """The 200 less wait for the agreement, which was met on condition of a permit."""
    answered = given(
        past(decided(100)),
        past(adjusted(-200), waiting(basis("2025-12-01"), "avtal")),
        past(ConditionMet("avtal"), waiting(basis("2025-12-02"), "lov")),
    ).when(ConditionMet("lov"), basis("2026-01-01"))
    answered.then(refusal("frame-would-be-negative"))


def test_what_a_judgment_annuls_is_no_part_of_the_entry_that_it_comes_instead_of() -> None:
    """Entry 5 should have been the judgment; with it gone, the decision gave no frame anything that is known."""
    on = basis("2025-11-24", "§ 9")
    meant = DecisionReference(on.body, on.case_number, on.paragraph)
    part = (AnnulledAmount(key("sbk"), money(5)),)
    effect = JudgmentEffect.ANNULLED_IN_PART
    judgment = JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED_IN_PART, date(2026, 1, 1), effect=effect, annulled_amounts=part
    )
    recorded = given(past(decided(7), on))
    recorded.when(judgment).then(refusal("annulled-amount-exceeds"))
    recorded.when(corrected(5, judgment)).then(warning("decision-not-recorded"))


def test_no_unit_has_ended_by_the_entry_that_money_comes_instead_of() -> None:
    """Entry 5 closed slk, and should have been a change of its frame."""
    recorded = given(without_basis(UnitClosed("slk", date(2025, 12, 31))))
    recorded.when(adjusted(10), basis("2026-02-01")).then(refusal("unit-ended"), warning("frame-not-set"))
    recorded.when(corrected(5, adjusted(10), basis("2026-02-01"))).then(warning("frame-not-set"))


def test_what_pays_in_a_paragraph_is_found_when_a_condition_is_met_in_it(
    application: Application, stad: OpenLedger
) -> None:
    """slk is set to 1000 again in § 44, from the 500 that § 12 had made of it if the condition was met; so it is in
    clause 3, and clause 1 had taken the 500 from sbk."""
    may = basis("2026-05-04", "§ 44")
    every: list[tuple[tuple[AnyFact, ...], Basis]] = [
        ((decided(1000), decided(1000, frame=key("sbk"))), basis()),
        ((decided(500),), waiting(basis("2026-02-16", "§ 12"), "avtal")),
        ((adjusted(-500, frame=key("sbk")),), may),
        ((decided(1000),), replace(may, clause=2)),
        ((ConditionMet("avtal"),), replace(may, clause=3)),
    ]
    for number, (facts, on) in enumerate(every):
        application.record("stad", recording.Command(facts, on), AUTHOR, f"k{number}")
    assert stad.log.head() == 10


def test_what_is_held_against_a_decision_without_a_last_day_is_found_when_a_part_of_it_is_taken_back(
    database: Database,
) -> None:
    """§ 12 of some day until now gave slk 10 that it took from sbk: without that, nothing pays for them. The frames
    were set before the year in another case, which is looked up because § 12 is about them."""
    open_ended = between("2026-06-15", None)
    every: list[tuple[tuple[AnyFact, ...], Basis | None]] = [
        ((decided(1000), decided(1000, frame=key("sbk"))), replace(basis(), case_number="KS 2025/9")),
        ((adjusted(-10, frame=key("sbk")),), open_ended),
        ((adjusted(10),), open_ended),
    ]
    with on_one_day(database) as stories:
        for number, (facts, on) in enumerate(every):
            stories.application.record(NAME, recording.Command(facts, on), AUTHOR, f"k{number}")
        with pytest.raises(Refused) as refused:
            stories.application.record(NAME, recording.Command((corrected(7),), None), AUTHOR, "back")
    assert [refusal.code for refusal in refused.value.refusals] == ["financing-missing"]


BOARD, OFFICER = "Byggnadsnämnden", "Parkchefen"


def by(body: str, day: str, paragraph: str) -> Basis:
    return replace(basis(day, paragraph), body=body)


def test_r16_no_limit_holds_that_a_decision_comes_instead_of() -> None:
    """Entry 5 said by mistake that the officer decides 100 at most; it should have been what the officer decided."""
    limit = CompetenceDecided("frame-adjusted", (OFFICER,), (AmountLimit(OFFICER, 100),), within=BOARD)
    recorded = given(
        past(limit, by(BOARD, "2025-10-31", "§ 12")), without_basis(BodyRegistered(OFFICER, BodyKind.DELEGATE))
    )
    on = by(OFFICER, "2026-02-28", "§ 13")
    recorded.when(adjusted(101), on).then(
        refusal("amount-limit-exceeded"), warning("delegation-not-cited"), warning("frame-not-set")
    )
    recorded.when(corrected(5, adjusted(101), on)).then(warning("delegation-not-cited"), warning("frame-not-set"))


def test_d14_nobody_decides_rules_by_the_right_that_such_a_rule_comes_instead_of() -> None:
    """Entry 5 let the board decide who decides what, by mistake."""
    rule = CompetenceDecided("competence-decided", ("KF", BOARD))
    recorded = given(past(rule))
    new, on = CompetenceDecided("frame-adjusted", (BOARD,)), by(BOARD, "2026-02-28", "§ 13")
    recorded.when(new, on).then()
    recorded.when(corrected(5, new, on)).then(refusal("own-rule-by-other-body"))


def test_r16_what_a_project_has_had_is_found_for_a_decision_without_a_last_day(database: Database) -> None:
    """The board may give the park 100 a year. It gave 60 of the money of 2027, and now gives 41 of that of 2026, on
    some day until now."""
    limit = AmountLimit(BOARD, per_project_year_ore=100)
    park_2026, park_2027 = (replace(key("sbk", year), line="park") for year in (2026, 2027))
    without_last_day = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, date(2026, 2, 28))
    every: list[tuple[AnyFact, Basis]] = [
        (CompetenceDecided("frame-adjusted", limits=(limit,)), basis("2025-11-24")),
        (adjusted(60, frame=park_2027), replace(by(BOARD, "2026-02-28", "§ 9"), case_number="BN 2026/7")),
    ]
    with on_one_day(database) as stories:
        for number, (fact, on) in enumerate(every):
            stories.application.record(NAME, recording.Command((fact,), on), AUTHOR, f"k{number}")
        late = replace(by(BOARD, "2026-02-28", "§ 12"), decided=without_last_day)
        with pytest.raises(Refused) as refused:
            stories.application.record(NAME, recording.Command((adjusted(41, frame=park_2026),), late), AUTHOR, "more")
    assert [refusal.code for refusal in refused.value.refusals] == ["amount-limit-exceeded"]


def test_r05_the_day_on_which_a_decision_was_recorded_is_no_name_of_it(database: Database) -> None:
    """The council decided on some day since November, in no paragraph that is known, and that was recorded on 15 June.
    A judgment on what it decided on 15 June is not about that; it may be about what it decided between November and
    June, as that is recorded."""
    november = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, date(2025, 11, 24))
    closed = replace(november, latest=date(2026, 6, 15))
    undated = Basis("KF", november, SOURCE, clause=1)
    meant = DecisionReference("kf", decided_on=date(2026, 6, 15))
    judgment = JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 6, 15))
    with on_one_day(database) as stories:
        stories.application.record(NAME, recording.Command((decided(100),), undated), AUTHOR, "undated")
        in_paragraph = replace(undated, decided=closed, paragraph="§ 9")
        stories.application.record(NAME, recording.Command((decided(7, frame=key("sbk")),), in_paragraph), AUTHOR, "9")
        with pytest.raises(Refused) as refused:
            stories.application.record(NAME, recording.Command((judgment,), None), AUTHOR, "judged")
    [only] = refused.value.refusals
    assert (only.code, only.calculated) == ("decision-named-otherwise", "KF, § 9")


def test_r56_what_is_known_by_nothing_but_the_day_of_its_recording_is_not_annulled() -> None:
    since = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, date(2025, 11, 24))
    until = replace(since, latest=date(2026, 6, 15))
    meant = DecisionReference("KF", decided_on=date(2026, 6, 15))
    judgment = JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 6, 20), date(2026, 7, 1), final_ground="Lagakraftbevis"
    )
    undated, dated = (given(past(decided(100), Basis("KF", days, SOURCE), "2026-06-15")) for days in (since, until))
    undated.when(judgment).then(warning("decision-not-recorded"))
    assert [undated.when(judgment).costs(day) for day in ("2026-06-30", "2026-07-01")] == [100, 100]
    assert [dated.when(judgment).then().costs(day) for day in ("2026-06-30", "2026-07-01")] == [100, 0]
    numbered = given(past(decided(100), Basis("KF", since, SOURCE, None, "§ 12"), "2026-06-15"))
    assert numbered.when(replace(judgment, decision=replace(meant, paragraph="12 §"))).then().costs("2026-07-01") == 0
