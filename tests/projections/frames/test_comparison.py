"""Frames side by side on ledgers: hand-reckoned years, rivals and what-ifs, and laws on random ledgers."""

from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import FrameAdjusted, FrameDecided, ProposalMade
from ledger.log.database import Database
from ledger.values import FrameKind, NetAmount
from projections.asking.amounts import FrameAmounts
from projections.asking.question import GroupBy, Question
from projections.frames.comparison import (
    RECIPE,
    ComparedCell,
    ComparedRow,
    ComparedTotal,
    ComparisonAnswer,
    comparison_answer,
)
from projections.frames.current import FramesAnswer, frames_answer
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, between, command, decided, key, money
from tests.projections.a_year import DAY, SLK
from tests.projections.random_ledgers import DAYS, FIRST, NAMES, Drawn, ledger_of, ledgers
from tests.projections.reorganised import DAY as ASKED_ON
from tests.projections.reorganised import NEW_YEAR, NO_KEY, reorganised
from tests.projections.sums import added, amounts_of

at_random = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Nets = list[tuple[int | None, int | None]]


def nets(row: ComparedRow | ComparedTotal) -> Nets:
    """Each column's net, and its change."""
    return [(net_of(cell.amounts), net_of(cell.change)) for cell in row.cells]


def net_of(amounts: FrameAmounts | None) -> int | None:
    return None if amounts is None else amounts.net_ore


def rows(answer: ComparisonAnswer) -> dict[tuple[str, str | None, str], Nets]:
    return {(row.group, row.line, row.kind): nets(row) for row in answer.rows}


def compare(ledger: OpenLedger, *asked: dict[str, Any], **shared: Any) -> ComparisonAnswer:
    return comparison_answer(ledger.model, *(Question(**{**shared, **column}) for column in asked)).answer


# --- By hand ----------------------------------------------------------------------------------------------------


def test_days_side_by_side_on_the_hand_reckoned_year(year: OpenLedger) -> None:
    """Before the index, the condition, the judgment and the technical adjustment; and after."""
    answer = compare(year, {"as_of": date(2026, 3, 31)}, {"as_of": DAY}, year=2026, known_at=19)
    assert [column.label for column in answer.columns] == ["beslutat t.o.m. 2026-03-31", "beslutat t.o.m. 2026-12-01"]
    assert [column.compared_to for column in answer.columns] == [None, 0]
    before = 100_000 - 5_000 + 1_000 + 600
    assert rows(answer) == {
        ("sbk", "total", "operating"): [(55_000, None), (50_000, -5_000)],
        ("slk", "total", "operating"): [(before, None), (SLK, SLK - before)],
    }
    [total] = answer.totals
    assert nets(total) == [(before + 55_000, None), (SLK + 50_000, SLK - before - 5_000)]
    assert (answer.recipe, answer.note, answer.organisation, answer.stale) == (RECIPE, None, "Staden", None)
    assert [column.coordinates.as_of for column in answer.columns] == [date(2026, 3, 31), DAY]


def test_what_stands_outside_a_column_is_counted_and_named(year: OpenLedger) -> None:
    answer = compare(year, {"as_of": date(2026, 3, 31)}, {"as_of": DAY}, year=2026, known_at=19)
    before, after = answer.columns
    assert [(outside.part, outside.entries, outside.amounts.net_ore) for outside in before.outside] == [
        ("conditional", 1, 400)
    ]
    assert after.outside == ()
    assert answer.remarks == (
        "beslutat t.o.m. 2026-12-01: slk och sbk under slk har båda ramar (drift); summan räknar båda.",
        (
            "beslutat t.o.m. 2026-03-31: villkorat, i ingen summa: 1 belopp, drift: kostnader 4\u00a0kr, "
            "intäkter 0\u00a0kr, netto 4\u00a0kr."
        ),
        "beslutat t.o.m. 2026-03-31: + index: pki är inte beslutat; beloppen är utan det.",
    )
    cells = {row.group: row.cells for row in answer.rows}
    assert [cell.undecided_indices for cell in cells["slk"]] == [("pki",), ()]
    assert [cell.undecided_indices for cell in answer.totals[0].cells] == [("pki",), ()]


