"""Stockholm's two documents, asked from outside: the questions of a controller, with the answers of the documents.

Until when Smart stad may draw, what the rent is and will be, which projects lack money, which units are to be result
units. The figures and words here are those that the documents print.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.stories.doors import Asked, Doors, World, doors_to

AS_OF: Final = {"as_of": "2026-07-01"}
"""A day by which everything in the two documents has been said."""

A_DRAW: Final = """
liggare: stockholm
beslut:
  organ: kommunstyrelsen
  beslutsdag: 2026-03-01
  ärende: KS 2026/1
  paragraf: § 4
  att-sats: 1
  källa: {{titel: Protokoll, sha256: {sha256}}}
poster:
  - ianspråktagande av eget kapital:
      reservation: smart-stad
      belopp: 1 mnkr
      ianspråktaget den: {day}
"""


@pytest.fixture
def stockholm(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Stockholm's ledger."""
    with doors_to("stockholm", world, monkeypatch, capsys) as doors:
        yield doors


@pytest.fixture
def draw(tmp_path: Path) -> Path:
    """Where a decision to draw is written."""
    return tmp_path / "beslut.yaml"


# --- The plan ---------------------------------------------------------------------------------------------------


def _operating(stockholm: Doors, year: int, **more: str) -> dict[str, Any]:
    answer = stockholm.ask("frames", year=str(year), as_of="2026-03-01", **more)
    [frame] = [frame for frame in answer["frames"] if frame["kind"] == "operating"]
    return dict(frame)


def test_1_the_net_of_2027_as_decided_by_the_first_of_march_2026(stockholm: Doors) -> None:
    frame = _operating(stockholm, 2027, unit="slk")
    assert (frame["net_ore"], frame["commitment"]) == (151_040_000_000, "plan")


def test_2_the_change_of_costs_from_2026_to_2027(stockholm: Doors) -> None:
    """−20,9 mnkr: 1 558 after 1 578,9. In one request, and in one command."""
    asked: dict[str, Asked] = {"year": ["2026", "2027"], "as_of": "2026-03-01", "unit": "slk", "kind": "operating"}
    [row] = stockholm.ask("frames/compare", **asked)["rows"]
    budget, plan = row["cells"]
    assert (budget["amounts"]["costs_ore"], plan["amounts"]["costs_ore"]) == (157_890_000_000, 155_800_000_000)
    assert (plan["change"]["costs_ore"], plan["change"]["net_ore"]) == (-2_090_000_000, -2_090_000_000)
    assert "kostnader 1 578,9 1 558,0 −20,9" in stockholm.shown("compare", **asked)


def test_7_the_net_effect_of_the_turnover_change(stockholm: Doors) -> None:
    """Recommended on a day that is only known to be 10 January 2024 or later, so it stands as undetermined."""
    asked = {"year": "2024", "as_of": "2026-03-01", "proposal": "vp-2024-omslutning"}
    [change] = stockholm.ask("frames", **asked)["undetermined"]
    assert (change["costs_ore"], change["revenues_ore"], change["net_ore"]) == (74_620_000_000, 74_620_000_000, 0)


def test_3_2029_is_no_budget_but_a_plan_copied_from_2028_outside_the_three_years(stockholm: Doors) -> None:
    asked = ("--ledger", "stockholm", "--unit", "slk", "--year", "2029", "--as-of", "2026-07-01", "--json")
    frames_of_2029 = json.loads(stockholm.liggare("why", *asked)[1])["frames"]
    [frame] = [frame_of_2029 for frame_of_2029 in frames_of_2029 if frame_of_2029["kind"] == "operating"]
    assert frame["commitment"] == "plan"
    [line] = frame["lines"]
    copied = line["copies"]
    assert (copied["unit"], copied["kind"], copied["year"]) == ("slk", "operating", 2028)
    assert line["note"] == "Budgeten för 2029 är oförändrad jämfört med 2028. Kolumnens rubrik är Plan."
    shown = stockholm.shown("why", unit="slk", year="2029", **AS_OF)
    assert "kopia" in shown
    assert "Anteckning:" in shown
    frames = json.loads(stockholm.liggare("frames", *asked)[1])["frames"]
    warnings = [warning["text"] for frame in frames for warning in frame["warnings"] if frame["kind"] == "operating"]
    assert "2029 ligger utanför den treåriga ekonomiska planen 2026–2028 (KL 11:6)." in warnings


