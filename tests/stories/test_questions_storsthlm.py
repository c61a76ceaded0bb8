"""Storsthlm's plan for 2026, asked from outside: the questions of a controller, with the answers of the document.

Numbers 15, 16, 18 and 20 of the acceptance questions, all 26 proposed charges to the krona, and what is said of a year
for which there is no cap. The figures here are those that the document prints.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.stories.doors import Doors, World, doors_to

PRINTED: Final = {  # kronor: what the table in the plan prints for each municipality
    "Botkyrka": 2_431_673, "Danderyd": 814_274, "Ekerö": 754_484, "Haninge": 2_381_437, "Huddinge": 2_714_105,
    "Järfälla": 2_105_218, "Lidingö": 1_096_780, "Nacka": 2_497_308, "Norrtälje": 1_662_604, "Nykvarn": 302_342,
    "Nynäshamn": 736_133, "Salem": 442_408, "Sigtuna": 1_304_753, "Sollentuna": 1_754_147, "Solna": 1_481_392,
    "Stockholm": 20_996_128, "Sundbyberg": 1_131_792, "Södertälje": 2_640_614, "Tyresö": 1_207_276,
    "Täby": 1_700_924, "Upplands Väsby": 1_213_726, "Upplands-Bro": 792_604, "Vallentuna": 826_516,
    "Vaxholm": 279_222, "Värmdö": 1_083_743, "Österåker": 1_032_670,
}  # fmt: skip
AS_OF: Final = {"as_of": "2026-03-01"}

A_RATE: Final = """
liggare: storsthlm
beslut:
  organ: styrelsen
  beslutsdag: 2026-01-15
  ärende: 2026/1
  paragraf: § 4
  att-sats: 1
  källa: {{titel: Protokoll, sha256: {sha256}}}
poster:
  - avgiftssats: {{avgift: serviceavgift, första år: 2026, sista år: 2026, sats: "{rate} ‰"}}
"""


@pytest.fixture
def storsthlm(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Storsthlm's ledger."""
    with doors_to("storsthlm", world, monkeypatch, capsys) as doors:
        yield doors


# --- What each member would pay ---------------------------------------------------------------------------------


def test_15_nykvarns_proposed_fee(storsthlm: Doors) -> None:
    answer = storsthlm.ask("charges", year="2026", unit="nykvarn", stage="proposed", **AS_OF)
    [charges] = answer["charges"]
    [row] = charges["rows"]
    assert (row["name"], row["printed_text"], row["reckoned_text"]) == (
        "Nykvarn",
        "302\u00a0342\u00a0kr",
        "302\u00a0342\u00a0kr",
    )
    assert (charges["stage"], answer["proposal"]["proposal"]) == ("proposed", "verksamhetsplan-2026")


def test_no_charge_is_decided_in_the_document(storsthlm: Doors) -> None:
    [charges] = storsthlm.ask("charges", year="2026", **AS_OF)["charges"]
    assert {("printed_ore" in row, "reckoned_ore" in row) for row in charges["rows"]} == {(False, False)}
    assert (charges["stage"], charges["note"]) == ("decided", "Ingen sats är känd för 2026.")


def test_all_26_proposed_charges_match_to_the_krona(storsthlm: Doors) -> None:
    [charges] = storsthlm.ask("charges", year="2026", stage="proposed", **AS_OF)["charges"]
    assert {row["name"]: row["printed_ore"] for row in charges["rows"]} == {
        name: kronor * 100 for name, kronor in PRINTED.items()
    }
    assert {row["difference_ore"] for row in charges["rows"]} == {0}
    assert (charges["rate"], charges["base_year"], charges["rounding"]) == ("0,35\u00a0‰", 2025, "half-up-krona")


