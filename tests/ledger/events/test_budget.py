"""What facts beside the frames are about."""

from ledger.events import (
    BalanceResultStated,
    BudgetAdopted,
    IndexDecided,
    OfWhichNoted,
    OutcomeRecorded,
    TaxRateDecided,
)
from ledger.events.fact import Fact
from tests.given import key, money

ABOUT: list[tuple[Fact, str]] = [
    (TaxRateDecided(2026, 1), "budget:2026"),
    (BudgetAdopted(2026), "budget:2026"),
    (BalanceResultStated(2026, 1), "budget:2026"),
    (IndexDecided("kf-index", 1), "index:kf-index"),
    (OfWhichNoted(key(), "hyra", money(1)), "of-which:slk/total/operating/2026"),
    (OutcomeRecorded(key(), money(1)), "outcome:slk/total/operating/2026"),
]


def test_each_is_found_by_what_it_is_about_and_touches_no_frame() -> None:
    for fact, subject in ABOUT:
        assert fact.subjects() == (subject,)
        assert fact.frames() == ()
        assert not [tag for tag in fact.tags() if tag.startswith("frame:")]


def test_what_is_noted_of_a_frame_needs_its_unit() -> None:
    assert [fact.units() for fact, _ in ABOUT] == [(), (), (), (), ("slk",), ("slk",)]


def test_an_index_is_looked_at_by_every_decision_about_frames() -> None:
    assert IndexDecided("kf-index", 1).tags() == ("index:kf-index", "aftermath")
