"""What facts do to frames and in which order, and a frame's value against a naive reckoning that shares no code."""

from datetime import date

import msgspec
import pytest

from ledger.effects import (
    NOTHING,
    UNKNOWN,
    Decided,
    Effect,
    Sides,
    claim,
    decided_place,
    effects,
    first_recording,
    paragraph_order,
    sides,
)
from ledger.events import AnyFact, FrameAdjusted, FrameDecided, OpeningEntryMade, ProposalMade, RecordingErrorCorrected
from ledger.values import InvestmentAmount, NetAmount
from tests.given import BUDGET, PLAN, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.golden.examples import EXAMPLES

DAY = date(2026, 3, 1)


# --- Amounts ----------------------------------------------------------------------------------------------------


def test_an_amount_has_three_figures() -> None:
    assert sides(money(5, 2)) == Sides(5, 2, 3)
    assert sides(InvestmentAmount(5, 2)) == Sides(5, 2, 3)
    assert sides(NetAmount(3)) == Sides(None, None, 3)
    assert sides(None) == UNKNOWN == Sides(None, None, None)


def test_what_is_unknown_in_either_is_unknown_in_the_sum() -> None:
    assert Sides(5, 2, 3).plus(Sides(1, 1, 0)) == Sides(6, 3, 3)
    assert Sides(5, 2, 3).plus(Sides(None, None, 1)) == Sides(None, None, 4)
    assert UNKNOWN.plus(NOTHING) == UNKNOWN


def test_what_is_taken_away_is_the_same_amount() -> None:
    assert Sides(5, 2, 3).negated() == Sides(-5, -2, -3)
    assert Sides(None, None, 3).negated() == Sides(None, None, -3)


# --- Effects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (FrameDecided(key(), PLAN, money(5, 2)), (Effect(key(), Sides(5, 2, 3), PLAN),)),
        (OpeningEntryMade(key(), BUDGET), (Effect(key(), UNKNOWN, BUDGET),)),
        (FrameAdjusted(key(), NetAmount(-5)), (Effect(key(), Sides(None, None, -5)),)),
        (turnover(7, 7), (Effect(key(), Sides(7, 7, 0)),)),
        (transferred(5), (Effect(key("slk"), Sides(-5, 0, -5)), Effect(key("sbk"), Sides(5, 0, 5)))),
    ],
    ids=["a set", "an opening", "a change", "a turnover change", "a transfer"],
)
def test_a_fact_sets_or_changes_frames(fact: AnyFact, expected: tuple[Effect, ...]) -> None:
    assert effects(fact) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_effects_are_on_the_frames_that_a_fact_names(name: str) -> None:
    fact = EXAMPLES[name].fact
    changed = () if isinstance(fact, RecordingErrorCorrected) else fact.frames()
    assert tuple(effect.frame for effect in effects(fact)) == changed


def test_r15_a_proposal_has_no_effect() -> None:
    assert effects(ProposalMade("p", (decided(5),))) == ()


def test_a_correction_has_no_effect_of_its_own() -> None:
    assert effects(RecordingErrorCorrected(5, "fel")) == ()


# --- Decided order ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, (0, "")),
        ("", (0, "")),
        ("utan nummer", (0, "")),
        ("§ 12", (12, "")),
        ("§12", (12, "")),
        ("12", (12, "")),
        ("§ 12 A", (12, "A")),
        ("§ 12a", (12, "A")),
        ("§ 12 a.", (12, "A")),
        ("§\u00a012\u00a0Å", (12, "Å")),
        ("§ 12 punkt 3", (12, "")),
        ("§ 12 och § 13", (12, "")),
        ("§ 12 i protokollet", (12, "")),
        ("§§ 12–14", (12, "")),
        ("§ 12 (KS § 8)", (12, "")),
        ("KF § 12/2026", (12, "")),
        ("Utl. 2023:133 § 4", (4, "")),
        ("§ 1234567890", (0, "")),
        ("§ 999999999", (999_999_999, "")),
        ("§ \u0661\u0662", (0, "")),
    ],
)
def test_a_paragraph_is_ordered_by_its_number_and_letter(text: str | None, expected: tuple[int, str]) -> None:
    assert paragraph_order(text) == expected


def test_decided_order_is_day_paragraph_clause_and_position() -> None:
    in_order = [
        Decided(date(2026, 2, 28), 99, "Z", 99, 99),
        Decided(DAY, 0, "", 0, 1),
        Decided(DAY, 9, "", 0, 1),
        Decided(DAY, 12, "", 0, 9),
        Decided(DAY, 12, "", 1, 3),
        Decided(DAY, 12, "", 1, 4),
        Decided(DAY, 12, "A", 0, 1),
        Decided(DAY, 12, "B", 0, 1),
        Decided(DAY, 13, "", 0, 1),
        Decided(date(2026, 3, 2), 0, "", 0, 1),
    ]
    assert [*sorted(in_order, reverse=True)][::-1] == in_order


def test_a_decision_stands_at_its_last_possible_day() -> None:
    earliest, place = decided_place(between("2026-01-01", "2026-02-01"), DAY, 7)
    assert (earliest, place) == (date(2026, 1, 1), Decided(date(2026, 2, 1), 12, "", 1, 7))


def test_without_a_basis_it_can_have_been_any_day_until_the_recording() -> None:
    assert decided_place(None, DAY, 7) == (date.min, Decided(DAY, 0, "", 0, 7))


def test_a_missing_paragraph_and_clause_come_before_every_other_of_the_day() -> None:
    _, place = decided_place(basis(paragraph=None, clause=None), DAY, 7)
    assert place == Decided(date(2025, 11, 24), 0, "", 0, 7)


def test_a_correction_has_the_place_of_what_was_first_recorded() -> None:
    assert first_recording(adjusted(1), 9, DAY) == (9, DAY)
    assert first_recording(RecordingErrorCorrected(7, "fel", None, (), 5, date(2026, 1, 2)), 9, DAY) == (
        5,
        date(2026, 1, 2),
    )
    assert first_recording(RecordingErrorCorrected(7, "fel"), 9, DAY) == (7, DAY)


# --- Claims -----------------------------------------------------------------------------------------------------


def test_a_decision_is_known_by_what_it_does_and_where_it_is_written() -> None:
    said = claim(adjusted(5), basis())
    assert said == claim(turnover(5, 0), basis())
    others = [basis(body="KS"), basis("2025-11-25"), basis(paragraph="§ 13"), basis(clause=2)]
    assert said not in [claim(adjusted(5), other) for other in others]
    assert said not in [claim(adjusted(6), basis()), claim(adjusted(5, frame=key("sbk")), basis())]


def test_a_transfer_is_known_by_both_its_frames() -> None:
    assert claim(transferred(5), basis()) != claim(transferred(5, to_unit="ks"), basis())


def test_a_decision_without_case_and_paragraph_is_known_by_its_page() -> None:
    bare = msgspec.structs.replace(basis(), case_number=None, paragraph=None)
    paged = msgspec.structs.replace(bare, source=msgspec.structs.replace(bare.source, page="7"))
    assert claim(adjusted(5), bare) == claim(adjusted(5), msgspec.structs.replace(bare, clause=9))
    assert claim(adjusted(5), bare) != claim(adjusted(5), paged)


def test_what_has_no_basis_or_no_effect_is_not_known_by_anything() -> None:
    assert claim(adjusted(5), None) is None
    assert claim(ProposalMade("p", (decided(5),)), basis()) is None