def test_the_sum_of_the_rows_against_the_printed_total(storsthlm: Doors) -> None:
    [charges] = storsthlm.ask("charges", year="2026", stage="proposed", **AS_OF)["charges"]
    totals = charges["totals"]
    assert (totals["members"], totals["heads"], totals["base_text"]) == (
        26,
        2_471_773,
        "158\u00a0240\u00a0785\u00a0951\u00a0kr",
    )
    assert (totals["sum_of_rows_ore"], totals["printed_rows_ore"], totals["rounded_total_ore"]) == (
        5_538_427_300,
        5_538_427_300,
        5_538_427_500,
    )
    exact, prose = totals["printed_totals"]
    assert (exact["printed"], exact["difference_text"], exact["differs"]) == ("55 384 275 kr", "2\u00a0kr", True)
    assert (prose["printed"], prose["differs"]) == ("55 miljoner kronor", False)


def test_the_table_shows_the_rows_the_sums_and_what_differs(storsthlm: Doors) -> None:
    code, said = storsthlm.liggare("charges", "--ledger", "storsthlm", "--stage", "proposed", "--as-of", "2026-03-01")
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert code == 0
    assert "Nykvarn 12 323 863 834 596 302 342 302 342 0" in lines
    assert "Summa av raderna 2 471 773 158 240 785 951 55 384 273 55 384 273" in lines
    assert "⚠ Tryckt summa 55 384 275 kr; raderna är tillsammans 55 384 273 kr, skillnad 2 kr." in lines


# --- Rate and cap -----------------------------------------------------------------------------------------------


def rates(answer: Any, fee: str = "serviceavgift") -> dict[int, str | None]:
    """The rates in an answer, by year."""
    [answered] = [charged for charged in answer["fees"] if charged["fee"] == fee]
    return {year["year"]: year["rate"] and year["rate"]["text"].replace("\u00a0", " ") for year in answered["years"]}


def test_18_the_rate_in_2018(storsthlm: Doors) -> None:
    answer = storsthlm.ask("fees", name="serviceavgift", year="2018", **AS_OF)
    assert rates(answer) == {2018: "0,42 ‰"}
    assert answer["fees"][0]["years"][0]["says"] == ["Inget tak är känt för 2018."]


def test_the_rates_since_2015(storsthlm: Doors) -> None:
    by_year = rates(storsthlm.ask("fees", name="serviceavgift", **AS_OF))
    assert by_year == dict.fromkeys(range(2015, 2020), "0,42 ‰") | {
        2020: "0,40 ‰", 2021: "0,39 ‰", 2022: "0,39 ‰", 2023: "0,39 ‰", 2024: "0,36 ‰", 2025: "0,35 ‰", 2026: None
    }  # fmt: skip


def test_each_rate_was_decided_the_year_before(storsthlm: Doors) -> None:
    """On a day that is not printed: during the year before it is undetermined, and beside the years."""
    [fee] = storsthlm.ask("fees", name="serviceavgift", year="2018", as_of="2017-06-01")["fees"]
    assert (fee["years"][0]["rate"], fee["undetermined"][0]["measure"]["text"]) == (None, "0,42\u00a0‰")


def test_no_cap_in_2027_is_said(storsthlm: Doors) -> None:
    [fee] = storsthlm.ask("fees", name="serviceavgift", year="2027", **AS_OF)["fees"]
    assert fee["years"][0]["says"] == ["Ingen sats är beslutad för 2027.", "Inget tak är känt för 2027."]
    [before] = storsthlm.ask("fees", name="serviceavgift", year="2026", **AS_OF)["fees"]
    assert before["years"][0]["cap"]["text"] == "0,45\u00a0‰"
    assert before["years"][0]["cap"]["body"] == "förbundsmötet"


def test_the_proposed_rates_are_of_one_named_proposal(storsthlm: Doors) -> None:
    answer = storsthlm.ask("fees", year="2026", stage="proposed", **AS_OF)
    assert answer["proposal"] == {"proposal": "verksamhetsplan-2026", "stage": "proposed", "body": "Storsthlm"}
    assert rates(answer) == {2026: "0,35 ‰"}
    assert rates(answer, "gymnasieantagningen") == {2026: "782 kr per person"}
    assert rates(answer, "uedb") == {2026: "45 kr per person"}
    assert {fee["years"][0]["within_cap"] for fee in answer["fees"] if fee["fee"] == "serviceavgift"} == {True}