# --- The earmark of equity --------------------------------------------------------------------------------------


def test_4_until_when_may_smart_stad_draw(stockholm: Doors) -> None:
    [smart_stad] = stockholm.ask("reservations", name="smart-stad", **AS_OF)["reservations"]
    assert (smart_stad["last_day"], smart_stad["validity"]) == ("2027-12-31", "valid")
    assert smart_stad["purpose"] == "Smart stad och kvalitetsprogrammet"
    [extended] = smart_stad["changes"]
    assert (extended["origin"]["stage"], extended["origin"]["body"]) == ("decided", "kommunfullmäktige")


def test_4_the_balance_is_unknown_and_that_is_said(stockholm: Doors) -> None:
    [smart_stad] = stockholm.ask("reservations", name="smart-stad", **AS_OF)["reservations"]
    assert (smart_stad["reserved_ore"], smart_stad["remaining_ore"], smart_stad["remaining_text"]) == (
        None,
        None,
        "okänt",
    )
    assert smart_stad["says"] == ["Saldot är okänt: reservationens tillkomst är inte registrerad."]
    assert "⚠ Saldot är okänt" in stockholm.shown("reservations", **AS_OF)


def test_4_a_draw_on_the_last_day_is_taken_with_a_warning(stockholm: Doors, draw: Path) -> None:
    draw.write_text(A_DRAW.format(sha256="ab" * 32, day="2027-12-31"), encoding="utf-8")
    code, said = stockholm.rehearsed(draw)
    assert code == 0
    assert "Saldot för reservationen smart-stad är okänt" in said


def test_4_a_draw_dated_the_day_after_is_refused_and_the_day_is_named(stockholm: Doors, draw: Path) -> None:
    draw.write_text(A_DRAW.format(sha256="ab" * 32, day="2028-01-01"), encoding="utf-8")
    code, said = stockholm.rehearsed(draw)
    assert code == 2
    assert "reservation-not-valid-then" in said
    assert "Reservationen smart-stad gäller till och med 2027-12-31" in said


@pytest.mark.parametrize(
    ("on", "validity"), [("2027-12-31", "valid"), ("2028-01-01", "expired")], ids=["the last day", "the day after"]
)
def test_4_the_time_on_any_day(stockholm: Doors, on: str, validity: str) -> None:
    [smart_stad] = stockholm.ask("reservations", name="smart-stad", on=on, **AS_OF)["reservations"]
    assert smart_stad["validity"] == validity


def test_before_the_extension_was_decided_nothing_is_known_and_in_2023_it_is_undetermined(stockholm: Doors) -> None:
    assert stockholm.ask("reservations", as_of="2022-12-31")["reservations"] == []
    [smart_stad] = stockholm.ask("reservations", as_of="2023-06-01")["reservations"]
    assert smart_stad["changes"] == []
    assert [fact["origin"]["standing"] for fact in smart_stad["beside"]] == ["undetermined"]


def test_the_top_up_that_may_come_is_shown_and_counts_in_nothing(stockholm: Doors) -> None:
    [smart_stad] = stockholm.ask("reservations", name="smart-stad", **AS_OF)["reservations"]
    [may_come] = smart_stad["expected"]
    assert may_come["consequence"] == "Resurser behöver skjutas till och portföljen förlängas."
    assert may_come["origin"]["stage"] is None
    assert smart_stad["topped_up_ore"] == 0


# --- The rent ---------------------------------------------------------------------------------------------------


