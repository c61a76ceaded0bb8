"""A budget in a workbook is read as a decision file is, and everything that is wrong with it is told by its cell."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.app import OpenLedger
from api.incoming.decision_file import FormRefused, read_text
from api.incoming.workbook.template import template
from api.incoming.workbook.workbook import read_workbook
from ledger.errors import Refusal, Refused
from ledger.events import FrameDecided
from ledger.money import AmountUnit
from ledger.recording import Command
from ledger.values import (
    Acceptance,
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    PrintedTotal,
)
from tests.api.conftest import Liggare
from tests.api.workbooks import ANSWERS, filled, frames_of, packed, parts_of, read, refusals, row, told, workbook
from tests.given import BUDGET, PLAN

YAML = """
liggare: stad
beslut:
  organ: KF
  beslutsdag: 2025-11-24
  ärende: KS 2025/1
  paragraf: § 12
  att-sats: 1
  källa: {titel: Budget, sha256: abababababababababababababababababababababababababababababababab}
poster:
  - ram beslutad:
      ram: {enhet: slk, slag: drift, år: 2026}
      avser: budget
      belopp: {kostnader: "1 578,9 mnkr", intäkter: "47,6 mnkr"}
      kontrollsummor: {netto: "1 531,3 mnkr"}
tryckta ramsummor:
  - {slag: drift, år: 2026, kontrollsummor: {kostnader: "1 578,9 mnkr"}}
