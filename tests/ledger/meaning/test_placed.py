"""Facts in their places: the facts inside others, each with its stage, in decided order."""

from datetime import date

import pytest

from ledger.decision_names import paragraph_order
from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    ClauseOutcome,
    Fact,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
)
from ledger.events.equity import EquityReserved
from ledger.meaning.later_acts import NO_LATER_ACTS
from ledger.meaning.placed import (
    Claim,
    Decided,
    PlacedFact,
    about,
    claim_of,
    inner_facts,
    inner_places,
    placed_facts,
    situated,
)
from ledger.values import Basis, Stage
from tests.given import adjusted, basis, between, decided, decided_place

RECORDED = date(2026, 1, 2)
RECORDED_IN_MARCH = date(2026, 3, 1)
RESERVED = EquityReserved("smart-stad", "Smart stad", 50_000_000_00)


def placed(fact: Fact, on: Basis | None, position: int = 5, first: int | None = None) -> PlacedFact:
    """The fact itself, in its place."""
    return next(placed_facts(Claim(fact, situated(on, first or position, RECORDED), position)))


def test_a_fact_is_held_where_it_was_decided() -> None:
    entry = placed(RESERVED, basis("2025-11-24"))
    assert (entry.stage, entry.proposal, entry.position) == (Stage.DECIDED, None, 5)
    assert (entry.earliest, entry.decided.latest) == (date(2025, 11, 24), date(2025, 11, 24))
    assert (entry.decided.paragraph_number, entry.decided.clause, entry.decided.position) == (12, 1, 5)


def test_a_fact_that_nobody_decided_counts_from_its_recording() -> None:
    entry = placed(RESERVED, None)
    assert (entry.earliest, entry.decided.latest) == (date.min, RECORDED)


def test_a_day_that_is_not_settled_has_both_its_bounds() -> None:
    entry = placed(RESERVED, between("2025-12-01", None))
    assert (entry.earliest, entry.decided.latest) == (date(2025, 12, 1), RECORDED)


def test_a_correction_is_held_where_the_first_entry_was() -> None:
    """Recorded first at 5, said again at 9: both positions are kept apart."""
    entry = placed(RESERVED, basis(), position=9, first=5)
    assert (entry.position, entry.decided.position) == (9, 5)


@pytest.mark.parametrize(
    ("kind", "stage"),
    [(ProposalMade, Stage.PROPOSED), (ApplicationMade, Stage.PROPOSED), (RecommendationMade, Stage.RECOMMENDED)],
)
def test_what_is_only_proposed_belongs_to_its_named_proposal(kind: type[ProposalMade], stage: Stage) -> None:
    proposal = kind("tertial-1", (RESERVED, adjusted(1_00)))
    [itself, *inside] = placed_facts(claim_of(proposal, basis(), 5, RECORDED))
    assert (itself.fact, itself.stage, itself.proposal) == (proposal, Stage.DECIDED, None)
    assert [(placed.fact, placed.stage, placed.proposal) for placed in inside] == [
        (RESERVED, stage, "tertial-1"),
        (adjusted(1_00), stage, "tertial-1"),
    ]
    assert {placed.decided for placed in (itself, *inside)} == {itself.decided}


def test_what_a_clause_adopts_and_adds_is_decided() -> None:
    clause = ClauseDecided(
        ClauseOutcome.APPROVED, "att bifalla", "tertial-1", facts=(adjusted(2_00),), adopted=(adjusted(1_00),)
    )
    assert list(inner_facts(clause)) == [
        (clause, Stage.DECIDED, None),
        (adjusted(1_00), Stage.DECIDED, None),
        (adjusted(2_00), Stage.DECIDED, None),
    ]
    assert inner_places(clause) == ("proposal", "facts[0]")


def test_a_plain_fact_has_nothing_inside() -> None:
    assert list(inner_facts(decided(1_00))) == [(decided(1_00), Stage.DECIDED, None)]
    assert inner_places(decided(1_00)) == ()
    assert inner_places(ProposalMade("a", (decided(1_00), decided(2_00)))) == ("facts[0]", "facts[1]")