def test_positions_side_by_side_and_before_anything_was_known(year: OpenLedger) -> None:
    answer = compare(year, {"known_at": 0}, {"known_at": 15}, {"known_at": 16}, year=2026, as_of=DAY, unit="slk")
    assert [column.label for column in answer.columns] == [f"registrerat t.o.m. {position}" for position in (0, 15, 16)]
    late = 100_000 - 5_000 + 1_000 + 30 + 400 + 900
    assert rows(answer) == {("slk", "total", "operating"): [(None, None), (late, late), (late - 300, -300)]}
    assert answer.columns[0].note == "Ingenting var registrerat än: liggaren fanns inte."


def test_suppositions_about_an_index_are_each_set_against_the_first(year: OpenLedger) -> None:
    asked = [{"index_ppb": rate * 10_000_000} for rate in (0, 2, 4)]
    answer = compare(year, *asked, year=2026, as_of=date(2026, 3, 31), known_at=19, unit="slk")
    assert [change for _, change in rows(answer)["slk", "total", "operating"]] == [None, 20, 40]


@pytest.fixture
def rivals(application: Application, stad: OpenLedger) -> OpenLedger:
    """A budget of 100 000 and 50 000, a plan for the year after, and two parties that would have it otherwise."""
    amounts = {"m": (90_000, 70_000), "s": (120_000, 45_000)}
    proposals = [
        ProposalMade(f"budget-{party}", (decided(slk), decided(sbk, frame=key("sbk"))), proposer=party.upper())
        for party, (slk, sbk) in amounts.items()
    ]
    plan = decided(104_000, frame=key(year=2027), commitment=PLAN)
    entries = [command(decided(100_000), decided(50_000, frame=key("sbk")), plan), command(*proposals)]
    for number, entry in enumerate(entries):
        application.record("stad", entry, AUTHOR, f"rivals-{number}")
    stad.runner.catch_up()
    return stad


def test_years_side_by_side_with_budget_and_plan(rivals: OpenLedger) -> None:
    answer = compare(rivals, *({"year": year} for year in (2026, 2027, 2028)), as_of=DAY)
    assert [(column.label, column.commitments) for column in answer.columns] == [
        ("2026", ("budget",)),
        ("2027", ("plan",)),
        ("2028", ()),
    ]
    assert rows(answer) == {
        ("sbk", "total", "operating"): [(50_000, None), (None, -50_000), (None, None)],
        ("slk", "total", "operating"): [(100_000, None), (104_000, 4_000), (None, -104_000)],
    }
    assert nets(answer.totals[0]) == [(150_000, None), (104_000, -46_000), (None, -104_000)]
    assert answer.columns[2].note == "Inga ramar för 2028 var registrerade vid position 9. År: 2026, 2027."


def test_rival_proposals_stand_side_by_side_and_are_never_summed(rivals: OpenLedger) -> None:
    answer = compare(rivals, *({"proposal": f"budget-{party}"} for party in "ms"), year=2026, as_of=DAY)
    assert [(column.label, column.proposal and column.proposal.proposer) for column in answer.columns] == [
        ("budget-m", "M"),
        ("budget-s", "S"),
    ]
    assert nets(answer.totals[0]) == [(160_000, None), (165_000, 5_000)]


def test_what_ifs_are_each_set_against_what_is_decided(rivals: OpenLedger) -> None:
    laid: list[tuple[str, ...]] = [(), ("budget-m",), ("budget-s",), ("budget-m", "budget-s")]
    answer = compare(rivals, *({"laid": names} for names in laid), year=2026, as_of=DAY)
    assert [column.label for column in answer.columns] == [
        "beslutat",
        "om budget-m antas",
        "om budget-s antas",
        "om budget-m och budget-s antas",
    ]
    assert rows(answer)["slk", "total", "operating"] == [
        (100_000, None),
        (90_000, -10_000),
        (120_000, 20_000),
        (120_000, 20_000),
    ]
    assert nets(answer.totals[0]) == [(150_000, None), (160_000, 10_000), (165_000, 15_000), (165_000, 15_000)]