def test_5_the_rent_for_2026_as_of_the_last_of_january(stockholm: Doors) -> None:
    """Section 5.3 and the footnote of 5.5.1: 54,1 mnkr, in the budget of 2026; the table: 101 452 322 kr, the contract.
    The new model of rents puts an end to the contract, so only one of them holds."""
    answer = stockholm.ask("rents", unit="slk", on="2026-01-31", as_of="2026-01-31")
    [slk] = answer["units"]
    assert {total["status"]: (total["known_ore"], total["unknown_count"]) for total in slk["sums"]} == {
        "budgeted": (5_410_000_000, 0)
    }
    assert {rent["status"]: (rent["standing"], rent["amount_ore"]) for rent in slk["rents"]} == {
        "existing-contract": ("replaced", 10_145_232_200),
        "budgeted": ("valid", 5_410_000_000),
    }
    shown = stockholm.shown("rents", unit="slk", on="2026-01-31", as_of="2026-01-31", amounts="kr")
    assert "2026-01-31: budgeterad 54 100 000 kr" in shown
    assert "befintligt avtal 101 452 322" in shown


def test_5_until_the_new_year_the_contract_holds(stockholm: Doors) -> None:
    [slk] = stockholm.ask("rents", unit="slk", on="2025-12-31", as_of="2026-01-31")["units"]
    assert {rent["status"]: rent["standing"] for rent in slk["rents"]} == {
        "existing-contract": "valid",
        "budgeted": "coming",
    }


def test_5_before_its_last_possible_day_the_budgeted_rent_is_undetermined_and_not_absent(stockholm: Doors) -> None:
    """Its day is not printed: at the latest 31 January 2026, which is, and from October 2025, which is inferred."""
    [slk] = stockholm.ask("rents", unit="slk", on="2026-01-15", as_of="2026-01-30")["units"]
    [rent] = slk["beside"]
    assert (rent["origin"]["standing"], rent["amount_ore"]) == ("undetermined", 5_410_000_000)
    assert (rent["origin"]["decided_earliest"], rent["origin"]["decided_latest"]) == ("2025-10-01", "2026-01-31")
    assert stockholm.ask("rents", unit="slk", on="2026-01-15", as_of="2025-09-30")["units"] == []


def test_5_the_rent_is_part_of_the_frame_that_the_council_decided(stockholm: Doors) -> None:
    """54,1 of 1 578,9 mnkr; what is left is 1 524,8."""
    asked = {"unit": "slk", "year": "2026"}
    [frame] = stockholm.ask("details", **asked, as_of="2026-01-31")["frames"]
    [rent] = frame["parts"]
    assert (rent["amounts"]["costs_ore"], rent["stage"], rent["body"]) == (
        5_410_000_000,
        "decided",
        "kommunfullmäktige",
    )
    assert (frame["frame"]["costs_ore"], frame["rest"]["costs_ore"]) == (157_890_000_000, 152_480_000_000)
    assert stockholm.ask("details", **asked, as_of="2026-01-30")["frames"] == []
    frames = stockholm.ask("frames", **asked, as_of="2026-01-31")["frames"]
    assert [one["costs_ore"] for one in frames if one["kind"] == "operating"] == [157_890_000_000]


def test_the_rent_after_the_renovation_is_a_forecast_that_begins_in_the_fourth_quarter_of_2028(
    stockholm: Doors,
) -> None:
    def forecast(on: str) -> tuple[str, int]:
        [slk] = stockholm.ask("rents", unit="slk", on=on, **AS_OF)["units"]
        [rent] = [rent for rent in slk["rents"] if rent.get("status") == "forecast"]
        return rent["standing"], rent["amount_ore"]

    assert forecast("2028-09-30") == ("coming", 5_770_000_000)
    assert forecast("2028-10-01") == ("uncertain", 5_770_000_000)
    assert forecast("2028-12-31") == ("valid", 5_770_000_000)


def test_the_leases_to_come_in_the_documents_own_words(stockholm: Doors) -> None:
    [slk] = stockholm.ask("rents", unit="slk", on="2026-10-01", **AS_OF)["units"]
    leases = {rent["rent"]: rent for rent in slk["rents"] if rent["origin"]["event"] == "lease-planned"}
    assert {name: (lease["verbatim"], lease["standing"]) for name, lease in leases.items()} == {
        "hantverkargatan-2b": ("tidigast från och med kvartal 4 2026", "uncertain"),
        "hantverkargatan-3ac": ("från och med kvartal 4 2028", "coming"),
        "hantverkargatan-3f": ("troligtvis från och med årsskiftet 2026/2027", "coming"),
    }


