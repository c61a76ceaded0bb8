"""The change table on a ledger: the hand-reckoned year in June and in December, and what stands apart."""

from datetime import date

from api.app import Application, OpenLedger
from api.tables.audit import audit_table
from api.tables.change_table import change_tables
from ledger.events import (
    AnnulledAmount,
    FinancingLeg,
    FinancingSource,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    SupplementaryAppropriationDecided,
    UnitRegistered,
)
from ledger.money import AmountUnit
from ledger.values import Commitment, DecisionReference, FrameKind
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.audit import audit_answer
from projections.frames.change_columns import ChangeColumn
from projections.frames.change_table import RECIPE, ChangeTable, change_table_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money
from tests.projections.a_year import DAY, SLK


def table(ledger: OpenLedger, as_of: date = DAY) -> ChangeTable:
    [change_table] = change_table_answer(ledger.model, Question(year=2026, as_of=as_of)).answer.tables
    return change_table


def nets(change_table: ChangeTable) -> dict[str, list[int | None]]:
    rows = {row.unit: [cell.amount.net_ore for cell in row.cells] for row in change_table.rows}
    return rows | {"total": [cell.amount.net_ore for cell in change_table.total]}


def test_the_year_in_its_columns(year: OpenLedger) -> None:
    change_table = table(year)
    changes = (
        ChangeColumn.TECHNICAL,
        ChangeColumn.TRANSFER,
        ChangeColumn.INDEX,
        ChangeColumn.OTHER,
        ChangeColumn.ANNULLED,
    )
    assert change_table.columns == (ChangeColumn.ORIGINAL, *changes, ChangeColumn.CURRENT)
    assert nets(change_table) == {
        "sbk": [50_000, 0, 5_000, 0, 0, -5_000, 50_000],
        "slk": [100_000, -300, -5_000, 30, 2_000, 5_000, SLK],
        "total": [150_000, -300, 0, 30, 2_000, 0, SLK + 50_000],
    }
    assert change_table.headings[0] == "ursprunglig ram"


def test_before_the_judgment_the_transfer_has_a_column(year: OpenLedger) -> None:
    change_table = table(year, date(2026, 9, 9))
    assert change_table.columns[1:3] == (ChangeColumn.TECHNICAL, ChangeColumn.TRANSFER)
    assert nets(change_table)["total"][2] == 0
    assert (nets(change_table)["sbk"][2], nets(change_table)["slk"][2]) == (5_000, -5_000)
    assert [(beside.amount.net_ore, beside.by) for beside in change_table.beside] == REPLACED_OF_SLK


REPLACED_OF_SLK = [(2_000, 7), (700, 7)]
"""A change of the plan, and one that was decided before the budget and recorded after it."""


def test_what_is_annulled_or_waits_is_told_with_its_column(year: OpenLedger) -> None:
    assert [(beside.unit, beside.part, beside.column, beside.amount.net_ore) for beside in table(year).beside] == [
        ("sbk", "annulled", ChangeColumn.TRANSFER, 5_000),
        ("slk", "replaced", ChangeColumn.OTHER, 2_000),
        ("slk", "replaced", ChangeColumn.OTHER, 700),
        ("slk", "annulled", ChangeColumn.TRANSFER, -5_000),
    ]
    [*replaced, waiting] = table(year, date(2026, 4, 30)).beside
    assert (text_of(waiting, "part"), waiting.column, waiting.decision.position) == (
        "villkorat",
        ChangeColumn.OTHER,
        13,
    )
    assert [(beside.amount.net_ore, beside.by) for beside in replaced] == REPLACED_OF_SLK


def test_an_undecided_index_is_named(year: OpenLedger) -> None:
    rows = {row.unit: row for row in table(year, date(2026, 3, 31)).rows}
    assert rows["slk"].undecided_indices == ("pki",)
    assert rows["sbk"].undecided_indices == ()


def test_an_empty_table_says_why(year: OpenLedger) -> None:
    answer = change_table_answer(year.model, Question(year=2031, as_of=DAY)).answer
    assert (answer.tables, answer.recipe) == ([], RECIPE)
    assert answer.note == "Inga ramar för 2031 var registrerade vid position 19. År: 2026."
    none = change_table_answer(year.model, Question(year=2026, as_of=DAY, kind=FrameKind.INVESTMENT)).answer
    assert none.note == "Ingenting för 2026, investering var beslutat till och med 2026-12-01."
    assert change_table_answer(year.model, Question(year=2026, as_of=DAY, known_at=19)).settled