def test_lines_stand_by_themselves_or_are_put_together(application: Application, rivals: OpenLedger) -> None:
    it = FrameDecided(key("sbk", line="it"), BUDGET, NetAmount(3_000))
    application.record("stad", command(it), AUTHOR, "it")
    rivals.runner.catch_up()
    asked = ({"year": 2026}, {"year": 2027})
    apart = compare(rivals, *asked, as_of=DAY)
    assert rows(apart)["sbk", "it", "operating"] == [(3_000, None), (None, -3_000)]
    assert apart.remarks == ("2026: sbk drift: både ”total” och egna poster (it) har belopp; summan räknar alla.",)
    by_line = compare(rivals, *asked, as_of=DAY, by=GroupBy.LINE)
    assert rows(by_line) == {
        ("it", None, "operating"): [(3_000, None), (None, -3_000)],
        ("total", None, "operating"): [(150_000, None), (104_000, -46_000)],
    }
    top = compare(rivals, *asked, as_of=DAY, by=GroupBy.TOP)
    assert rows(top) == {("ks", None, "operating"): [(153_000, None), (104_000, -49_000)]}
    [row] = top.rows
    assert (row.name, top.by) == ("Kommunstyrelsen", GroupBy.TOP)
    assert row.cells[0].amounts is not None
    assert row.cells[0].amounts.costs_ore is None


def test_undetermined_amounts_are_named_with_their_sides(application: Application, rivals: OpenLedger) -> None:
    entry = command(adjusted(700), on=between("2026-01-01", "2026-11-01"))
    application.record("stad", entry, AUTHOR, "between")
    rivals.runner.catch_up()
    answer = compare(rivals, {"laid": ()}, {"laid": ("budget-m",)}, year=2026, as_of=ASKED_ON)
    [remark] = answer.remarks
    assert remark.startswith("obestämt, i ingen summa: 1 belopp, drift: kostnader 7\u00a0kr"), "it is said of all"
    assert all(len(column.outside) == 1 for column in answer.columns)


def test_last_years_figures_in_todays_organisation_beside_this_years(
    application: Application, stad: OpenLedger
) -> None:
    """Of last year's schools nothing says which of the two new boards had what: their changes are not known."""
    city = reorganised(application)
    asked = {"as_of": ASKED_ON, "tree_on": NEW_YEAR, "kind": FrameKind.OPERATING}
    answer = compare(city, {"year": 2025}, {"year": 2026}, **asked)
    assert rows(answer) == {
        ("forskola", None, "operating"): [(None, None), (15_000, None)],
        ("grundskola", None, "operating"): [(None, None), (27_000, None)],
        ("idrott", None, "operating"): [(12_400, None), (11_000, -1_400)],
        ("kultur", None, "operating"): [(18_600, None), (20_000, 1_400)],
        ("miljo", None, "operating"): [(30_000, None), (31_000, 1_000)],
        ("skola", None, "operating"): [(40_000, None), (None, None)],
        ("slk", None, "operating"): [(100_000, None), (100_000, 0)],
    }
    assert nets(answer.totals[0]) == [(201_000, None), (204_000, 3_000)]
    last = answer.rows[-1]
    assert (last.name, last.not_comparable) == ("Skolnämnden", NO_KEY)
    assert last.cells[1].change == FrameAmounts()
    own = compare(city, {"year": 2025}, {"year": 2026}, as_of=ASKED_ON, kind=FrameKind.OPERATING)
    assert rows(own)["miljo", "total", "operating"] == [(None, None), (31_000, 31_000)]