@pytest.mark.parametrize("known_at", ["11", "1000"], ids=["before the rents", "after everything"])
def test_stadsledningskontorets_kostnader_2026_are_the_same_before_and_after_the_rents(
    stockholm: Doors, world: World, known_at: str
) -> None:
    head = str(world.application.ledger("stockholm").log.head())
    position = min(known_at, head, key=int)
    answer = stockholm.ask("frames", year="2026", as_of="2026-03-01", known_at=position)
    [operating] = [frame for frame in answer["frames"] if frame["kind"] == "operating"]
    assert (operating["unit"], operating["costs_ore"]) == ("slk", 157_890_000_000)


# --- Projects ---------------------------------------------------------------------------------------------------


def test_gsit3_is_financed_to_the_end_of_2027_and_that_is_not_expected_to_be_enough(stockholm: Doors) -> None:
    [gsit3] = stockholm.ask("projects", name="gsit3", **AS_OF)["projects"]
    assert (gsit3["financed_until"], gsit3["financing_ore"], gsit3["financing_text"]) == ("2027-12-31", None, "okänt")
    assert gsit3["says"] == [
        "Finansieringens belopp är inte känt.",
        "Medlen beräknas inte räcka 2027.",
        "Mer är att vänta, men ingenting är beslutat om det.",
    ]
    [planned] = [fact for fact in gsit3["noted"] if fact["origin"]["event"] == "decision-planned"]
    assert (planned["first_year"], planned["last_year"]) == (2027, 2029)


def test_sociala_system_is_moved_after_its_time_and_an_extension_is_being_prepared(stockholm: Doors) -> None:
    [system] = stockholm.ask("projects", name="sociala-system", **AS_OF)["projects"]
    events = {fact["origin"]["event"]: fact for fact in system["noted"]}
    noted = events["project-noted"]
    assert (noted["first_year"], noted["last_year"]) == (2022, 2027)
    assert "2027–2028" in noted["note"]
    assert "amount_ore" not in events["extension-planned"]


def test_what_drives_costs_and_what_may_come_has_no_amount(stockholm: Doors) -> None:
    others = stockholm.ask("projects", unit="ks", **AS_OF)["others"]
    assert {other["name"] for other in others if other["origin"]["event"] == "cost-pressure-noted"} == {
        "SWEN ersätter Rakel",
        "It och digitalisering",
        "Cybersäkerhetslagen",
        "Säkerhetsarbetet i Stadshuset",
    }
    assert not [one for one in others if "amount_ore" in one]
    details = stockholm.ask("details", unit="ks", year="2027", **AS_OF)
    assert {one["name"] for one in details["noted"]} == {
        one["name"] for one in others if one["origin"]["event"] == "cost-pressure-noted"
    }
    after_swen = stockholm.ask("details", unit="ks", year="2031", **AS_OF)["noted"]
    assert "SWEN ersätter Rakel" not in {one["name"] for one in after_swen}, "done by 2030"
    [lvu] = [one for one in others if one["subject"] == "contingency:ny-lvu"]
    assert lvu["earliest"] == "2027-01-01"


# --- Result units -----------------------------------------------------------------------------------------------


def test_the_result_units_of_2024_are_recommended_and_none_is_decided(stockholm: Doors) -> None:
    answer = stockholm.ask("result-units", year="2024", as_of="2026-11-20")
    origins = [told["origin"] for told in (*answer["result_units"], *answer["plans"])]
    assert [origin for origin in origins if origin["standing"] == "counted"] == []
    recommended = [unit for unit in answer["result_units"] if unit["origin"]["body"] == "borgarrådsberedningen"]
    named = {unit["unit_name"]: unit["origin"]["proposal"] for unit in recommended}
    assert named["Visningsenheten"] == "vp-2024-visningsenheten"
    assert named["Stadens gemensamma och centrala it-prislista"] == "vp-2024-it-prislistan"
    assert {origin["body"] for origin in origins} == {"stadsledningskontoret", "borgarrådsberedningen"}
