"""The printed totals of a whole decision are compared with the frames it sets; a difference is kept, never refused."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import AnyFact, ClauseDecided, ClauseOutcome, FrameDecided, LedgerOpened, ProposalMade
from ledger.meaning.effects import Sides
from ledger.recording import Command, rehearse
from ledger.rules.chapters.totals import PrintedSum, frame_sums, told_at, totals_readable, totals_warnings
from ledger.rules.doubts.scale import out_of_scale
from ledger.values import (
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OrganisationKind,
    PrintedTotal,
    RecordedWarning,
)
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, decided, key, money, opening
from tests.ledger.rules.scenario import given, past

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
        "calculated": "150,05\u00a0mnkr",
        "difference": "0,15\u00a0mnkr",
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
        "751\u00a0tkr",
        "−751\u00a0tkr",
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
    assert (number, warning.values["calculated"]) == (0, "0\u00a0mnkr")


def test_where_revenues_are_printed_negative_a_negative_total_is_right() -> None:
    negative = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", revenues_printed_negative=True)
    printed = total((REVENUES, "−20 mnkr"))
    assert list(totals_warnings(FACTS, [printed], negative)) == []
    assert len(list(totals_warnings(FACTS, [printed], None))) == 1


def test_a_warning_is_told_at_the_figure_that_it_is_about() -> None:
    totals = [total((NET, "1 mnkr"), year=2027), total((COSTS, "150,2 mnkr"), (NET, "1 mnkr"))]
    said = decided(1_00)
    places = [told_at(warning, number, said, totals) for number, warning in totals_warnings(FACTS, totals, None)]
    assert places == [
        "frame_totals[0].printed.net",
        "frame_totals[1].printed.costs",
        "frame_totals[1].printed.net",
    ]
    assert told_at(RecordedWarning("control-total-differs", {"of": "netto"}), 3, said, totals) == "facts[3].printed.net"
    assert told_at(RecordedWarning("basis-incomplete", {"missing": "netto"}), 3, said, totals) is None


@pytest.mark.parametrize(
    ("fact", "where"),
    [
        (decided(1_00), "facts[3].amount.costs_ore"),
        (FrameDecided(key(), BUDGET, money(0, 5_00)), "facts[3].amount.revenues_ore"),
        (FrameDecided(key(), BUDGET, NetAmount(5_00)), "facts[3].amount.net_ore"),
        (
            FrameDecided(key(kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(5_00, 0)),
            "facts[3].amount.expenditures_ore",
        ),
        (
            FrameDecided(key(kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(0, 5_00)),
            "facts[3].amount.receipts_ore",
        ),
        (ClauseDecided(ClauseOutcome.APPROVED, "Budgeten antas.", facts=(decided(1_00),)), None),
    ],
    ids=str,
)
def test_an_amount_out_of_scale_is_told_at_the_figure_that_was_compared(fact: AnyFact, where: str | None) -> None:
    assert told_at(RecordedWarning("amounts-out-of-scale", {}), 3, fact, ()) == where


def test_a_decision_comes_to_a_sum_for_each_year_and_kind_beside_what_is_printed() -> None:
    facts = (*FACTS, decided(5_00, frame=key("ks", year=2027)), FrameDecided(key("ks"), BUDGET, NetAmount(1_00)))
    sums = frame_sums(facts, [total((COSTS, "150,1 mnkr"), (NET, "1 mnkr"))], None)
    assert [(found.year, found.sets, found.frames) for found in sums] == [
        (2026, True, 3),
        (2026, False, 1),
        (2027, True, 2),
    ]
    assert sums[0].sides == Sides(None, None, 130_050_001_00)
    assert sums[0].printed == (PrintedSum(COSTS, "150,1 mnkr", None), PrintedSum(NET, "1 mnkr", -129_050_001_00))
    assert (sums[1].sides.costs_ore, sums[2].sides.costs_ore) == (7_00, 6_00)
    [agrees] = frame_sums(FACTS[1:3], [total((COSTS, "150,1 mnkr"))], None)[0].printed
    assert agrees.difference_ore == 0


def test_what_is_proposed_has_sums_of_its_own() -> None:
    """Never in one with what is decided, or with another proposal; a printed total is beside it when it is alone."""
    mine, theirs = ProposalMade("m", FACTS), ProposalMade("s", (decided(9_00),))
    printed = [total((COSTS, "150,1 mnkr"))]
    sums = frame_sums((mine,), printed, None)
    assert [(found.year, found.sets, found.frames, found.proposal) for found in sums] == [
        (2026, True, 2, "m"),
        (2026, False, 1, "m"),
        (2027, True, 1, "m"),
    ]
    assert sums[0].printed == (PrintedSum(COSTS, "150,1 mnkr", 0),)
    beside = frame_sums((mine, theirs, decided(8_00)), printed, None)
    of_year = [(found.proposal, found.sides.costs_ore, found.printed) for found in beside if found.sets][:3]
    assert of_year == [(None, 8_00, ()), ("m", 150_050_000_00, ()), ("s", 9_00, ())]


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
    assert stated.where == "frame_totals[0].printed.costs"
    assert told.consequence.as_of >= date(2026, 1, 1)
    with pytest.raises(Refused) as refused:
        rehearse(None, Command(facts, basis(), frame_totals=(total((COSTS, "1,558")),)), AUTHOR)
    assert [refusal.where for refusal in refused.value.refusals] == ["frame_totals[0].printed.costs"]


# --- The scale of a decision ------------------------------------------------------------------------------------

UNITS = ("slk", "sbk", "ks")


def sheet(*ore: int, year: int = 2026) -> tuple[AnyFact, ...]:
    """A budget for the three units."""
    return tuple(decided(amount, frame=key(unit, year)) for unit, amount in zip(UNITS, ore, strict=False))


def told(before: tuple[AnyFact, ...], *facts: AnyFact) -> list[tuple[int, str, str, str]]:
    """Which facts are told to be out of scale, by what, and how many of how many."""
    state = given(*map(past, before)).state
    return [
        (
            number,
            warning.values["factor"],
            warning.values["larger"],
            f"{warning.values['count']}/{warning.values['compared']}",
        )
        for number, warning in out_of_scale(state, facts)
    ]


def test_a_frame_that_is_not_there_is_held_against_the_years_beside_it() -> None:
    """The year before first, then the one after; the same frame goes before both, and investments are not alike."""
    larger = (100_000_000_00, 210_000_000_00, 330_000_000_00)
    for year in (2025, 2027):
        before = sheet(100_000_00, 200_000_00, 300_000_00, year=year)
        assert told(before, *sheet(*larger)) == [(0, THOUSAND, "större", "3/3")]
        [(_, warning)] = out_of_scale(given(*map(past, before)).state, sheet(*larger))
        assert warning.values["known"].replace("\u00a0", " ") == f"100 000 kr {year}"
    assert told(sheet(100_000_00, 200_000_00, 300_000_00, year=2024), *sheet(*larger)) != [], "a plan's third year"
    assert told(sheet(100_000_00, 200_000_00, 300_000_00, year=2022), *sheet(*larger)) == []
    both = (*sheet(100_000_00, 200_000_00, 300_000_00, year=2025), *sheet(*larger))
    assert told(both, *sheet(*larger)) == []
    project = key(kind=FrameKind.INVESTMENT, line="bro", year=2025)
    invested = FrameDecided(project, BUDGET, InvestmentAmount(5_000_00, 0))
    again = FrameDecided(key(kind=FrameKind.INVESTMENT, line="bro"), BUDGET, InvestmentAmount(5_000_000_00, 0))
    assert told((invested,), again) == []


def test_the_years_beside_are_looked_at_when_it_is_recorded(application: Application, stad: OpenLedger) -> None:
    held = Command(sheet(100_000_00, 200_000_00, 300_000_00, year=2025), basis("2024-11-25"))
    application.record("stad", held, AUTHOR, "held")
    new = Command(sheet(100_000_000_00, 210_000_000_00, 330_000_000_00), basis())
    said = [warning.code for warning in rehearse(stad.log, new, AUTHOR).consequence.warnings]
    assert said.count("amounts-out-of-scale") == 1


HELD = sheet(100_000_00, 200_000_00, 300_000_00)
THOUSAND, MILLION = "1\u00a0000", "1\u00a0000\u00a0000"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((100_000_000_00, 210_000_000_00, 330_000_000_00), [(0, THOUSAND, "större", "3/3")]),
        ((100_000_000_000_00, 210_000_000_000_00, 330_000_000_000_00), [(0, MILLION, "större", "3/3")]),
        ((100_00, 210_00, 330_00), [(0, THOUSAND, "mindre", "3/3")]),
        ((110_000_00, 190_000_00, 310_000_00), []),
        ((110_000_00, 190_000_000_00, 310_000_00), [(1, THOUSAND, "större", "1/3")]),
        ((0, 190_000_000_00, 310_000_000_00), [(1, THOUSAND, "större", "2/2")]),
        ((1_000_000_00, 2_000_000_00, 3_000_000_00), []),
    ],
)
def test_a_whole_sheet_is_told_once_and_a_single_amount_by_itself(
    amounts: tuple[int, ...], expected: list[tuple[int, str, str, str]]
) -> None:
    assert told(HELD, *sheet(*amounts)) == expected


def test_a_frame_is_held_against_its_own_plan() -> None:
    planned = tuple(
        decided(amount, frame=key(unit, 2027), commitment=PLAN) for unit, amount in (("slk", 5_00), ("sbk", 6_00))
    )
    wrong = sheet(5_000_00, 6_000_00, year=2027)
    assert told(planned, *wrong) == [(0, THOUSAND, "större", "2/2")]
    assert told(sheet(5_00, 6_00), *wrong) == [(0, THOUSAND, "större", "2/2")], "2026 is beside it"
    assert told((), *wrong) == []


def test_what_is_another_frame_is_not_compared() -> None:
    assert told(HELD, decided(100_000_000_00, frame=FrameKey("slk", FrameKind.OPERATING, 2026, "lokaler"))) == []


def test_a_net_is_compared_with_a_net() -> None:
    net = FrameDecided(key(), BUDGET, NetAmount(-5_000_00))
    assert told((FrameDecided(key(), BUDGET, NetAmount(5_00)),), net) == [(0, THOUSAND, "större", "1/1")]
    assert told((FrameDecided(key(), BUDGET, money(5_00)),), net) == [(0, THOUSAND, "större", "1/1")]


def test_it_is_told_in_the_dry_run_and_kept_when_recorded() -> None:
    facts = (*opening().facts, *HELD)
    first = Command(facts, basis())
    said = [warning.code for warning in rehearse(None, first, AUTHOR).consequence.warnings]
    assert "amounts-out-of-scale" not in said
    state = given(*map(past, HELD)).state
    [(number, warning)] = out_of_scale(state, sheet(100_000_000_00, 200_000_000_00, 300_000_000_00))
    assert (number, warning.code) == (0, "amounts-out-of-scale")
    assert warning.values["frame"] == "slk drift 2026"
