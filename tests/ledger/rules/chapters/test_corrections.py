"""Corrections of recording errors: a whole entry is replaced or withdrawn, keeps its place, and is never gone."""

from datetime import date

import msgspec
import pytest

from ledger.events import FrameDecided, OpeningEntryMade, ProposalMade, RecordingErrorCorrected
from ledger.looking.filling import completed
from ledger.meaning.placed import claimed
from ledger.values import Basis, NetAmount
from tests.given import BUDGET, adjusted, basis, between, decided, key, money
from tests.ledger.rules.scenario import accepting, corrected, given, past, refusal, warning, without_basis

FRAME = past(decided(100_00))
LATER = basis("2026-03-01")


def test_a_replacement_counts_instead_of_what_it_replaces() -> None:
    scene = given(FRAME).when(corrected(5, decided(90_00), basis())).then()
    assert scene.costs("2026-12-31") == 90_00


def test_a_withdrawal_leaves_the_frame_without_a_set() -> None:
    scene = given(FRAME).when(corrected(5)).then()
    assert not scene.frame("2026-12-31").known


def test_a_correction_keeps_its_place_in_decided_order() -> None:
    """Two sets of the same paragraph and clause: the one that was recorded last holds, also when the first one is
    corrected afterwards."""
    scene = given(FRAME, past(decided(200_00))).when(corrected(5, decided(90_00), basis()))
    scene.then(warning("swallowed"))
    assert scene.costs("2026-12-31") == 200_00


def test_a_correction_of_a_correction_keeps_the_place_of_the_first() -> None:
    first, second = decided(90_00), decided(80_00)
    scene = given(FRAME, past(decided(200_00)), past(corrected(5, first, basis())))
    after = scene.when(corrected(7, second, basis())).then(warning("swallowed"))
    assert after.costs("2026-12-31") == 200_00
    [corrected_movement] = [m for m in after.after.of_frame(key().tag) if m.entry_position == 8]
    assert corrected_movement.decided.position == 5


def test_a_correction_of_a_correction_moves_to_a_frame_that_never_knew_the_first() -> None:
    """Only the last correction is seen by who looks at the new frame; its place is still that of the first entry."""
    scene = given(FRAME, past(corrected(5, decided(90_00), basis())))
    elsewhere = scene.completed(corrected(6, decided(80_00, frame=key("sbk")), basis()))
    assert isinstance(elsewhere, RecordingErrorCorrected)
    assert (elsewhere.first_position, elsewhere.first_recorded_on) == (5, date(2026, 1, 2))
    after = scene.when(elsewhere).after
    assert [m.decided.position for m in after.of_frame(key("sbk").tag)] == [5]


def test_what_the_ledger_fills_in_is_not_up_to_the_caller() -> None:
    told = RecordingErrorCorrected(5, "fel", None, ("frame:x/y/z/1",), 1, date(1999, 1, 1))
    scene = given(FRAME)
    fact = scene.completed(told)
    tags = (key().tag, "case:ks2025/1", "case:ks/2025/1", "paragraph:kommunfullmäktige/§12/2025")
    assert fact == RecordingErrorCorrected(5, "fel", None, tags, 5, date(2026, 1, 2))
    assert completed(told, None) == RecordingErrorCorrected(5, "fel")


def test_a_correction_carries_the_tags_of_everything_before_it() -> None:
    scene = given(FRAME, past(corrected(5, decided(1_00, frame=key("sbk")), basis())))
    again = scene.completed(corrected(6, decided(1_00, frame=key("ks")), basis()))
    assert again.tags() == (
        "entry:6",
        "entry:5",
        "frame:slk/total/operating/2026",
        "case:ks2025/1",
        "case:ks/2025/1",
        "paragraph:kommunfullmäktige/§12/2025",
        "frame:sbk/total/operating/2026",
        "frame:ks/total/operating/2026",
    )


def test_a_replaced_entry_is_not_corrected_again_but_its_successor_is() -> None:
    scene = given(FRAME, past(corrected(5, decided(90_00), basis())))
    scene.when(corrected(5, decided(80_00), basis())).then(refusal("entry-already-corrected"))
    after = scene.when(corrected(6, decided(80_00), basis())).then()
    assert after.costs("2026-12-31") == 80_00


def test_a_withdrawn_entry_is_restored_by_correcting_its_withdrawal() -> None:
    scene = given(FRAME, past(corrected(5)))
    restored = scene.when(corrected(6, decided(100_00), basis())).then()
    assert restored.costs("2026-12-31") == 100_00


def test_a_correction_may_change_which_frame_it_is_about() -> None:
    scene = given(FRAME).when(corrected(5, decided(100_00, frame=key("sbk")), basis())).then()
    assert not scene.frame("2026-12-31").known
    assert scene.costs("2026-12-31", key("sbk")) == 100_00


def test_a_correction_may_change_the_decision_day() -> None:
    scene = given(FRAME).when(corrected(5, decided(100_00), LATER)).then()
    assert not scene.frame("2026-02-28").known
    assert scene.costs("2026-03-01") == 100_00


def test_a_decided_entry_may_turn_out_to_have_been_a_proposal_and_back() -> None:
    proposal = ProposalMade("tertial-1", (decided(100_00),))
    scene = given(FRAME, past(corrected(5, proposal, basis())))
    assert not scene.state.of_frame(key().tag)
    assert scene.state.proposals == {"tertial-1": 6}
    back = scene.when(corrected(6, decided(100_00), basis())).then()
    assert back.after.proposals == {}
    assert back.costs("2026-12-31") == 100_00


