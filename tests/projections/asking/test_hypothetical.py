"""What is laid on top, where it is laid: proposals last on the day, and entries in the places that they would have."""

from datetime import date

import msgspec
import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    JudgmentGiven,
    JudgmentOutcome,
    ProposalException,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
)
from ledger.meaning.placed import PlacedFact
from ledger.recording import foreseen, record
from ledger.values import Basis, DecisionReference, Stage
from projections.asking.hypothetical import (
    NOTHING_SUPPOSED,
    Hypothetical,
    entries_as_recorded,
    facts_with,
    proposals_as_adopted,
)
from projections.tables.frames import FrameScope
from tests.frame_facts import fact
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key

DAY = date(2026, 3, 1)


def put(ledger: OpenLedger, *facts: AnyFact, on: Basis | None = None) -> None:
    record(ledger.log, "stad", command(*facts, on=on), AUTHOR)
    ledger.runner.catch_up()


def laid(ledger: OpenLedger, *names: str, as_of: date = DAY) -> tuple[PlacedFact, ...]:
    with ledger.model.reading(None) as (cursor, place):
        return proposals_as_adopted(cursor, names, place.position, as_of).placed


def entries(ledger: OpenLedger, *facts: AnyFact, on: Basis | None = None, as_of: date = DAY) -> Hypothetical:
    bare = on is None and all(isinstance(fact, RecordingErrorCorrected | JudgmentGiven) for fact in facts)
    what = Command(facts) if bare else command(*facts, on=on)
    return entries_as_recorded(foreseen(ledger.log, what, AUTHOR).entries, as_of)


# --- Proposals --------------------------------------------------------------------------------------------------


def test_a_recommendation_is_laid_with_what_it_recommends_but_for_what_it_leaves_out(stad: OpenLedger) -> None:
    put(stad, ProposalMade("p", (adjusted(1), adjusted(2), adjusted(3))), on=basis("2026-01-10", "§ 2"))
    out = (ProposalException(2, "utgår"),)
    put(stad, RecommendationMade("r", (adjusted(4),), recommends="p", exceptions=out), on=basis("2026-02-10", "§ 3"))
    placed = laid(stad, "r")
    assert [entry.fact for entry in placed] == [adjusted(1), adjusted(3), adjusted(4)], "its own come last"
    assert {(entry.position, entry.proposal, entry.stage, entry.basis) for entry in placed} == {
        (6, "r", Stage.DECIDED, None)
    }
    assert [entry.fact for entry in laid(stad, "p", "r")] == [adjusted(n) for n in (1, 2, 3, 1, 3, 4)]


def test_it_comes_after_all_that_is_decided_that_day_in_the_order_it_is_laid(stad: OpenLedger) -> None:
    for name, costs in (("a", 1), ("b", 2)):
        put(stad, ProposalMade(name, (adjusted(costs),)), on=basis("2026-01-10", f"§ {costs}"))
    placed = laid(stad, "b", "a")
    places = [entry.decided for entry in placed]
    assert [entry.fact for entry in placed] == [adjusted(2), adjusted(1)]
    assert places == sorted(places)
    assert places[0] > entries(stad, adjusted(9), on=basis("2026-03-01", "§ 999999")).placed[0].decided


def test_nothing_is_laid_when_nothing_is_named(stad: OpenLedger) -> None:
    stad.runner.catch_up()
    assert laid(stad) == ()
    scope, known = FrameScope(2026), fact(5)
    assert facts_with([known], NOTHING_SUPPOSED, scope, DAY) == [known]


def test_every_name_that_nobody_had_put_forward_is_told(stad: OpenLedger) -> None:
    put(stad, ProposalMade("sen", (adjusted(1),)), on=basis("2026-03-02", "§ 2"))
    with pytest.raises(Refused) as refused:
        laid(stad, "sen", "ingens")
    told = [(refusal.code, refusal.asserted, refusal.detail) for refusal in refused.value.refusals]
    assert told == [
        ("proposal-unknown", "sen", "Förslaget sen var inte lagt till och med 2026-03-01."),
        ("proposal-unknown", "ingens", "Förslaget ingens fanns inte vid position 5."),
    ]


# --- Entries that nobody has recorded ---------------------------------------------------------------------------