"""


def test_a_workbook_gives_the_command_that_the_same_decision_in_yaml_gives() -> None:
    rows = row("slk", "drift", "budget", 1578.9, 47.6, 1531.3), row("Tryckt summa", "drift", None, 1578.9)
    command, same = read(*rows).command, read_text(YAML, "x").command
    in_one_space = msgspec.json.encode(command).decode().replace("\u00a0", " ")
    assert msgspec.json.decode(in_one_space, type=Command) == same


def test_each_year_that_has_an_amount_is_a_fact_and_the_others_are_not() -> None:
    file = read(
        row("slk", "drift", "budget", 1578.9, 47.6, None, "plan"),
        row(None),
        row("ks", "Investering", None, None, None, None, "PLAN", 10, 0, line="p-12", note="Nytt."),
        row("sbk", "drift", "budget", None, None, -3.5),
        row("sbk", "investering", "budget", None, None, None, "plan"),
    )
    frames = [(fact.frame, fact.commitment, fact.amount, fact.note) for fact in frames_of(file)]
    drift, investment = FrameKind.OPERATING, FrameKind.INVESTMENT
    assert frames == [
        (FrameKey("slk", drift, 2026), BUDGET, OperatingAmount(157_890_000_000, 4_760_000_000), None),
        (FrameKey("ks", investment, 2027, "p-12"), PLAN, InvestmentAmount(1_000_000_000, 0), "Nytt."),
        (FrameKey("sbk", drift, 2026), BUDGET, NetAmount(-350_000_000), None),
    ]


def test_the_documents_own_totals_are_kept_as_printed() -> None:
    file = read(row("slk", "drift", "budget", 1, 0), row("tryckt summa", "drift", None, "1 578,9 mnkr", 47, 1531.9))
    printed = tuple(
        ControlTotal(of, text)
        for of, text in zip(
            (ControlOf.COSTS, ControlOf.REVENUES, ControlOf.NET),
            ("1 578,9 mnkr", "47\u00a0mnkr", "1\u00a0531,9\u00a0mnkr"),
            strict=True,
        )
    )
    assert file.command.frame_totals == (PrintedTotal(FrameKind.OPERATING, 2026, printed),)


def test_bounds_conditions_and_acceptances_are_read_from_their_cells() -> None:
    said = {
        "beslutsdag": None,
        "beslutsdag, tidigast": date(2025, 10, 1),
        "beslutsdag, senast": "2025-12-31",
        "beslutsdag, gränser": "härledda",
        "beslutsdag, skäl": "Inte tryckt.",
        "villkoren": "dialog-ciso, lokaler",
        "godtar 1, regel": "frame-would-be-negative",
        "godtar 1, skäl": "Tas 2027.",
        "godtar 1, godtaget av": "controller-7",
    }

    def day(book: object, basis: object, _frames: object) -> None:
        form = book.add_format({"num_format": "yyyy-mm-dd"})  # type: ignore[attr-defined]
        number = list(ANSWERS | said).index("beslutsdag, tidigast")
        basis.write_datetime(number, 1, date(2025, 10, 1), form)  # type: ignore[attr-defined]

    command = read(row("slk", "drift", "budget", 1, 0), touch=day, said=said).command
    assert command.basis is not None
    assert command.basis.decided.earliest == date(2025, 10, 1)  # type: ignore[union-attr]
    assert command.basis.conditions == ("dialog-ciso", "lokaler")
    assert command.accept == (Acceptance("frame-would-be-negative", "Tas 2027.", "controller-7"),)


def test_every_problem_is_told_at_once_by_its_cell() -> None:
    rows = [
        row("slk", "drift", "budget", 1, None, None, "planer", "1,558", 0),
        row("slk", "drift", "budget", 1, 0),
        row(180, None, "budget", 1, 0),
        row("ks", "drift", None, 1, "ca 3"),
        row("sbk", "drift", None, None, None, None, None, note="Varför?"),
    ]
    said = {"organ": None, "beslutsdag": "24 nov", "källa, sha256": "zz", "okänd": "x"}
    assert told(*rows, said=said) == [
        ("Beslut, cell B3", "field-missing"),
        ("Beslut, cell B4", "value-malformed"),
        ("Beslut, cell B6", "value-malformed"),
        ("Beslut, cell A10", "field-unknown"),
        ("Ramar, cell H5", "field-missing"),
        ("Ramar, cell J5", "value-malformed"),
        ("Ramar, cell K5", "amount-malformed"),
        ("Ramar, cell A6", "field-repeated"),
        ("Ramar, cell A7", "value-malformed"),
        ("Ramar, cell D7", "field-missing"),
        ("Ramar, cell F8", "field-missing"),
        ("Ramar, cell H8", "amount-malformed"),
        ("Ramar, cell E9", "field-missing"),
    ]


def test_forty_problems_give_forty_cells() -> None:
    rows = [row(f"enhet-{number}", "drift", "budget", "ungefär 3", 0) for number in range(40)]
    assert told(*rows) == [(f"Ramar, cell G{number}", "amount-malformed") for number in range(5, 45)]


def test_a_formula_error_is_a_problem_and_a_calculated_value_is_used() -> None:
    def formulas(book: object, _basis: object, frames: object) -> None:
        book.calc_on_load = False  # type: ignore[attr-defined]  # as a spreadsheet program has saved it
        frames.write_formula("G5", "=1/0", None, "#DIV/0!")  # type: ignore[attr-defined]
        frames.write_formula("H5", "=0.1+0.2", None, 0.30000000000000004)  # type: ignore[attr-defined]

    assert told(row("slk", "drift", "budget", 1, 1), touch=formulas) == [("Ramar, cell G5", "value-malformed")]


def test_a_formula_that_nobody_has_calculated_is_a_problem() -> None:
    parts = parts_of(workbook(row("slk", "drift", "budget", 1, 7)))
    sheet = parts["xl/worksheets/sheet2.xml"].replace(b"<v>7</v>", b"<f>A1+1</f>")
    [refusal] = refusals(packed(parts | {"xl/worksheets/sheet2.xml": sheet}))
    assert (refusal.where, refusal.code) == ("budget.xlsx, blad Ramar, cell H5", "value-malformed")


def test_formulas_as_a_program_writes_them_that_calculates_nothing_are_not_lost() -> None:
    parts = parts_of(workbook(row("slk", "drift", "budget", 1, 0, None, "plan", 7, 8)))
    name, sheet = "xl/worksheets/sheet2.xml", parts["xl/worksheets/sheet2.xml"]
    for value in (b"<v>7</v>", b"<v>8</v>"):
        assert value in sheet
        sheet = sheet.replace(value, b"<f>1+1</f><v></v>")
    formulas = [(refusal.where, refusal.code, refusal.detail) for refusal in refusals(packed(parts | {name: sheet}))]
    detail = "Cellen har en formel som inte är uträknad."
    assert formulas == [(f"budget.xlsx, blad Ramar, cell {cell}", "value-malformed", detail) for cell in ("K5", "L5")]


@pytest.mark.parametrize("number", ["nan", "0", "60", "-1"])
@pytest.mark.parametrize("base", [b"", b' date1904="1"'])
def test_a_cell_of_a_day_that_holds_no_day_is_told_by_its_cell(number: str, base: bytes) -> None:
    def day(book: object, basis: object, _frames: object) -> None:
        form = book.add_format({"num_format": "yyyy-mm-dd"})  # type: ignore[attr-defined]
        basis.write_datetime("B4", date(2025, 11, 24), form)  # type: ignore[attr-defined]

    parts = parts_of(workbook(row("slk", "drift", "budget", 1, 0), touch=day))
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<v>45985</v>" in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v>45985</v>", f"<v>{number}</v>".encode())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr", b"<workbookPr" + base)
    assert [(refusal.where, refusal.code) for refusal in refusals(packed(parts))] == [
        ("budget.xlsx, blad Beslut, cell B4", "value-malformed")
    ]


def test_merged_cells_are_refused() -> None:
    def merged(_book: object, _basis: object, frames: object) -> None:
        frames.merge_range("A12:B13", "x")  # type: ignore[attr-defined]

    assert ("Ramar, cell A12", "value-malformed") in told(row("slk", "drift", "budget", 1, 0), touch=merged)


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (lambda book, _basis, _frames: book.add_worksheet("Ramar 2"), "Ramar 2"),
        (lambda _book, _basis, frames: frames.hide(), "dolt"),
    ],
)
def test_a_sheet_that_nobody_would_see_or_that_is_not_read_is_refused(touch: object, said: str) -> None:
    [refusal] = refusals(workbook(row("slk", "drift", "budget", 1, 0), touch=touch))  # type: ignore[arg-type]
    assert refusal.code == "file-malformed"
    assert said in refusal.detail


def test_a_workbook_without_the_sheets_says_which_it_has() -> None:
    parts = parts_of(workbook(row("slk")))
    book = parts["xl/workbook.xml"].replace(b"Ramar", b"Blad1")
    [refusal] = refusals(packed(parts | {"xl/workbook.xml": book}))
    assert refusal.detail == "Bladet Ramar saknas; här finns Beslut, Blad1."


def test_without_a_unit_for_amounts_only_that_is_told() -> None:
    assert told(row("slk", "drift", "budget", 1.23456789, 0), said={"belopp i": "mkr"}) == [
        ("Beslut, cell B2", "value-malformed")
    ]


def test_a_day_and_bounds_for_it_cannot_both_be_said() -> None:
    assert told(row("slk", "drift", "budget", 1, 0), said={"beslutsdag, tidigast": "2025-01-01"}) == [
        ("Beslut, cell B4", "value-malformed")
    ]


def test_what_the_rules_refuse_is_told_by_cell_together_with_the_form(
    liggare: Liggare, stad: OpenLedger, tmp_path: Path
) -> None:
    path = tmp_path / "budget.xlsx"
    path.write_bytes(workbook(row("finns-inte", "drift", "budget", 1, 0), row("slk", "drift", "budget", "x", 0)))
    said = liggare("record", str(path))
    assert said.code == 2
    assert "budget.xlsx, blad Ramar, cell A5: Okänd enhet" in said.err
    assert "budget.xlsx, blad Ramar, cell G6: Beloppet går inte att läsa entydigt" in said.err


# --- A whole budget ---------------------------------------------------------------------------------------------

ORE = st.integers(0, 10**13)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(ORE, ORE), min_size=1, max_size=6), st.sampled_from(["kr", "tkr", "mnkr", "mdkr"]))
def test_a_budget_written_into_the_template_is_read_back_to_the_ore(amounts: list[tuple[int, int]], unit: str) -> None:

    per_unit = AmountUnit(unit).ore
    cells: dict[str, object] = {}
    for number, (costs, revenues) in enumerate(amounts, start=5):
        cells |= {f"A{number}": f"enhet-{number}", f"D{number}": "drift", f"F{number}": "budget"}
        cells |= {f"G{number}": costs / per_unit, f"H{number}": revenues / per_unit}
    answered = {f"B{number}": ANSWERS[label] for number, label in ((6, "organ"), (7, "beslutsdag"))}
    answered |= {"B4": "stad", "B5": unit, "B12": "Budget", "B13": "ab" * 32}
    data = filled(filled(template([2026, 2027, 2028]), 1, answered), 2, cells)
    assert [fact.amount for fact in frames_of(read_workbook(data, "budget.xlsx"))] == [
        OperatingAmount(costs, revenues) for costs, revenues in amounts
    ]


BOARDS = tuple(f"namnd-{number:02}" for number in range(1, 31))


def boards() -> str:
    """A decision file that registers thirty boards."""
    facts = "".join(f"  - enhet registrerad: {{enhet: {board}, namn: Nämnd {board[-2:]}}}\n" for board in BOARDS)
    return f"liggare: stad\nposter:\n{facts}"


def budget(*, wrong: bool) -> bytes:
    """Thirty boards, three years, costs and revenues, investments for some; with the totals the document prints, one of
    which is wrong by 0,1 mnkr as documents are. `wrong`: with three mistakes of whoever filled it in."""

    cells: dict[str, object] = {}
    for number in range(len(BOARDS)):
        at = 5 + number
        for year, columns in enumerate(("GH", "KL", "OP")):
            costs, revenues = 1000.5 + number + year, 100.25 + number
            cells |= {f"{columns[0]}{at}": costs, f"{columns[1]}{at}": revenues}
        if number < 5:
            cells |= {f"G{at + 30}": 10.5, f"H{at + 30}": 0}
    last = 5 + 60 + 20
    total = 30 * 1000.5 + sum(range(30))
    cells |= {f"G{last}": total, f"K{last}": total + 30, f"O{last}": total + 60.1}
    if wrong:
        cells |= {"A7": "nämnd-3", "G9": "omkring 1 000 mnkr", "J12": "prognos"}
    answered: dict[str, object] = {
        "B6": "kommunfullmäktige",
        "B7": "2025-11-24",
        "B12": "Budget 2026",
        "B13": "ab" * 32,
    }
    answered |= {"B15": "KS 2025/1", "B16": "§ 12", "B17": 1}
    made = template([2026, 2027, 2028], "stad", [(board, f"Nämnd {board[-2:]}") for board in BOARDS])
    return filled(filled(made, 1, answered), 2, cells)


def test_thirty_boards_for_three_years_are_recorded_from_one_sheet(
    liggare: Liggare, stad: OpenLedger, tmp_path: Path
) -> None:
    units, path = tmp_path / "namnder.yaml", tmp_path / "budget.xlsx"
    units.write_text(boards(), encoding="utf-8")
    assert liggare("record", str(units)).code == 0
    head = stad.log.head()

    path.write_bytes(budget(wrong=True))
    said = liggare("record", str(path), "--dry-run")
    assert said.code == 2
    assert said.err.startswith("3 fel. Ingenting är registrerat.")
    assert [cell for cell in ("cell A7", "cell G9", "cell J12") if f"blad Ramar, {cell}: " not in said.err] == []

    path.write_bytes(budget(wrong=False))
    preview = liggare("record", str(path), "--dry-run")
    assert preview.code == 0, preview.err
    assert "95 händelser skulle registreras" in preview.out
    assert stad.log.head() == head
    rehearsed = preview.out.replace("\u00a0", " ")
    assert "Drift 2026, kostnader: stämmer med tryckt summa 30 450,0 mnkr." in rehearsed
    assert "blad Ramar, cell O85: Summan drift 2028: dokumentet anger kostnader 30 510,1 mnkr" in rehearsed
    recorded = liggare("record", str(path))
    assert recorded.code == 0, recorded.err
    assert f"95 händelser registrerade, position {head + 1}–{head + 95}" in recorded.out
    said_of_it = recorded.out.replace("\u00a0", " ")
    assert "Summan drift 2028: dokumentet anger kostnader 30 510,1 mnkr" in said_of_it
    assert "skillnad 0,1 mnkr" in said_of_it
    assert recorded.out.count("Summan drift") == 1
    assert "redan registrerat" in liggare("record", str(path)).out

    answer = liggare("frames", "--ledger", "stad", "--year", "2028", "--as-of", "2026-01-01")
    assert "Summa" in answer.out
    assert "30 510" in answer.out.replace("\u00a0", " ")
    kept = [entry.entry.recording.warnings for entry in stad.log.stream(head)]
    assert [warning.code for warnings in kept for warning in warnings].count("printed-total-differs") == 1


def test_an_amount_in_the_wrong_unit_is_told_at_its_own_cell(
    liggare: Liggare, stad: OpenLedger, tmp_path: Path
) -> None:
    """slk and sbk are held with 100 and 200 mnkr; the sheet has slk right and sbk in tkr: cell H6, its revenues."""
    path = tmp_path / "budget.xlsx"
    path.write_bytes(workbook(row("slk", "drift", "budget", 100, 5), row("sbk", "drift", "budget", 0, 200)))
    assert liggare("record", str(path)).code == 0
    wrong = [row("slk", "drift", "budget", 101, 5), row("sbk", "drift", "budget", 0, 205_000)]
    path.write_bytes(workbook(*wrong, said={"beslutsdag": "2025-12-01", "paragraf": "§ 13"}))
    said = liggare("record", str(path), "--dry-run")
    assert said.code == 0, said.err
    assert "blad Ramar, cell H6: 1 av 2 ramar" in " ".join(said.out.replace("\u00a0", " ").split())


def test_what_is_wrong_in_form_keeps_what_could_be_read() -> None:
    data = workbook(row("slk", "drift", "budget", 1, 0), row("sbk", "drift", "budget", "x", 0))
    with pytest.raises(FormRefused) as refused:
        read_workbook(data, "budget.xlsx")
    [fact] = refused.value.part.command.facts
    assert fact == FrameDecided(
        FrameKey("slk", FrameKind.OPERATING, 2026),
        Commitment.BUDGET,
        OperatingAmount(100_000_000, 0),
        printed=(ControlTotal(ControlOf.COSTS, "1\u00a0mnkr"), ControlTotal(ControlOf.REVENUES, "0\u00a0mnkr")),
    )


WHOLE = workbook(row("slk", "drift", "budget", 1, 0))
"""Made once: a workbook says when it was made, and may be a byte longer a second later."""

PARTS = parts_of(WHOLE)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_never_a_crash(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert all(problem.where for problem in problems(bytes(whole)))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_workbook_with_a_damaged_part_is_read_or_refused_and_never_a_crash(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS)))
    part = bytearray(PARTS[name])
    for _ in range(data.draw(st.integers(1, 3))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'019AZ:<>/" -as'))
    assert all(problem.where for problem in problems(packed(PARTS | {name: bytes(part)})))


def problems(data: bytes) -> tuple[Refusal, ...]:
    """Everything that is wrong with a workbook, if anything is."""
    try:
        read_workbook(data, "budget.xlsx")
    except Refused as refused:
        return refused.refusals
    return ()