@pytest.mark.parametrize("rate", ["0,45", "0,35"])
def test_16_the_board_may_set_what_the_cap_allows(storsthlm: Doors, tmp_path: Path, rate: str) -> None:
    code, said = storsthlm.liggare("record", rate_file(tmp_path, rate), "--dry-run")
    assert (code, "1 händelse skulle registreras" in said) == (0, True)


def test_16_the_board_may_not_set_more(storsthlm: Doors, tmp_path: Path) -> None:
    code, said = storsthlm.liggare("record", rate_file(tmp_path, "0,46"), "--dry-run")
    said = " ".join(said.replace("\u00a0", " ").split())
    assert code == 2
    assert "Avgiften är högre än taket (fee-above-cap)" in said
    assert "serviceavgift 2026 skulle bli 0,46 ‰, men får vara högst 0,45 ‰ (förbundsmötet senast 2023-03-31" in said


def test_16_in_2027_nobody_knows_of_a_cap(storsthlm: Doors, tmp_path: Path) -> None:
    text = A_RATE.format(rate="0,46", sha256="ab" * 32).replace("2026, sista år: 2026", "2027, sista år: 2027")
    file = tmp_path / "sats.yaml"
    file.write_text(text, encoding="utf-8")
    code, said = storsthlm.liggare("record", str(file), "--dry-run")
    assert (code, "serviceavgift: inget avgiftstak är känt för 2027." in said) == (0, True)


def rate_file(folder: Path, rate: str) -> str:
    """A decision file in which the board sets the rate for 2026."""
    file = folder / "sats.yaml"
    file.write_text(A_RATE.format(rate=rate, sha256="ab" * 32), encoding="utf-8")
    return str(file)


# --- Budget, prices, members ------------------------------------------------------------------------------------


def test_20_the_segments_result_as_printed_and_as_it_comes_to(storsthlm: Doors) -> None:
    """Printed 0; the rows come to a deficit of 522, 149, 80 and 0, together 751 thousand kronor."""
    answer = storsthlm.ask("frames", year="2026", stage="proposed", **AS_OF)
    assert {frame["unit"]: frame["net_ore"] // 100_000 for frame in answer["frames"]} == {
        "serviceavgiftsfinansierad": 522,
        "gymnasieantagningen-indra": 149,
        "uedb": 80,
        "projekt-och-avtal": 0,
    }
    assert answer["totals"][0]["net_ore"] == 75_100_000
    texts = {warning["text"] for frame in answer["frames"] for warning in frame["warnings"]}
    differs = {text.replace("\u00a0", " ") for text in texts if "2026: dokumentet anger netto 0 tkr" in text}
    assert differs == {
        f"{unit} drift 2026: dokumentet anger netto 0 tkr, uträknat blir det {kr} tkr, skillnad −{kr} tkr."
        for unit, kr in (("serviceavgiftsfinansierad", 522), ("gymnasieantagningen-indra", 149), ("uedb", 80))
    } | {"Summan drift 2026: dokumentet anger netto 0 tkr, ramarna ger 751 tkr, skillnad −751 tkr."}


def test_20_the_printed_total_result_is_told_beside_what_the_segments_come_to(storsthlm: Doors) -> None:
    """TOTAL RESULTAT STORSTHLM 0 in both years; 522 + 149 + 80 is 751 tkr of deficit in 2026, which no rounding of
    fifteen figures is; −2, −1 and 0 in 2025 is."""
    found = storsthlm.ask("warnings", name="printed-total-differs", **AS_OF)["warnings"]
    assert [one["text"].replace("\u00a0", " ") for one in found] == [
        "Summan drift 2026: dokumentet anger netto 0 tkr, ramarna ger 751 tkr, skillnad −751 tkr."
    ]


def figures(storsthlm: Doors, name: str) -> dict[str, Any]:
    """The figures that the document prints of something, by what it calls them."""
    [found] = storsthlm.ask("bridges", name=name, **AS_OF)["figures"]
    assert {one["outcome"] for one in found["said"]} == {"stored"}, "nobody decides them"
    return {one["name"]: one for one in found["figures"]}


