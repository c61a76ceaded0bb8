"""Side by side, from outside: the years of Stockholm's plan, what two bodies wanted, and a budget that two parties
would have otherwise."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ledger.events import FrameDecided, ProposalMade
from projections.asking.question import Question
from projections.frames.comparison import ComparisonAnswer, comparison_answer
from tests.given import BUDGET, key
from tests.stories.conftest import MNKR, Story, budget_of
from tests.stories.doors import Asked, Doors, World, doors_to


@pytest.fixture
def stockholm(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Stockholm's ledger."""
    with doors_to("stockholm", world, monkeypatch, capsys) as doors:
        yield doors


def tkr(row: dict[str, Any], side: str) -> list[tuple[int | None, int | None]]:
    """Each column's figure and its change, in thousands."""

    def of(amounts: dict[str, Any] | None) -> int | None:
        return None if amounts is None else amounts[f"{side}_ore"] // 100_000

    return [(of(cell.get("amounts")), of(cell.get("change"))) for cell in row["cells"]]


# --- In Stockholm -----------------------------------------------------------------------------------------------


def test_the_years_of_the_plan_side_by_side(stockholm: Doors) -> None:
    years = ["2026", "2027", "2028", "2029"]
    answer = stockholm.ask("frames/compare", year=years, as_of="2026-03-01", kind="operating")
    assert [(column["label"], column["commitments"]) for column in answer["columns"]] == [
        (year, ["budget" if year == "2026" else "plan"]) for year in years
    ]
    [row] = answer["rows"]
    assert tkr(row, "costs") == [(1_578_900, None), (1_558_000, -20_900), (1_562_100, 4_100), (1_562_100, 0)]
    assert tkr(row, "revenues") == [(47_600, None), (47_600, 0), (47_600, 0), (47_600, 0)]
    assert row["cells"] == answer["totals"][0]["cells"]
    shown = stockholm.shown("compare", year=years, as_of="2026-03-01")
    assert "Stadsledningskontoret 1 531,3 1 510,4 −20,9 1 514,5 4,1 1 514,5 0" in shown
    assert "2029 ligger utanför den treåriga ekonomiska planen" in shown


def test_what_the_office_proposed_beside_what_the_board_recommended(stockholm: Doors) -> None:
    """The same turnover change; the day of the recommendation is not settled, so it is in no total."""
    names = ["vp-2024-tjansteutlatande", "vp-2024-omslutning"]
    answer = stockholm.ask("frames/compare", year="2024", as_of="2026-03-01", proposal=names)
    office, board = answer["columns"]
    assert (office["label"], office["proposal"]["stage"]) == ("vp-2024-tjansteutlatande", "proposed")
    assert (board["label"], board["proposal"]["stage"]) == ("vp-2024-omslutning", "recommended")
    [outside] = board["outside"]
    assert (outside["part"], outside["amounts"]["costs_ore"]) == ("undetermined", 74_620_000_000)
    [row] = answer["rows"]
    assert tkr(row, "costs") == [(746_200, None), (None, -746_200)]
    shown = stockholm.shown("compare", year="2024", as_of="2026-03-01", proposal=names)
    assert "vp-2024-omslutning: obestämt, i ingen summa: 1 belopp, drift: kostnader 746 200 000 kr" in shown


def test_what_is_decided_beside_what_it_would_be_with_either(stockholm: Doors) -> None:
    names = ["vp-2024-tjansteutlatande", "vp-2024-omslutning"]
    asked: dict[str, Asked] = {"year": "2024", "as_of": "2026-03-01", "with": names}
    answer = stockholm.ask("frames/compare", **asked)
    assert [column["label"] for column in answer["columns"]] == ["beslutat", *(f"om {name} antas" for name in names)]
    assert [column.get("compared_to") for column in answer["columns"]] == [None, 0, 0]
    [row] = answer["rows"]
    assert tkr(row, "costs") == [(None, None), (746_200, 746_200), (746_200, 746_200)]
    assert tkr(row, "net") == [(None, None), (0, 0), (0, 0)]


# --- A budget that two parties would have otherwise -------------------------------------------------------------


def proposed(party: str, slk: int, sbk: int) -> ProposalMade:
    frames = ((key(), slk), (key("sbk"), sbk))
    return ProposalMade(
        f"budget-{party}", tuple(FrameDecided(frame, BUDGET, budget_of(costs)) for frame, costs in frames)
    )


def millions(amounts: Any) -> int | None:
    return None if amounts is None else int(amounts.net_ore // MNKR)


def nets(answer: ComparisonAnswer) -> dict[str, list[tuple[int | None, int | None]]]:
    """For each unit, and in total, each column's net and its change, in whole millions."""

    def of(cells: Any) -> list[tuple[int | None, int | None]]:
        return [(millions(cell.amounts), millions(cell.change)) for cell in cells]

    return {**{row.group: of(row.cells) for row in answer.rows}, "summa": of(answer.totals[0].cells)}


def test_the_rivals_before_the_decision_and_the_decision_after_it(story: Story) -> None:
    story.decides("2025-11-03", proposed("m", 100, 40), proposed("s", 110, 45))
    rivals = [Question(year=2026, as_of=date(2025, 11, 10), proposal=f"budget-{party}") for party in "ms"]
    answer = comparison_answer(story.ledger.model, *rivals).answer
    assert nets(answer) == {
        "slk": [(100, None), (110, 10)],
        "sbk": [(40, None), (45, 5)],
        "summa": [(140, None), (155, 15)],
    }
    adopted = (FrameDecided(key(), BUDGET, budget_of(104)), FrameDecided(key("sbk"), BUDGET, budget_of(40)))
    story.decides("2025-11-24", *adopted)
    laid = [Question(year=2026, as_of=date(2025, 12, 1), laid=names) for names in ((), ("budget-m",), ("budget-s",))]
    after = comparison_answer(story.ledger.model, *laid).answer
    assert nets(after) == {
        "slk": [(104, None), (100, -4), (110, 6)],
        "sbk": [(40, None), (40, 0), (45, 5)],
        "summa": [(144, None), (140, -4), (155, 11)],
    }
    assert nets(comparison_answer(story.ledger.model, *rivals).answer) == nets(answer), "what was proposed still was"
