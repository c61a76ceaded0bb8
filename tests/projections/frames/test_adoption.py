"""What it would take to adopt named proposals: what has come of them, and what the rules would say."""

from datetime import date

import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import AnyFact, ClauseDecided, ClauseOutcome, ProposalMade, RecommendationMade
from ledger.recording import record
from ledger.values import Basis
from ledger.when import today
from projections.asking.hypothetical import proposals_known
from projections.frames.adoption import (
    Trial,
    nominees,
    nominees_now,
    trial,
)
from tests.given import AUTHOR, adjusted, basis, command, decided, key, money


def put(ledger: OpenLedger, *facts: AnyFact, on: Basis | None = None) -> None:
    record(ledger.log, "stad", command(*facts, on=on), AUTHOR)
    ledger.runner.catch_up()


PAID = adjusted(5, amount=money(5, 5))
"""What own revenues pay for (KL 11:15)."""


@pytest.fixture
def proposed(stad: OpenLedger) -> OpenLedger:
    """A budget, a proposal, and a recommendation of that."""
    put(stad, decided(1_000))
    put(stad, ProposalMade("p", (PAID,), decider="kommunfullmäktige"), on=basis("2026-01-10", "§ 2"))
    put(stad, RecommendationMade("r", recommends="p"), on=basis("2026-02-10", "§ 3"))
    return stad


def test_a_nominee_is_the_proposal_with_its_own_basis(proposed: OpenLedger) -> None:
    [nominee] = nominees_now(proposed.model, ("p",))
    assert nominee.proposal == ProposalMade("p", (PAID,), decider="kommunfullmäktige")
    assert (nominee.basis, nominee.adopted) == (basis("2026-01-10", "§ 2"), ())


def test_what_is_adopted_through_a_recommendation_is_adopted(proposed: OpenLedger) -> None:
    put(proposed, ClauseDecided(ClauseOutcome.DENIED, "att avslå", proposal="p"), on=basis("2026-02-20", "§ 4"))
    assert nominees_now(proposed.model, ("p",))[0].adopted == ()
    put(proposed, ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", proposal="r"), on=basis("2026-03-01", "§ 5"))
    for name in ("p", "r"):
        [nominee] = nominees_now(proposed.model, (name,))
        assert [(placed.position, placed.decided.latest) for placed in nominee.adopted] == [(9, date(2026, 3, 1))]
    with proposed.model.reading(None) as (cursor, place):
        state = proposals_known(cursor, ("p",), place.position, date(2026, 2, 28))
    assert nominees(state, ("p",), date(2026, 2, 28))[0].adopted == (), "not yet on that day"


def test_a_name_that_nobody_has_put_forward_is_refused(proposed: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        nominees_now(proposed.model, ("p", "x"))
    assert [(refusal.code, refusal.asserted) for refusal in refused.value.refusals] == [("proposal-unknown", "x")]
    with proposed.model.reading(None) as (cursor, place):
        state = proposals_known(cursor, ("p",), place.position, today())
    with pytest.raises(LookupError, match="the proposal x"):
        nominees(state, ("x",), today())


def test_the_trial_stores_nothing_and_says_what_recording_would(proposed: OpenLedger) -> None:
    put(
        proposed,
        ProposalMade("sbk", (adjusted(7, frame=key("sbk"), amount=money(7, 7)),)),
        on=basis("2026-02-11", "§ 6"),
    )
    put(proposed, ProposalMade("minus", (adjusted(-2_000),)), on=basis("2026-02-11", "§ 7"))
    head = proposed.log.head()
    good = trial(proposed.log, nominees_now(proposed.model, ("p", "sbk")))
    assert [(warning.proposal, warning.code) for warning in good.warnings] == [("sbk", "frame-not-set")]
    assert good.objections == ()
    bad = trial(proposed.log, nominees_now(proposed.model, ("p", "r", "minus")))
    told = [(objection.proposal, objection.code, objection.acceptable) for objection in bad.objections]
    assert told == [
        ("r", "proposal-already-adopted", True),
        ("r", "decision-already-recorded", True),
        ("minus", "frame-would-be-negative", True),
    ]
    assert bad.warnings == ()
    assert trial(proposed.log, ()) == Trial()
    assert proposed.log.head() == head


def test_who_decides_is_the_body_that_the_proposals_name(stad: OpenLedger) -> None:
    """R-12: the total of what the council has set is raised by nobody else; without a name the council is meant."""
    put(stad, decided(1_000), on=basis(body="Kommunfullmäktige"))
    put(stad, ProposalMade("namnd", (adjusted(5),), decider="Byggnadsnämnden"), on=basis("2026-01-10", "§ 2"))
    put(stad, ProposalMade("ingen", (PAID,)), on=basis("2026-01-10", "§ 3"))
    [objection] = trial(stad.log, nominees_now(stad.model, ("namnd",))).objections
    assert (objection.code, objection.text.split()[0]) == ("total-raised-by-other-body", "Byggnadsnämnden")
    assert trial(stad.log, nominees_now(stad.model, ("ingen",))) == Trial()


def test_what_nothing_pays_for_is_told_of_an_adoption_too(stad: OpenLedger) -> None:
    """KL 11:15 at every door (D-1): a proposal that raises the running year."""
    year = today().year
    put(stad, decided(1_000, frame=key(year=year)), on=basis("2025-11-24"))
    put(stad, ProposalMade("mer", (adjusted(5, frame=key(year=year)),)), on=basis("2026-01-10", "§ 3"))
    [objection] = trial(stad.log, nominees_now(stad.model, ("mer",))).objections
    assert (objection.code, objection.acceptable) == ("financing-missing", True)
