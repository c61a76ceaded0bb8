"""The catalogue: stored names, families, and what every fact says about itself."""

import re
from typing import get_args

import msgspec
import pytest

from ledger.events import (
    Correctable,
    Fact,
    FrameEntry,
    Proposable,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    catalogue,
    stored_name,
)
from ledger.log.entry import TAG_KINDS, Entry
from tests.given import adjusted, basis, decided, key, transferred
from tests.golden.examples import BY, EXAMPLES

FACTS = [entry.fact for entry in EXAMPLES.values()]


STORED_NAMES = [
    "ledger-opened.v1",
    "unit-registered.v1",
    "unit-renamed.v1",
    "unit-moved.v1",
    "unit-closed.v1",
    "units-merged.v1",
    "unit-split.v1",
    "unit-alias-added.v1",
    "unit-code-assigned.v1",
    "control-policy-decided.v1",
    "tolerance-decided.v1",
    "competence-decided.v1",
    "body-registered.v1",
    "warning-resolved.v1",
    "application-made.v1",
    "proposal-made.v1",
    "recommendation-made.v1",
    "rejection-recommended.v1",
    "clause-decided.v1",
    "condition-met.v1",
    "dissent-recorded.v1",
    "minutes-approved.v1",
    "notice-posted.v1",
    "delegated-decision-reported.v1",
    "decision-appealed.v1",
    "execution-stayed.v1",
    "judgment-given.v1",
    "legal-force-confirmed.v1",
    "meeting-registered.v1",
    "paragraphs-without-budget-effect.v1",
    "opening-entry-made.v1",
    "frame-decided.v1",
    "plan-year-copied.v1",
    "frame-adjusted.v1",
    "supplementary-appropriation-decided.v1",
    "technical-adjustment-made.v1",
    "efficiency-saving-decided.v1",
    "one-off-reversed.v1",
    "frame-transferred.v1",
    "central-reserve-released.v1",
    "gross-turnover-changed.v1",
    "investment-carried-forward.v1",
    "tax-rate-decided.v1",
    "budget-adopted.v1",
    "index-decided.v1",
    "of-which-noted.v1",
    "outcome-recorded.v1",
    "balance-result-stated.v1",
    "deficit-settlement-decided.v1",
    "interim-report-submitted.v1",
    "annual-accounts-submitted.v1",
    "equity-reserved.v1",
    "reservation-extended.v1",
    "reservation-topped-up.v1",
    "reservation-drawn.v1",
    "reservation-released.v1",
    "reservation-lapsed.v1",
    "operating-plan-approved.v1",
    "result-unit-approved.v1",
    "result-carried-over.v1",
    "fee-cap-decided.v1",
    "fee-rate-decided.v1",
    "fee-base-recorded.v1",
    "fee-base-corrected.v1",
    "member-charges-calculated.v1",
    "member-charges-issued.v1",
    "member-charges-settled.v1",
    "price-decided.v1",
    "service-registered.v1",
    "service-categorised.v1",
    "service-repackaged.v1",
    "volumes-exempted.v1",
    "allocation-key-decided.v1",
    "cost-shared.v1",
    "funding-decided.v1",
    "change-initiative-decided.v1",
    "condition-attached.v1",
    "initiative-started.v1",
    "initiative-invoiced.v1",
    "bridge-recorded.v1",
    "figures-printed.v1",
    "project-noted.v1",
    "project-financing-decided.v1",
    "shortfall-forecast.v1",
    "decision-planned.v1",
    "extension-planned.v1",
    "rent-recorded.v1",
    "lease-planned.v1",
    "staffing-noted.v1",
    "grant-noted.v1",
    "contingent-event-noted.v1",
    "cost-pressure-noted.v1",
    "report-closed.v1",
    "report-reopened.v1",
    "recording-error-corrected.v1",
]
"""In the order of a budget year. A name may be added here; none is ever changed or removed."""


def test_stored_names_never_change() -> None:
    assert [stored_name(fact) for fact in catalogue()] == STORED_NAMES