def test_a_missing_last_day_is_the_day_of_the_first_recording_also_after_a_correction() -> None:
    """An opening entry of 2 January, corrected in November: a change of March still comes after it."""
    opening = without_basis(OpeningEntryMade(key(), BUDGET, money(100_00)), "2026-01-02")
    change = past(adjusted(10_00), LATER, "2026-03-02")
    scene = given(opening, change).when(corrected(5, OpeningEntryMade(key(), BUDGET, money(200_00)))).then()
    assert scene.costs("2026-01-01") == 0
    assert scene.costs("2026-01-02") == 200_00
    assert scene.costs("2026-03-01") == 210_00


def test_bounds_without_a_last_day_keep_the_day_of_the_first_recording() -> None:
    unknown = between("2025-11-01", None)
    scene = given(past(decided(100_00), unknown, "2026-01-02"))
    after = scene.when(corrected(5, decided(90_00), unknown)).then(warning("decision-day-inferred"))
    assert after.frame("2026-01-01").known is False
    assert after.costs("2026-01-02") == 90_00


@pytest.mark.parametrize(
    ("fact", "on"),
    [(decided(100_00), LATER), (decided(101_00), basis()), (decided(100_00, frame=key(line="p")), basis())],
    ids=["the basis", "the amount", "the frame"],
)
def test_a_correction_of_anything_is_a_correction(fact: FrameDecided, on: Basis) -> None:
    given(FRAME).when(corrected(5, fact, on)).then()


def test_a_replacement_needs_its_own_basis() -> None:
    [said] = given(FRAME).when(corrected(5, decided(90_00))).verdict.refusals
    assert (said.code, said.where) == ("basis-missing", "replacement.basis")


def test_what_is_wrong_with_a_replacement_is_said_with_its_place() -> None:
    wrong = FrameDecided(key(), BUDGET, money(-1_00))
    said = given(FRAME).when(corrected(5, wrong, basis("2026-12-01"))).verdict.refusals
    assert [(each.code, each.where) for each in said] == [
        ("decision-day-in-future", "replacement.basis.decided"),
        ("amount-negative", "replacement.fact.amount.costs_ore"),
    ]


def test_warnings_of_a_replacement_are_those_it_would_have_had_without_the_old_entry() -> None:
    """The old entry's own set does not swallow the entry that replaces it."""
    given(FRAME).when(corrected(5, decided(90_00), basis("2025-06-01"))).then()
    given(FRAME).when(corrected(5, adjusted(90_00), LATER)).then(warning("frame-not-set"))


def test_r37_a_correction_may_not_make_a_frame_negative_unless_it_is_accepted() -> None:
    scene = given(FRAME, past(adjusted(-80_00), LATER))
    lower = corrected(5, decided(50_00), basis())
    scene.when(lower).then(refusal("frame-would-be-negative"))
    accepted = scene.when(lower, accept=[accepting("frame-would-be-negative")]).then(warning("rule-accepted"))
    assert accepted.costs("2026-12-31") == -30_00


def test_r37_a_withdrawal_that_takes_back_what_was_needed_later_is_refused() -> None:
    """0, then 50 more, then 40 less: without the 50 the frame is at −40 from June on."""
    scene = given(past(decided(0)), past(adjusted(50_00), LATER), past(adjusted(-40_00), basis("2026-06-01")))
    scene.when(corrected(6)).then(
        refusal(
            "frame-would-be-negative",
            "Kostnaderna i slk drift 2026 skulle bli −40\u00a0kr, som beslutat till och med 2026-06-01; utan posten är "
            "de 10\u00a0kr.",
        )
    )


def test_r37_a_withdrawal_is_refused_on_the_very_day_of_what_it_withdraws() -> None:
    """−20 was accepted in January, and 50 more in March mended it; without the 50 there is no mending."""
    scene = given(FRAME, past(adjusted(-120_00), basis("2026-01-01")), past(adjusted(50_00), LATER))
    scene.when(corrected(7)).then(
        refusal(
            "frame-would-be-negative",
            "Kostnaderna i slk drift 2026 skulle bli −20\u00a0kr, som beslutat till och med 2026-03-01; utan posten är "
            "de 30\u00a0kr.",
        )
    )


def test_r37_a_correction_that_leaves_the_old_frame_negative_is_refused_for_that_frame() -> None:
    scene = given(past(decided(0)), past(adjusted(50_00), LATER), past(adjusted(-40_00), basis("2026-06-01")))
    elsewhere = corrected(6, adjusted(50_00, frame=key("sbk")), LATER)
    scene.when(elsewhere).then(refusal("frame-would-be-negative"), warning("frame-not-set"))


def test_a_net_frame_may_be_corrected_to_below_zero() -> None:
    net = FrameDecided(key(), BUDGET, NetAmount(-50_00))
    given(FRAME).when(corrected(5, net, basis())).then()


def test_what_a_correction_claims_is_its_replacement() -> None:
    scene = given(FRAME, past(corrected(5, decided(90_00), LATER)), past(corrected(6)))
    assert [claimed(recorded.entry.fact, recorded.entry.basis) for recorded in scene.recorded[4:]] == [
        (decided(100_00), basis()),
        (decided(90_00), LATER),
        (None, None),
    ]


def test_the_corrected_entry_is_still_there() -> None:
    scene = given(FRAME, past(corrected(5)))
    assert scene.recorded[4].entry.fact == decided(100_00)
    assert scene.recorded[4].entry.basis == basis()


def test_a_reason_is_part_of_every_correction() -> None:
    assert "reason" in [field.name for field in msgspec.structs.fields(RecordingErrorCorrected) if field.required]
