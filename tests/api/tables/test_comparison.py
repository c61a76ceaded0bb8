"""Frames side by side, as tables: on the hand-reckoned year and on the reorganised city."""

from datetime import date
from typing import Any

from api.app import Application, OpenLedger
from api.tables.comparison import comparison_tables
from ledger.events import FrameAdjusted, FrameDecided, ProposalMade
from ledger.money import AmountUnit
from ledger.values import FrameKind, NetAmount
from projections.asking.question import GroupBy, Question
from projections.frames.comparison import comparison_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, BUDGET, basis, command, decided, key
from tests.projections.a_year import DAY
from tests.projections.reorganised import DAY as ASKED_ON
from tests.projections.reorganised import NEW_YEAR, NO_KEY, reorganised


def lines(ledger: OpenLedger, *asked: dict[str, Any], width: int = 160, **shared: Any) -> list[str]:
    """The table in kronor, each line with single spaces."""
    answer = comparison_answer(ledger.model, *(Question(**{**shared, **column}) for column in asked)).answer
    text = shown(comparison_tables(answer, AmountUnit.KRONOR), width)
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_title_says_what_the_columns_have_in_common_and_headings_how_they_differ(year: Application) -> None:
    asked: dict[str, Any] = {"year": 2026, "known_at": 19, "unit": "slk"}
    table = lines(year.ledger("stad"), {"as_of": date(2026, 3, 31)}, {"as_of": DAY}, **asked)
    assert table[0] == "Staden · Avser 2026 · Registrerad t.o.m. position 19"
    assert table[1] == "Drift, kr"
    assert table[2:5] == [
        "beslutat t.o.m. beslutat t.o.m.",
        "2026-03-31 2026-12-01",
        "Enhet budget budget Förändring",
    ]


def test_the_net_stands_first_its_sides_below_and_the_total_last(year: Application) -> None:
    asked: dict[str, Any] = {"year": 2026, "known_at": 19}
    found = lines(year.ledger("stad"), {"as_of": date(2026, 3, 31)}, {"as_of": DAY}, **asked)
    assert "Stadsledningskontoret 966 + index 1 017,3 51,3" in found
    number = found.index("Stadsbyggnadskontoret 550 500,0 −50,0")
    assert found[number + 1 : number + 3] == ["kostnader 550 500,0 −50,0", "intäkter 0 0,0 0,0"]
    assert "Summa 1 516 + index 1 517,3 1,3" in found
    warned = " ".join(found)
    assert "⚠ beslutat t.o.m. 2026-03-31: villkorat, i ingen summa: 1 belopp, drift: kostnader 4 kr" in warned
    assert "⚠ beslutat t.o.m. 2026-03-31: + index: pki är inte beslutat; beloppen är utan det." in warned


def test_a_column_that_is_not_beside_what_it_is_compared_to_says_what_that_is(
    application: Application, stad: OpenLedger
) -> None:
    proposals = [ProposalMade(f"budget-{party}", (decided(ore),)) for party, ore in (("m", 90_000), ("s", 120_000))]
    application.record("stad", command(decided(100_000), *proposals), AUTHOR, "k")
    stad.runner.catch_up()
    laid = [{"laid": names} for names in ((), ("budget-m",), ("budget-s",))]
    table = lines(stad, *laid, year=2026, as_of=DAY)
    assert table[2:4] == [
        "beslutat om budget-m antas om budget-s antas Förändring mot",
        "Enhet budget budget Förändring budget beslutat",
    ]
    assert "Stadsledningskontoret 1 000 900 −100 1 200 200" in table
    rivals = lines(stad, *({"proposal": f"budget-{party}"} for party in "ms"), year=2026, as_of=DAY)
    assert rivals[2:4] == ["budget-m budget-s", "(KF) (KF)"]


def test_what_is_missing_is_a_dash_and_a_side_that_is_never_known_is_left_out(
    application: Application, stad: OpenLedger
) -> None:
    net_only = FrameDecided(key(line="it"), BUDGET, NetAmount(7_000))
    application.record("stad", command(net_only), AUTHOR, "k")
    stad.runner.catch_up()
    table = lines(stad, {"year": 2026}, {"year": 2027}, as_of=DAY)
    assert table[2:6] == [
        "2026",
        "Enhet Post budget 2027 Förändring",
        "Stadsledningskontoret it 70 – −70",
        "Summa 70 – −70",
    ]


def test_what_has_no_place_in_the_tree_is_a_row_with_its_reason(application: Application, stad: OpenLedger) -> None:
    city = reorganised(application)
    asked: dict[str, Any] = {"as_of": ASKED_ON, "tree_on": NEW_YEAR, "kind": FrameKind.OPERATING}
    table = lines(city, {"year": 2025}, {"year": 2026}, **asked)
    assert "I organisationen 2026-01-01" in table[0]
    assert "Skolnämnden (ej jämförbart) 400 – okänt" in table
    assert "Förskolenämnden – 150 okänt" in table
    assert "Idrottsnämnden 124 110 −14" in table
    assert "Summa 2 010 2 040 30" in table
    assert f"⚠ {NO_KEY}" in table


def test_a_branch_of_the_tree_is_set_in(application: Application, stad: OpenLedger) -> None:
    city = reorganised(application)
    questions = [Question(year=year, as_of=ASKED_ON, by=GroupBy.TREE) for year in (2025, 2026)]
    text = shown(comparison_tables(comparison_answer(city.model, *questions).answer, AmountUnit.KRONOR))
    assert "Enhet, med allt under" in text
    assert "\nKommunstyrelsen" in text
    assert "\n  Stadsledningskontoret" in text


def test_what_there_is_no_room_for_stands_in_a_table_below(year: Application) -> None:
    asked = [{"known_at": position} for position in (7, 9, 11, 15, 19)]
    wide = lines(year.ledger("stad"), *asked, year=2026, as_of=DAY, width=300)
    narrow = lines(year.ledger("stad"), *asked, year=2026, as_of=DAY, width=90)
    assert sum(line.startswith("Stadsledningskontoret") for line in wide) == 1
    rows = [line for line in narrow if line.startswith("Stadsledningskontoret")]
    assert 1 < len(rows) < len(asked)
    assert not any("…" in line for line in narrow)
    figures = " ".join(row.removeprefix("Stadsledningskontoret ") for row in rows)
    [whole] = [line for line in wide if line.startswith("Stadsledningskontoret")]
    assert figures == whole.removeprefix("Stadsledningskontoret ")
    assert sum("Förändring mot" in line for line in narrow) >= len(rows) - 1


def test_nothing_to_compare_is_said(year: Application) -> None:
    table = lines(year.ledger("stad"), {"year": 2031}, {"year": 2032}, as_of=DAY)
    assert table[1].startswith("2031: Inga ramar för 2031 var registrerade vid position 19.")


def test_a_warning_is_told_once_with_its_position(application: Application, stad: OpenLedger) -> None:
    late = FrameAdjusted(key(year=2030), NetAmount(100))
    application.record("stad", command(late, on=basis("2026-01-01", "§ 1")), AUTHOR, "late")
    stad.runner.catch_up()
    table = lines(stad, {"as_of": ASKED_ON}, {"as_of": DAY}, year=2030)
    assert len([line for line in table if line.startswith("⚠") and line.endswith("(position 5)")]) >= 1
    assert len([line for line in table if line.startswith("⚠")]) == len({line for line in table if "⚠" in line})