def test_the_tree_itself_side_by_side(application: Application, stad: OpenLedger) -> None:
    city = reorganised(application)
    asked = {"as_of": ASKED_ON, "tree_on": NEW_YEAR, "kind": FrameKind.OPERATING, "by": GroupBy.TREE}
    answer = compare(city, {"year": 2025}, {"year": 2026}, **asked)
    top = answer.rows[0]
    assert (top.group, top.depth, nets(top)) == ("ks", 0, [(161_000, None), (204_000, None)])
    assert {row.depth for row in answer.rows if row.not_comparable is None and row is not top} == {1}
    assert nets(answer.totals[0]) == [(201_000, None), (204_000, 3_000)]


def test_all_columns_are_read_at_one_position_and_settled_only_together(
    application: Application, rivals: OpenLedger
) -> None:
    open_ended = comparison_answer(rivals.model, *(Question(year=year, as_of=DAY) for year in (2026, 2027)))
    assert {column.coordinates.position for column in open_ended.answer.columns} == {9}
    assert not open_ended.settled
    fixed = [Question(year=year, as_of=DAY, known_at=9) for year in (2026, 2027)]
    settled = comparison_answer(rivals.model, *fixed)
    assert settled.settled
    application.record("stad", command(adjusted(1)), AUTHOR, "later")
    rivals.runner.catch_up()
    again = comparison_answer(rivals.model, *fixed).answer
    assert msgspec.json.encode(again) == msgspec.json.encode(settled.answer)
    assert not comparison_answer(rivals.model, fixed[0], Question(year=2026, as_of=DAY)).settled


def test_nothing_to_compare_says_why(rivals: OpenLedger) -> None:
    answer = compare(rivals, {"year": 2031}, {"year": 2032}, as_of=DAY)
    assert (answer.rows, answer.totals) == ([], [])
    assert answer.note == (
        "2031: Inga ramar för 2031 var registrerade vid position 9. År: 2026, 2027. "
        "2032: Inga ramar för 2032 var registrerade vid position 9. År: 2026, 2027."
    )


def test_what_no_column_can_be_is_refused(rivals: OpenLedger) -> None:
    for wrong in ({"laid": ("budget-x",)}, {"proposal": "budget-x"}, {"known_at": 99}, {"unit": "slx"}, {"year": 1}):
        with pytest.raises(Refused):
            compare(rivals, {"year": 2026} | ({"unit": "slx"} if "unit" in wrong else {}), {"year": 2027} | wrong)


def test_a_proposal_is_laid_on_what_is_decided_and_on_no_other_proposal(rivals: OpenLedger) -> None:
    with pytest.raises(Refused) as refused:
        compare(rivals, {"laid": ()}, {"laid": ("budget-s",)}, year=2026, as_of=DAY, proposal="budget-m")
    assert [refusal.code for refusal in refused.value.refusals] == ["coordinate-invalid"]


def test_a_warning_is_told_once(application: Application, rivals: OpenLedger) -> None:
    late = FrameAdjusted(key(year=2030), money(100))
    application.record("stad", command(late, on=basis("2026-01-01", "§ 1")), AUTHOR, "late")
    rivals.runner.catch_up()
    answer = compare(rivals, {"as_of": ASKED_ON}, {"as_of": DAY}, year=2030)
    assert answer.warnings
    assert len(set(answer.warnings)) == len(answer.warnings)


# --- On random ledgers ------------------------------------------------------------------------------------------


def check_column(number: int, answer: ComparisonAnswer, frames: FramesAnswer, by: GroupBy | None) -> None:
    """Each column is what the frames are at its coordinates, and their totals are its totals."""
    assert answer.columns[number].coordinates == frames.coordinates
    assert answer.columns[number].note == frames.note
    there = [row for row in answer.rows if row.cells[number].amounts is not None]
    told = {(row.group, row.line, row.kind): amounts_of(row.cells[number].amounts, row.kind) for row in there}
    if by is None:
        assert told == {(frame.unit, frame.line, frame.kind): amounts_of(frame, frame.kind) for frame in frames.frames}
    else:
        assert told == {
            (group.group, None, group.kind): amounts_of(group.amounts, group.kind) for group in frames.groups
        }
    totals = {total.kind: total.cells[number].amounts for total in answer.totals}
    for total in frames.totals:
        assert (totals.get(total.kind) is None) == (total.frames == 0)
        assert amounts_of(totals.get(total.kind), total.kind) == amounts_of(total, total.kind)