def test_the_total_fee_of_the_admissions_and_what_it_rises_by(storsthlm: Doors) -> None:
    """24,6 mnkr, about 800 000 kr more: the segment's revenues are 24 588 tkr after 23 785, which is 803 more."""
    printed = figures(storsthlm, "gymnasieantagningens-avgift-2026")
    assert {name: (one["amount_ore"], one["as_printed"]) for name, one in printed.items()} == {
        "Total avgift": (24_600_000_00, "24,6 miljoner kronor"),
        "Ökning från 2025, cirka": (800_000_00, "800 000 kronor"),
    }


def test_the_other_revenues_are_what_the_fee_leaves(storsthlm: Doors) -> None:
    """I-05: 56 163 tkr less 55 384 275 kr; the document does not say what the 779 tkr are."""
    printed = figures(storsthlm, "serviceavgiften-2026")
    revenues = printed["Serviceavgift och övriga intäkter"]
    assert (revenues["amount_ore"], revenues["of_which"][0]["amount_ore"]) == (56_163_000_00, 55_384_275_00)
    assert (revenues["rest_ore"], round(revenues["rest_ore"] / 1_000_00)) == (778_725_00, 779)
    assert "778 725 kr övrigt (uträknat)" in storsthlm.shown("bridges", name="serviceavgiften-2026", **AS_OF)
    assert printed["Ökning av avgiften från 2025, cirka"]["amount_ore"] == 3_000_000_00


def test_staffing_and_grants_are_found_with_the_details(storsthlm: Doors) -> None:
    """31,0 + 10,5 + 1,0 is the printed 42,5; with the projects' 1,0 it is 43,5. The 44 are people."""
    noted = storsthlm.ask("details", year="2026", **AS_OF)["noted"]
    staff = [one for one in noted if one["origin"]["event"] == "staffing-noted"]
    by_unit = {one["unit"]: one["full_time_hundredths"] for one in staff if "full_time_hundredths" in one}
    assert by_unit == {
        "serviceavgiftsfinansierad": 3100,
        "gymnasieantagningen-indra": 1050,
        "uedb": 100,
        "projekt-och-avtal": 100,
        "kansliet": 4250,
    }
    assert [one["employees"] for one in staff if "employees" in one] == [44]
    [grant] = [one for one in noted if one["origin"]["event"] == "grant-noted"]
    assert (grant["name"], "amount_ore" in grant) == ("Eventuella statliga stimulansmedel", False)
    shown = storsthlm.shown("details", unit="kansliet", year="2026", **AS_OF)
    assert "bemanning kansliet 42,5 årsarbetare" in shown
    assert "bemanning kansliet 44 medarbetare" in shown


def test_the_segments_of_2025_are_decided(storsthlm: Doors) -> None:
    answer = storsthlm.ask("frames", year="2025", **AS_OF)
    assert {frame["unit"]: frame["net_ore"] // 100_000 for frame in answer["frames"]} == {
        "serviceavgiftsfinansierad": -2,
        "gymnasieantagningen-indra": -1,
        "uedb": 0,
        "projekt-och-avtal": 0,
    }


def test_the_price_list_is_proposed_to_the_members_without_amounts(storsthlm: Doors) -> None:
    answer = storsthlm.ask("prices", stage="proposed", **AS_OF)
    assert {price["name"]: price["amount_text"] for price in answer["prices"]} == {
        "Programpriser för gymnasieskolan 2027": "okänt",
        "Strukturtillägg för gymnasieskolan 2027": "okänt",
    }
    assert storsthlm.ask("prices", **AS_OF)["prices"] == []


def test_the_members_have_their_municipality_codes(storsthlm: Doors) -> None:
    answer = storsthlm.ask("units", on="2026-03-01", **AS_OF)
    codes = {unit["name"]: unit["codes"] for unit in answer["units"] if unit["parent"] == "medlemmar"}
    assert codes.keys() == PRINTED.keys()
    assert codes["Upplands-Bro"] == [{"system": "scb", "code": "0139"}]
    assert codes["Stockholm"] == [{"system": "scb", "code": "0180"}]
