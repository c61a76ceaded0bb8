"""The catalogue: stored names, families, and what every fact says about itself."""

import re
from typing import get_args

import msgspec
import pytest

from ledger.entry import TAG_KINDS, Entry
from ledger.events import (
    Correctable,
    Fact,
    FrameAdjusted,
    FrameEntry,
    LedgerOpened,
    Proposable,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
    UnitRegistered,
    catalogue,
    family,
    stored_name,
)
from ledger.values import OrganisationKind
from tests.given import adjusted, basis, decided, key, transferred, turnover
from tests.golden.examples import BY, EXAMPLES

FACTS = [entry.fact for entry in EXAMPLES.values()]


def test_stored_names_never_change() -> None:
    """In the order of a budget year. A name may be added here; none is ever changed or removed."""
    assert [stored_name(fact) for fact in catalogue()] == [
        "ledger-opened.v1",
        "unit-registered.v1",
        "unit-renamed.v1",
        "unit-moved.v1",
        "unit-closed.v1",
        "units-merged.v1",
        "unit-split.v1",
        "unit-alias-added.v1",
        "unit-code-assigned.v1",
        "opening-entry-made.v1",
        "proposal-made.v1",
        "recommendation-made.v1",
        "frame-decided.v1",
        "frame-adjusted.v1",
        "frame-transferred.v1",
        "gross-turnover-changed.v1",
        "recording-error-corrected.v1",
    ]


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


def test_a_class_without_a_name_of_its_own_is_not_stored() -> None:
    with pytest.raises(TypeError, match="Fact has no stored name"):
        stored_name(Fact)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("frame-decided.v1", "frame-decided"), ("frame-decided.v12", "frame-decided"), ("frame-decided", "frame-decided")],
)
def test_a_family_is_a_name_without_its_version(name: str, expected: str) -> None:
    assert family(name) == expected


def test_an_entry_is_stored_under_the_name_of_its_fact() -> None:
    assert Entry(adjusted(1), BY, basis()).type == "frame-adjusted.v1"


# --- Tags, frames, units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS, ids=EXAMPLES)
def test_every_tag_is_of_a_selective_kind(fact: Fact) -> None:
    assert fact.tags()
    assert {tag.partition(":")[0] for tag in fact.tags()} <= set(TAG_KINDS)


@pytest.mark.parametrize("fact", FACTS, ids=EXAMPLES)
def test_tags_are_a_pure_function_of_the_event(fact: Fact) -> None:
    again = msgspec.json.decode(msgspec.json.encode(fact), type=type(fact))
    assert again.tags() == fact.tags()


def test_a_ledger_has_one_organisation() -> None:
    opened = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142")
    assert (opened.tags(), opened.frames(), opened.units()) == (("organisation",), (), ())


def test_a_unit_is_found_by_its_permanent_id_and_needs_its_parent() -> None:
    unit = UnitRegistered("slk", "Stadsledningskontoret", "ks")
    assert (unit.tags(), unit.units()) == (("unit:slk",), ("ks",))
    assert UnitRegistered("ks", "Kommunstyrelsen").units() == ()


@pytest.mark.parametrize("fact", [decided(1), adjusted(1), turnover(1, 1)])
def test_a_frame_fact_is_found_by_its_frame(fact: FrameAdjusted) -> None:
    assert fact.frames() == (key(),)
    assert fact.tags() == ("frame:slk/total/operating/2026",)
    assert fact.units() == ("slk",)


def test_a_transfer_is_found_by_where_it_comes_from_and_where_it_goes() -> None:
    assert transferred(1).frames() == (key("slk"), key("sbk"))
    assert transferred(1).units() == ("slk", "sbk")


def test_a_proposal_is_found_by_its_name_and_by_no_frame() -> None:
    proposal = ProposalMade("tertial-1", (transferred(1), decided(1, frame=key("ks"))))
    assert (proposal.tags(), proposal.frames()) == (("proposal:tertial-1",), ())
    assert proposal.units() == ("slk", "sbk", "ks")


def test_a_correction_is_found_by_everything_the_old_and_the_new_entry_touch_once_each() -> None:
    correction = RecordingErrorCorrected(
        7, "fel", Replacement(transferred(1), basis()), ("entry:5", key("slk").tag, key("ks").tag)
    )
    assert correction.tags() == (
        "entry:7",
        "entry:5",
        "frame:slk/total/operating/2026",
        "frame:ks/total/operating/2026",
        "frame:sbk/total/operating/2026",
    )
    assert correction.units() == ("slk", "sbk")
    assert RecordingErrorCorrected(7, "fel").tags() == ("entry:7",)


def test_decisions_and_proposals_need_a_basis_and_registrations_do_not() -> None:
    needs = {stored_name(fact) for fact in catalogue() if fact.needs_basis}
    assert needs == {
        "proposal-made.v1",
        "recommendation-made.v1",
        "frame-decided.v1",
        "frame-adjusted.v1",
        "frame-transferred.v1",
        "gross-turnover-changed.v1",
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