def test_what_has_come_keeps_its_place_and_what_has_not_comes_last(stad: OpenLedger) -> None:
    come = entries(stad, adjusted(1), on=basis("2026-03-01", "§ 12"))
    assert [(placed.decided.latest, placed.decided.paragraph_number, placed.position) for placed in come.placed] == [
        (DAY, 12, 5)
    ]
    not_come = entries(stad, adjusted(1), adjusted(2), on=basis("2026-03-02", "§ 1"))
    assert [placed.decided.latest for placed in not_come.placed] == [DAY, DAY]
    assert come.placed[0].decided < not_come.placed[0].decided < not_come.placed[1].decided
    assert list(not_come.entries) == [5, 6]
    assert not_come.corrected == {}


def test_a_correction_keeps_the_place_of_what_was_first_recorded(stad: OpenLedger) -> None:
    put(stad, decided(900), on=basis("2026-04-01", "§ 5"))
    correct = RecordingErrorCorrected(5, "fel", Replacement(decided(90), basis("2026-04-01", "§ 5")))
    record(stad.log, "stad", Command((correct,)), AUTHOR)
    stad.runner.catch_up()
    again = msgspec.structs.replace(
        correct, corrects=6, replacement=Replacement(decided(9), basis("2026-04-01", "§ 5"))
    )
    placed = entries(stad, again)
    assert placed.corrected == {7: 5}
    [entry] = placed.placed
    assert (entry.decided.latest, entry.decided.position, entry.position) == (date(2026, 4, 1), 5, 7)
    withdrawn = entries(stad, msgspec.structs.replace(again, replacement=None))
    assert (withdrawn.placed, withdrawn.corrected) == ((), {7: 5})


def test_what_is_corrected_gives_way_wherever_it_is_known(stad: OpenLedger) -> None:
    """At an earlier position another entry stands in the same place."""
    put(stad, decided(900))
    correct = RecordingErrorCorrected(5, "fel", Replacement(decided(90), basis()))
    placed = entries(stad, correct)
    first, corrected = (fact(position, place=5) for position in (5, 6))
    scope = FrameScope(2027)
    assert facts_with([], placed, scope, DAY) == []
    kept = facts_with([first, corrected], placed, scope, DAY)
    assert kept == []
    [supposed] = facts_with([], placed, FrameScope(2026), DAY)
    assert (supposed.entry_position, supposed.place, supposed.costs_ore, supposed.supposed) == (6, 5, 90, True)
    assert facts_with([], placed, FrameScope(2026), date(2025, 11, 23)) == [], "not decided yet"


def test_what_is_only_proposed_is_not_laid_and_a_clause_is_laid_as_what_it_decides(stad: OpenLedger) -> None:
    assert entries(stad, ProposalMade("p", (adjusted(1),))).placed == ()
    put(stad, ProposalMade("p", (adjusted(1),)), on=basis("2026-01-10", "§ 2"))
    clause = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", proposal="p", facts=(adjusted(2),))
    placed = entries(stad, clause, on=basis("2026-02-10", "§ 3"))
    assert [(entry.fact, entry.proposal) for entry in placed.placed] == [(adjusted(1), None), (adjusted(2), None)]


def test_a_judgment_acts_by_the_asked_day_at_the_latest(stad: OpenLedger) -> None:
    put(stad, decided(900, frame=key()))
    meant = DecisionReference("KF", "KS 2025/1", "§ 12")
    judgment = JudgmentGiven(
        meant, "HFD", JudgmentOutcome.ANNULLED, date(2026, 4, 1), date(2026, 5, 1), final_ground="Lagakraftbevis"
    )
    days = [entries(stad, judgment, as_of=day).placed[0].fact for day in (DAY, date(2026, 6, 1))]
    assert [fact.final_on for fact in days if isinstance(fact, JudgmentGiven)] == [DAY, date(2026, 5, 1)]


def test_one_on_top_of_another(stad: OpenLedger) -> None:
    put(stad, ProposalMade("p", (adjusted(1),)), on=basis("2026-01-10", "§ 2"))
    later = entries(stad, adjusted(2), on=basis("2026-03-02", "§ 1"))
    with stad.model.reading(None) as (cursor, place):
        both = proposals_as_adopted(cursor, ("p",), place.position, DAY).plus(later)
    assert [placed.fact for placed in both.placed] == [adjusted(1), adjusted(2)]
    assert both.placed[0].decided < both.placed[1].decided
    assert list(both.entries) == [6]
