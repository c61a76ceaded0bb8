"""The printed totals of a whole decision are compared with the frames it sets; a difference is kept, never refused."""

from datetime import date

import pytest

from ledger.errors import Refused
from ledger.events import FrameDecided, LedgerOpened, ProposalMade
from ledger.recording import Command, rehearse
from ledger.rules.chapters.totals import totals_readable, totals_warnings
from ledger.values import ControlOf, ControlTotal, FrameKind, NetAmount, OrganisationKind, PrintedTotal
from tests.given import AUTHOR, BUDGET, adjusted, basis, decided, key, money, opening

COSTS, REVENUES, NET = ControlOf.COSTS, ControlOf.REVENUES, ControlOf.NET
FACTS = (
    adjusted(7_00),
    FrameDecided(key("slk"), BUDGET, money(100_000_000_00, 20_000_000_00)),
    FrameDecided(key("sbk"), BUDGET, money(50_050_000_00)),
    decided(1_00, frame=key("ks", year=2027)),
)
"""The frames of 2026 come to 150,05 mnkr in costs and 20 mnkr in revenues; an adjustment is in no total."""


def total(*printed: tuple[ControlOf, str], kind: FrameKind = FrameKind.OPERATING, year: int = 2026) -> PrintedTotal:
    """What a document prints."""
    return PrintedTotal(kind, year, tuple(ControlTotal(of, text) for of, text in printed))


def test_r33_a_total_within_its_own_precision_says_nothing() -> None:
    right = total((COSTS, "150,1 mnkr"), (REVENUES, "20 mnkr"), (NET, "130 050 tkr"))
    assert list(totals_warnings(FACTS, [right], None)) == []


def test_r33_a_total_that_differs_is_kept_by_the_first_fact_of_the_sum() -> None:
    [(number, warning)] = totals_warnings(FACTS, [total((COSTS, "150,2 mnkr"))], None)
    assert (number, warning.code) == (1, "printed-total-differs")
    assert warning.values == {
        "kind": "drift",
        "year": "2026",
        "of": "kostnader",
        "asserted": "150,2 mnkr",
        "calculated": "150\u00a0050\u00a0000\u00a0kr",
        "difference": "150\u00a0000\u00a0kr",
    }


def test_the_total_of_what_a_proposal_would_set_is_compared_too() -> None:
    """Storsthlm's plan 2026: TOTAL RESULTAT 0 under three segments that come to 522, 149 and 80 tkr in deficit."""
    segments = [
        FrameDecided(key(unit), BUDGET, money(costs * 1_000_00, revenues * 1_000_00))
        for unit, costs, revenues in (("slk", 65_783, 65_261), ("sbk", 24_737, 24_588), ("ks", 4_636, 4_556))
    ]
    [(number, warning)] = totals_warnings((FACTS[0], ProposalMade("f", tuple(segments))), [total((NET, "0 tkr"))], None)
    assert (number, warning.code) == (1, "printed-total-differs")
    assert (warning.values["calculated"], warning.values["difference"]) == (
        "751\u00a0000\u00a0kr",
        "−751\u00a0000\u00a0kr",
    )


def test_a_total_of_many_printed_figures_may_differ_by_half_a_unit_of_each() -> None:
    """Storsthlm's budget 2025: −2, −1 and 0 tkr against 0, of fifteen figures in whole tkr."""
    results = (FrameDecided(key(unit), BUDGET, money(0, ore)) for unit, ore in (("slk", 2_000_00), ("sbk", 1_000_00)))
    facts = tuple(results)

    def said(addends: int | None) -> list[str]:
        printed = PrintedTotal(FrameKind.OPERATING, 2026, (ControlTotal(NET, "0 tkr", addends),))
        return [warning.code for _, warning in totals_warnings(facts, [printed], None)]

    assert said(15) == []
    assert said(5) == []
    assert said(4) == ["printed-total-differs"]
    assert said(None) == ["printed-total-differs"]


def test_a_total_of_a_side_that_a_frame_does_not_have_says_so() -> None:
    facts = (*FACTS, FrameDecided(key("ks"), BUDGET, NetAmount(1_00)))
    [(number, warning)] = totals_warnings(facts, [total((COSTS, "150 mnkr"))], None)
    assert (number, warning.code) == (1, "printed-total-missing-side")


def test_a_total_without_any_frame_is_compared_with_nothing_decided() -> None:
    [(number, warning)] = totals_warnings(FACTS, [total((NET, "1 mnkr"), year=2030)], None)
    assert (number, warning.values["calculated"]) == (0, "0\u00a0kr")


def test_where_revenues_are_printed_negative_a_negative_total_is_right() -> None:
    negative = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", revenues_printed_negative=True)
    printed = total((REVENUES, "−20 mnkr"))
    assert list(totals_warnings(FACTS, [printed], negative)) == []
    assert len(list(totals_warnings(FACTS, [printed], None))) == 1


@pytest.mark.parametrize(
    ("totals", "codes"),
    [
        ([total((COSTS, "1,558 mnkr"))], ["amount-malformed"]),
        ([total((COSTS, "1 mnkr"), kind=FrameKind.INVESTMENT)], ["amount-kind-mismatch"]),
        ([total((COSTS, "1 mnkr")), total((NET, "1 mnkr"))], ["field-repeated"]),
        ([total((COSTS, "1 mnkr")), total((COSTS, "1 mnkr"), year=2027)], []),
    ],
)
def test_a_total_is_an_amount_of_its_kind_and_stands_once(totals: list[PrintedTotal], codes: list[str]) -> None:
    assert [refusal.code for refusal in totals_readable(totals)] == codes


def test_a_command_with_totals_tells_and_refuses() -> None:
    facts = (*opening().facts, *FACTS)
    told = rehearse(None, Command(facts, basis(), frame_totals=(total((COSTS, "150,2 mnkr")),)), AUTHOR)
    [stated] = [warning for warning in told.consequence.warnings if warning.code == "printed-total-differs"]
    assert stated.fact == len(opening().facts) + 1
    assert told.consequence.as_of >= date(2026, 1, 1)
    with pytest.raises(Refused) as refused:
        rehearse(None, Command(facts, basis(), frame_totals=(total((COSTS, "1,558")),)), AUTHOR)
    assert [refusal.where for refusal in refused.value.refusals] == ["frame_totals[0].printed.costs"]
