"""What is read only to be told of: frames beside what is set, and tax rates of other years."""

from ledger.events import ProposalMade, TaxRateDecided
from ledger.log.entry import Look
from ledger.looking.aside import looks_aside, other_years
from ledger.values import FrameKind
from tests.given import adjusted, decided, key


def test_a_frame_is_held_against_itself_and_the_years_beside_it_the_best_first() -> None:
    assert [frame.year for frame in other_years(key())] == [2025, 2027, 2024, 2028, 2023]
    assert other_years(key(kind=FrameKind.INVESTMENT)) == ()
    assert looks_aside([decided(1)]) == tuple(Look(key(year=year).tag) for year in (2026, 2025, 2027, 2024, 2028, 2023))


def test_what_only_changes_a_frame_is_held_against_nothing_more_unless_it_is_proposed() -> None:
    assert looks_aside([adjusted(1)]) == ()
    assert Look(key(year=2025).tag) in looks_aside([ProposalMade("f", (adjusted(1),))])


def test_a_tax_rate_is_held_against_those_of_other_years() -> None:
    assert looks_aside([TaxRateDecided(2026, 1)]) == tuple(Look(f"budget:{year}") for year in (2025, 2027, 2024))