def check_sums(answer: ComparisonAnswer) -> None:
    """The rows are the totals and their changes the change of the totals; the changes sum to last minus first."""
    for total in answer.totals:
        of_kind = [row.cells for row in answer.rows if row.kind == total.kind and row.depth == 0]
        for number, cell in enumerate(total.cells):
            column = [cells[number] for cells in of_kind]
            assert added(
                [amounts_of(compared_cell.amounts, total.kind) for compared_cell in column], total.kind
            ) == amounts_of(cell.amounts, total.kind)
            if answer.columns[number].compared_to is not None:
                changes = [amounts_of(compared_cell.change, total.kind) for compared_cell in column]
                assert added(changes, total.kind) == amounts_of(cell.change, total.kind)
        for cells in (total.cells, *of_kind):
            check_changes(cells, answer, total.kind)


def check_changes(cells: tuple[ComparedCell, ...], answer: ComparisonAnswer, kind: str) -> None:
    bases = [column.compared_to for column in answer.columns]
    for number, base in enumerate(bases):
        way = [number]
        while (before := bases[way[-1]]) is not None:
            way.append(before)
        assert (base is None) == (number == 0)
        assert way[-1] == 0
        changes = [amounts_of(cells[number_before].change, kind) for number_before in way[:-1]]
        first, last = amounts_of(cells[0].amounts, kind), amounts_of(cells[number].amounts, kind)
        known = all(
            cells[number_before].amounts is None or amounts_of(cells[number_before].amounts, kind)["net"] is not None
            for number_before in way
        )
        if known:
            assert added([first, *changes], kind)["net"] == last["net"]


@at_random
@given(drawn=ledgers(), data=st.data())
def test_each_column_is_what_frames_are_there_and_sums_close_both_ways(
    database: Database, drawn: Drawn, data: st.DataObject
) -> None:
    positions = st.integers(FIRST - 1, FIRST + len(drawn.lines) - 1)
    days = st.sampled_from((*DAYS, date(2025, 1, 1), date(2030, 1, 1)))
    by = data.draw(st.sampled_from((None, *GroupBy)))
    question = st.builds(
        Question,
        year=st.sampled_from((2026, 2027)),
        as_of=days,
        known_at=positions,
        index_ppb=st.sampled_from((None, 30_000_000)),
        laid=st.sampled_from(((), (), NAMES[:1], NAMES)),
        by=st.just(by),
    )
    drawn_questions = data.draw(st.lists(question, min_size=1, max_size=6))
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        asked = []
        for drawn_question in drawn_questions:
            with suppress(Refused):  # a proposal that is not there
                asked.append((drawn_question, frames_answer(ledger.model, drawn_question).answer))
        if not asked:
            return
        answer = comparison_answer(ledger.model, *(asked_question for asked_question, _ in asked)).answer
    for number, (_, frames) in enumerate(asked):
        check_column(number, answer, frames, by)
    check_sums(answer)


@at_random
@given(drawn=ledgers())
def test_the_changes_of_the_years_and_of_the_days_sum_to_the_last_minus_the_first(
    database: Database, drawn: Drawn
) -> None:
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        answer = comparison_answer(ledger.model, *(Question(year=2026, as_of=day) for day in DAYS)).answer
    assert [column.compared_to for column in answer.columns] == [None, *range(len(DAYS) - 1)]
    every: list[ComparedRow | ComparedTotal] = [*answer.rows, *answer.totals]
    for row in every:
        figures = [amounts_of(cell.amounts, row.kind)["net"] for cell in row.cells]
        for (before, after), cell in zip(pairwise(figures), row.cells[1:], strict=True):
            if before is not None and after is not None:
                assert amounts_of(cell.change, row.kind)["net"] == after - before