@pytest.mark.parametrize("fact", list(catalogue()))
def test_a_stored_name_is_words_and_a_version(fact: type[Fact]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.v[1-9][0-9]*", stored_name(fact))


@pytest.mark.parametrize("fact", list(catalogue()))
def test_every_fact_is_explained(fact: type[Fact]) -> None:
    assert fact.__doc__ is not None
    assert len(fact.__doc__) > 40


@pytest.mark.parametrize("fact", list(catalogue()))
def test_a_fact_is_immutable_and_takes_no_unknown_fields(fact: type[Fact]) -> None:
    config = fact.__struct_config__
    assert (config.frozen, config.forbid_unknown_fields, config.omit_defaults) == (True, True, True)
    assert config.tag_field == "type"


def test_an_entry_is_stored_under_the_name_of_its_fact() -> None:
    assert Entry(adjusted(1), BY, basis()).type == "frame-adjusted.v1"


# --- Tags, frames, units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS, ids=EXAMPLES)
def test_every_tag_is_of_a_selective_kind(fact: Fact) -> None:
    assert {tag.partition(":")[0] for tag in fact.tags()} <= set(TAG_KINDS)


@pytest.mark.parametrize("fact", FACTS, ids=EXAMPLES)
def test_tags_are_a_pure_function_of_the_event(fact: Fact) -> None:
    again = msgspec.json.decode(msgspec.json.encode(fact), type=type(fact))
    assert again.tags() == fact.tags()


def test_a_proposal_is_found_by_its_name_and_by_no_frame() -> None:
    proposal = ProposalMade("tertial-1", (transferred(1), decided(1, frame=key("ks"))))
    assert (proposal.tags(), proposal.frames()) == (("proposal:tertial-1",), ())
    assert proposal.units() == ("slk", "sbk", "ks")


def test_decisions_and_proposals_need_a_basis_and_registrations_do_not() -> None:
    needs = {stored_name(fact) for fact in catalogue() if fact.needs_basis}
    assert needs == {
        "application-made.v1",
        "proposal-made.v1",
        "recommendation-made.v1",
        "rejection-recommended.v1",
        "clause-decided.v1",
        "condition-met.v1",
        "dissent-recorded.v1",
        "frame-decided.v1",
        "frame-adjusted.v1",
        "frame-transferred.v1",
        "gross-turnover-changed.v1",
        "plan-year-copied.v1",
        "supplementary-appropriation-decided.v1",
        "technical-adjustment-made.v1",
        "efficiency-saving-decided.v1",
        "one-off-reversed.v1",
        "central-reserve-released.v1",
        "investment-carried-forward.v1",
        "tax-rate-decided.v1",
        "budget-adopted.v1",
        "index-decided.v1",
        "of-which-noted.v1",
        "balance-result-stated.v1",
        "deficit-settlement-decided.v1",
        "annual-accounts-submitted.v1",
        "fee-cap-decided.v1",
        "fee-rate-decided.v1",
        "fee-base-corrected.v1",
        "equity-reserved.v1",
        "reservation-extended.v1",
        "reservation-topped-up.v1",
        "reservation-drawn.v1",
        "reservation-released.v1",
        "operating-plan-approved.v1",
        "result-unit-approved.v1",
        "result-carried-over.v1",
        "project-financing-decided.v1",
        "price-decided.v1",
        "service-categorised.v1",
        "service-repackaged.v1",
        "volumes-exempted.v1",
        "allocation-key-decided.v1",
        "funding-decided.v1",
        "change-initiative-decided.v1",
        "condition-attached.v1",
    }


def test_what_the_ledger_fills_in_are_fields_with_a_default() -> None:
    for fact in catalogue():
        fields = {field.name: field for field in msgspec.structs.fields(fact)}
        assert all(not fields[name].required for name in fact.filled_in)


def test_everything_but_a_correction_can_be_put_in_the_place_of_what_was_wrong() -> None:
    assert set(get_args(Correctable)) == set(catalogue()) - {RecordingErrorCorrected}


def test_everything_about_frames_but_an_opening_can_be_proposed() -> None:
    assert {stored_name(fact) for fact in set(get_args(FrameEntry)) - set(get_args(Proposable))} == {
        "opening-entry-made.v1"
    }
    assert not {ProposalMade, RecommendationMade} & set(get_args(Proposable))