def test_a_result_that_is_carried_over_is_shown_and_stands_in_no_column(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    answer = change_table_answer(richest.model, Question(year=2025, as_of=date(2025, 2, 5))).answer
    [carried] = answer.carried_results
    assert (carried.unit, carried.from_year, carried.amount_ore) == ("slk", 2024, -70)
    assert carried.decision.event == "resultatöverföring"
    for asked in (
        Question(year=2025, as_of=date(2025, 2, 4)),
        Question(year=2025, as_of=DAY, line="hyror"),
        Question(year=2025, as_of=DAY, unit="ks"),
    ):
        assert change_table_answer(richest.model, asked).answer.carried_results == []
    only_investment = Question(year=2025, as_of=DAY, kind=FrameKind.INVESTMENT)
    assert change_table_answer(richest.model, only_investment).answer.carried_results == []


def test_every_family_of_frame_events_finds_its_column_in_the_richest_ledger(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    occurred = {
        column
        for of_year in (2024, 2025, 2026, 2027)
        for table in change_table_answer(richest.model, Question(year=of_year, as_of=date(2030, 1, 1))).answer.tables
        for column in table.columns
    }
    assert occurred >= set(ChangeColumn) - {ChangeColumn.INDEX, ChangeColumn.ANNULLED}


def test_a_frame_that_is_set_again_shows_what_it_was_first_set_to(application: Application, stad: OpenLedger) -> None:
    """November's 1 000 was nowhere: the new set of May stood as the original (R-60)."""
    for fact, on in (
        (decided(1_000_00), basis()),
        (adjusted(20_00), basis("2026-02-02", "§ 3")),
        (decided(1_100_00), basis("2026-05-04", "§ 44")),
        (adjusted(-5_00), basis("2026-06-15", "§ 60")),
    ):
        application.record("stad", command(fact, on=on), AUTHOR, on.decision_key)
    stad.runner.catch_up()
    question = Question(year=2026, as_of=DAY)
    change_table = table(stad)
    assert change_table.columns == (
        ChangeColumn.ORIGINAL,
        ChangeColumn.RESET,
        ChangeColumn.OTHER,
        ChangeColumn.CURRENT,
    )
    assert nets(change_table)["slk"] == nets(change_table)["total"] == [1_000_00, 100_00, -5_00, 1_095_00]
    assert [(beside.decision.position, beside.part, beside.column, beside.by) for beside in change_table.beside] == [
        (6, "replaced", ChangeColumn.OTHER, 7)
    ]
    screen = shown(change_tables(change_table_answer(stad.model, question).answer, AmountUnit.KRONOR))
    assert "av position 7" in screen
    [audited] = audit_answer(stad.model, question).answer.frames
    assert audited.first_set is not None
    assert (audited.first_set.decision.position, audited.first_set.amount.net_ore) == (5, 1_000_00)
    rows = [
        " ".join(line.split())
        for line in shown(audit_table(audit_answer(stad.model, question).answer, AmountUnit.KRONOR)).splitlines()
    ]
    assert any(row.startswith("Ursprunglig 5 ram beslutad (budget), ersatt av position 7") for row in rows)
    assert any(row.startswith("Fastställd på nytt 7 ") for row in rows)
    assert not any(row.startswith("5 ram beslutad") for row in rows), "it is in the frame's own table already"


def test_every_krona_of_a_frame_that_is_set_three_times_is_found_once(
    application: Application, stad: OpenLedger
) -> None:
    """November 800, May 900, September 950: 800 is the original, 150 the new settings, 900 is beside as what the frame
    was set to anew in May; and +7 between the two, which the last one replaced, as another change."""
    for fact, on in (
        (decided(800_00), basis()),
        (decided(900_00), basis("2026-05-04", "§ 44")),
        (adjusted(7_00), basis("2026-06-15", "§ 60")),
        (decided(950_00), basis("2026-09-14", "§ 90")),
    ):
        application.record("stad", command(fact, on=on), AUTHOR, on.decision_key)
    stad.runner.catch_up()
    change_table = table(stad)
    assert nets(change_table)["slk"] == [800_00, 150_00, 950_00]
    assert [(beside.amount.net_ore, beside.part, beside.column, beside.by) for beside in change_table.beside] == [
        (900_00, "replaced", ChangeColumn.RESET, 8),
        (7_00, "replaced", ChangeColumn.OTHER, 8),
    ]
    [june] = table(stad, date(2026, 6, 30)).rows
    assert [cell.amount.net_ore for cell in june.cells] == [800_00, 100_00, 7_00, 907_00]
    assert table(stad, date(2026, 6, 30)).beside == ()


def test_a_plan_that_the_budget_replaced_is_beside_no_row_and_what_moved_in_it_is(
    application: Application, stad: OpenLedger
) -> None:
    plan = basis("2024-11-25", "§ 9")
    for facts, on in (
        ((decided(500_00, commitment=Commitment.PLAN),), plan),
        ((adjusted(5_00),), basis("2025-02-03", "§ 3")),
        ((decided(510_00),), basis()),
    ):
        application.record("stad", Command(facts, on), AUTHOR, on.decision_key)
    stad.runner.catch_up()
    assert [(beside.amount.net_ore, beside.by) for beside in table(stad).beside] == [(5_00, 7)]


def test_what_a_judgment_takes_of_an_amount_has_its_column_and_line(application: Application, stad: OpenLedger) -> None:
    """D-13: +10, of it 4 annulled, final 09-01: as of 09-02 +6, and the table says that the 4 are a judgment's."""
    in_part = JudgmentGiven(
        DecisionReference("KF", "KS 2025/1", "§ 3"),
        "FR",
        JudgmentOutcome.ANNULLED_IN_PART,
        date(2026, 6, 1),
        date(2026, 9, 1),
        effect=JudgmentEffect.ANNULLED_IN_PART,
        annulled_amounts=(AnnulledAmount(key(), money(4_00)),),
        final_ground="Lagakraftbevis",
    )
    for number, to_record in enumerate(
        (command(decided(100_00)), command(adjusted(10_00), on=basis("2026-02-02", "§ 3")), Command((in_part,)))
    ):
        application.record("stad", to_record, AUTHOR, f"part-{number}")
    stad.runner.catch_up()
    assert nets(table(stad, date(2026, 8, 31)))["slk"] == [100_00, 10_00, 110_00]
    september = table(stad, date(2026, 9, 2))
    assert september.columns[1:] == (ChangeColumn.OTHER, ChangeColumn.ANNULLED, ChangeColumn.CURRENT)
    assert nets(september)["slk"] == nets(september)["total"] == [100_00, 10_00, -4_00, 106_00]
    [beside] = september.beside
    assert (beside.part, beside.column, beside.amount.net_ore) == ("annulled", ChangeColumn.OTHER, 4_00)
    assert (beside.annulled_on, beside.decision.paragraph) == (date(2026, 9, 1), "§ 3")
    audited = audit_answer(stad.model, Question(year=2026, as_of=date(2026, 9, 2))).answer
    assert "upphävs delvis 2026-09-01" in shown(audit_table(audited, AmountUnit.KRONOR))


LULEA = {"sn": 9_000, "ks": 5_000, "bun": 4_200, "isn": 4_000, "agn": 2_300, "kfn": 2_000, "mbn": 500}
"""KF's supplementary budget of 2024 in tkr, 27 000 in all (vartlulea.se, "Politiskt beslut om tilläggsbudget")."""


def test_supplements_to_frames_that_are_not_recorded(application: Application, stad: OpenLedger) -> None:
    """Case 04, Luleå 2024: seven boards get 27 mnkr, and nobody has recorded what they had: that and what they have now
    is unknown, and not 0 and 9. The result that is better than planned pays (37 mnkr)."""
    given = {unit: tkr * 1000_00 for unit, tkr in LULEA.items()}
    units = [UnitRegistered(unit, unit) for unit in LULEA if unit != "ks"]
    application.record("stad", Command(tuple(units)), AUTHOR, "k")
    supplements = [
        SupplementaryAppropriationDecided(key(unit, 2024), money(ore), (FinancingLeg(FinancingSource.RESULT, ore),))
        for unit, ore in given.items()
    ]
    application.record("stad", Command(tuple(supplements), basis("2024-06-17", "§ 20")), AUTHOR, "l")
    stad.runner.catch_up()
    [told] = change_table_answer(stad.model, Question(year=2024, as_of=date(2024, 12, 31))).answer.tables
    assert told.columns == (ChangeColumn.ORIGINAL, ChangeColumn.SUPPLEMENTARY, ChangeColumn.CURRENT)
    rows = {unit: [None, ore, None] for unit, ore in given.items()}
    assert nets(told) == rows | {"total": [None, 27_000_000_00, None]}