def test_what_was_decided_by_a_day_comes_in_decided_order() -> None:
    """By day, paragraph, clause and then position; not by when it was recorded."""
    april = placed(RESERVED, basis("2026-04-01"), 5)
    later_paragraph = placed(RESERVED, basis("2026-03-01", "§ 14"), 6)
    earlier_paragraph = placed(RESERVED, basis("2026-03-01", "§ 2"), 7)
    again = placed(RESERVED, basis("2026-03-01", "§ 2"), 8)
    every = [april, later_paragraph, again, earlier_paragraph]
    assert NO_LATER_ACTS.standing_by(every, date(2026, 4, 1)) == [earlier_paragraph, again, later_paragraph, april]
    assert NO_LATER_ACTS.standing_by(every, date(2026, 3, 31)) == [earlier_paragraph, again, later_paragraph]
    assert NO_LATER_ACTS.standing_by(every, date(2026, 2, 28)) == []


def test_a_day_that_is_not_settled_counts_from_its_last() -> None:
    entry = placed(RESERVED, between("2025-12-01", "2025-12-31"))
    assert NO_LATER_ACTS.standing_by([entry], date(2025, 12, 30)) == []
    assert NO_LATER_ACTS.standing_by([entry], date(2025, 12, 31)) == [entry]


def test_what_is_held_about_one_subject() -> None:
    other = EquityReserved("omställning", "Omställning")
    every = [placed(RESERVED, basis(), 5), placed(other, basis(), 6)]
    assert about(every, "reservation:smart-stad") == every[:1]
    assert about(every, "fee:serviceavgift") == []


def test_a_correction_has_the_place_of_what_was_first_recorded() -> None:
    first = claim_of(adjusted(1), basis(), 9, RECORDED).situation
    assert (first.position, first.recorded_on, first.corrects) == (9, RECORDED, None)
    again = claim_of(RecordingErrorCorrected(7, "fel", None, (), 5, date(2026, 1, 1)), None, 9, RECORDED)
    assert (again.position, again.situation) == (9, situated(None, 5, date(2026, 1, 1), 7))
    assert claim_of(RecordingErrorCorrected(7, "fel"), None, 9, RECORDED).situation.position == 7


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
        Decided(RECORDED_IN_MARCH, 0, "", 0, 1),
        Decided(RECORDED_IN_MARCH, 9, "", 0, 1),
        Decided(RECORDED_IN_MARCH, 12, "", 0, 9),
        Decided(RECORDED_IN_MARCH, 12, "", 1, 3),
        Decided(RECORDED_IN_MARCH, 12, "", 1, 4),
        Decided(RECORDED_IN_MARCH, 12, "A", 0, 1),
        Decided(RECORDED_IN_MARCH, 12, "B", 0, 1),
        Decided(RECORDED_IN_MARCH, 13, "", 0, 1),
        Decided(date(2026, 3, 2), 0, "", 0, 1),
    ]
    assert [*sorted(in_order, reverse=True)][::-1] == in_order


def test_a_decision_stands_at_its_last_possible_day() -> None:
    earliest, place = decided_place(between("2026-01-01", "2026-02-01"), RECORDED_IN_MARCH, 7)
    assert (earliest, place) == (date(2026, 1, 1), Decided(date(2026, 2, 1), 12, "", 1, 7))


def test_without_a_basis_it_can_have_been_any_day_until_the_recording() -> None:
    assert decided_place(None, RECORDED_IN_MARCH, 7) == (date.min, Decided(RECORDED_IN_MARCH, 0, "", 0, 7))


def test_a_missing_paragraph_and_clause_come_before_every_other_of_the_day() -> None:
    _, place = decided_place(basis(paragraph=None, clause=None), RECORDED_IN_MARCH, 7)
    assert place == Decided(date(2025, 11, 24), 0, "", 0, 7)
