"""Göteborg's annual analysis 2026, asked from outside: the questions of a controller, with the answers of the document.

Nothing in it is decided: suppliers propose, the city's executive office prepares, and the coordination group recommends
frames to the council, plus an index that the council has not decided.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.stories.doors import Doors, World, doors_to

AS_OF: Final = {"as_of": "2026-07-01"}
"""A day by which everything in the document has been said."""

OF_THE_GROUP: Final = {"year": "2026", "proposal": "stratsam-2026", **AS_OF}
OF_THE_OFFICE: Final = {"year": "2026", "proposal": "slk-2026", **AS_OF}
MILLION: Final = 100_000_000
"""Öre."""

OFFICE, GROUP, SUPPLIER = "stadsledningskontoret", "strategisk samordningsgrupp", "nämnden för Intraservice"


@pytest.fixture
def goteborg(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    """Both doors to Göteborg's ledger."""
    with doors_to("goteborg", world, monkeypatch, capsys) as doors:
        yield doors


def frames_of(answer: Any) -> dict[tuple[str, str], int]:
    """Net by unit and line, in öre."""
    [only] = answer if isinstance(answer, list) else [answer]
    return {(frame["unit"], frame["line"]): frame["net_ore"] for frame in only["frames"]}


def initiative(goteborg: Doors, name: str, **more: str) -> Any:
    """One initiative, as everybody has spoken of it."""
    [answered] = goteborg.ask("initiatives", **{"name": name, "year": "2026", **AS_OF, **more})["initiatives"]
    return answered


def outcomes(said: list[Any]) -> list[tuple[str, str]]:
    """Who said what, in order."""
    return [(statement["outcome"], statement["body"]) for statement in said]


# --- The frames -------------------------------------------------------------------------------------------------


def test_10_the_frames_that_are_recommended_to_the_council(goteborg: Doors) -> None:
    answer = goteborg.ask("frames", **OF_THE_GROUP)
    assert frames_of(answer) == {
        ("intraservice", "forvaltning"): 1_136_000_000_00,
        ("intraservice", "utveckling"): 37_000_000_00,
        ("dom", "forvaltning"): 86_900_000_00,
        ("ink", "forvaltning"): 33_750_000_00,
        ("ink", "utveckling"): 6_200_000_00,
    }
    assert answer["totals"][0]["net_ore"] == 1_299_850_000_00
    assert answer["coordinates"]["stage"] == "recommended"
    assert answer["proposal"]["body"] == GROUP


def test_10_intraservice_before_the_index_is_unresolved(goteborg: Doors) -> None:
    answer = goteborg.ask("frames", unit="intraservice", **OF_THE_GROUP)
    assert answer["totals"][0]["net_ore"] == 1_173_000_000_00
    assert [frame["undecided_indices"] for frame in answer["frames"]] == [["kf-index-2026"], ["kf-index-2026"]]


def test_10_what_if_the_index_were_three_percent(goteborg: Doors) -> None:
    answer = goteborg.ask("frames", unit="intraservice", index="3 %", **OF_THE_GROUP)
    assert answer["totals"][0]["net_ore"] == 1_208_190_000_00
    assert frames_of(goteborg.ask("frames", index="3 %", **OF_THE_GROUP))["ink", "forvaltning"] == 34_762_500_00


def test_nothing_is_decided(goteborg: Doors) -> None:
    answer = goteborg.ask("frames", year="2026", **AS_OF)
    assert (answer["frames"], answer["undetermined"]) == ([], [])
    assert answer["coordinates"]["stage"] == "decided"


def test_rivals_at_the_same_stage_are_listed_and_never_summed(goteborg: Doors) -> None:
    for what in ("frames", "initiatives"):
        code, said = goteborg.liggare(
            what, "--ledger", "goteborg", "--year", "2026", "--stage", "recommended", "--as-of", AS_OF["as_of"]
        )
        assert code == 2
        assert "proposal-ambiguous" in said
        assert "slk-2026" in said
        assert "stratsam-2026" in said


def test_during_the_month_that_is_printed_the_day_is_not_settled(goteborg: Doors) -> None:
    answer = goteborg.ask("initiatives", year="2026", as_of="2024-04-15")
    assert answer["initiatives"] == []
    assert "inte är avgjord" in answer["note"]


# --- The bridge -------------------------------------------------------------------------------------------------


def test_the_bridge_closes_in_both_columns(goteborg: Doors) -> None:
    [bridge] = goteborg.ask("bridges", name="intraservice-2025-2026", **AS_OF)["bridges"]
    assert [(one["column"], one["total_ore"], one["closes"]) for one in bridge["columns"]] == [
        ("Belopp", 118_360_000_000, True),
        ("Belopp, just", 117_440_000_000, True),
    ]
    sums = {line["name"]: [figure["computed_ore"] for figure in line["figures"]] for line in bridge["lines"]}
    assert sums["Förvaltningskostnad befintlig leverans"] == [110_040_000_000, 110_040_000_000]
    assert sums["Summa förvaltningskostnad 2026, exkl lönejustering"] == [113_740_000_000, 113_600_000_000]
    assert bridge["lines"][-1]["figures"][0]["as_printed"] == "1 183,60 mkr"


def test_the_printed_increase_of_the_total_starts_from_something_that_is_not_printed(goteborg: Doors) -> None:
    """64,9 and 55,7 are since 1 118,7: the base and 27,1 of initiatives in 2025, which stand nowhere."""
    [bridge] = goteborg.ask("bridges", name="intraservice-2025-2026", **AS_OF)["bridges"]
    assert [(one["printed"], one["difference_text"]) for one in bridge["differences"]] == [
        ("64,9 mkr", "−27\u00a0100\u00a0000\u00a0kr"),
        ("55,7 mkr", "−27\u00a0100\u00a0000\u00a0kr"),
    ]


def test_the_frame_for_development_is_fifty_thousand_more_than_the_initiatives(goteborg: Doors) -> None:
    """38 350 tkr less the chatbot's 1 400 is 36 950; the frame that is printed is 37 000 000 kr."""
    [bridge] = goteborg.ask("bridges", name="utveckling-2026", **AS_OF)["bridges"]
    [frame] = bridge["lines"][-1]["figures"]
    assert (frame["stated_ore"], frame["computed_ore"], frame["difference_ore"], frame["agrees"]) == (
        37_000_000_00,
        36_950_000_00,
        50_000_00,
        False,
    )
    assert outcomes(bridge["said"]) == [("stored", GROUP)]
    shown = goteborg.shown("bridges", name="utveckling-2026", **AS_OF)
    assert "tryckt 37 000 000 kr, uträknat 36 950 000 kr, skillnad 50 000 kr" in shown
    totals = goteborg.ask("initiatives", year="2026", proposal="stratsam-2026", **AS_OF)["totals"]
    assert [one["shared_ore"] for one in totals] == [frame["computed_ore"]]


def test_11_why_the_adjusted_total_is_not_what_is_recommended(goteborg: Doors) -> None:
    """1 174,4 to 1 173,0: the chatbot, 1,4, is removed by the next body."""
    office = goteborg.ask("frames", unit="intraservice", **OF_THE_OFFICE)["totals"][0]["net_ore"]
    group = goteborg.ask("frames", unit="intraservice", **OF_THE_GROUP)["totals"][0]["net_ore"]
    assert (office, group, office - group) == (117_440_000_000, 117_300_000_000, 140_000_000)
    chatbot = initiative(goteborg, "chatbot-hr")
    assert chatbot["amount_ore"] == office - group
    assert outcomes([one["said"] for one in chatbot["said"]]) == [
        ("proposed", SUPPLIER),
        ("recommended", OFFICE),
        ("left-out", GROUP),
    ]
    assert chatbot["said"][-1]["said"]["reason"].endswith("ta bort HR chat bot.")


def test_the_chart_is_kept_as_printed_and_compared_with_what_it_seems_to_be_made_from(goteborg: Doors) -> None:
    [chart] = goteborg.ask("bridges", **AS_OF)["figures"]
    assert [(figure["as_printed"], figure.get("made_from_ore")) for figure in chart["figures"]] == [
        ("1 209 600 tkr", 1_209_632_000_00),
        ("1 219 600 tkr", 1_219_108_000_00),
        ("1 033 900 tkr", None),
    ]
    assert [difference["printed"] for difference in chart["differences"]] == ["1 219 600 tkr"]
    assert outcomes(chart["said"]) == [("stored", OFFICE)]


# --- Initiatives ------------------------------------------------------------------------------------------------


def test_the_sums_of_each_body_stand_beside_one_another(goteborg: Doors) -> None:
    totals = goteborg.ask("initiatives", year="2026", unit="intraservice", **AS_OF)["totals"]
    assert {
        total.get("proposal", total["outcome"]): (total["shared_ore"], total["optional_ore"]) for total in totals
    } == {
        "decided": (13_950_000_00, 0),
        "intraservice-2026": (46_150_000_00, 0),
        "slk-2026": (38_350_000_00, 5_700_000_00),
        "stratsam-2026": (36_950_000_00, 5_700_000_00),
    }


@pytest.mark.parametrize(
    ("name", "year", "decided", "indicated"),
    [
        ("ai-infrastruktur", "2026", 630_000_000, 0),
        ("ai-infrastruktur", "2027", 0, 630_000_000),
        ("ai-infrastruktur", "2028", 0, 350_000_000),
        ("ai-infrastruktur", "2031", 0, 350_000_000),
        ("domino-avveckling", "2027", 0, 160_000_000),
        ("domino-avveckling", "2028", 0, -900_000_000),
        ("kravkatalog", "2027", 0, 100_000_000),
        ("bestallarstod", "2028", 0, 300_000_000),
    ],
)
def test_later_years_are_only_indicated(goteborg: Doors, name: str, year: str, decided: int, indicated: int) -> None:
    found = initiative(goteborg, name, year=year, proposal="slk-2026")
    assert (found["amount_ore"], found["indicated_ore"]) == (decided, indicated)


@pytest.mark.parametrize(
    ("year", "supplier", "office"),
    [
        # 2027: AI 6,3, kravkatalog 1, Domino 1,6, flexibilitet 4, beställarstöd 2,8, konsultation 1, kundunika 1 (mkr)
        ("2027", 1_000_000_00 * 3, 17_700_000_00),
        # 2028: AI 3,5, kravkatalog 1, Domino −9, flexibilitet 4, beställarstöd 3, konsultation 1, kundunika 1
        ("2028", 500_000_00, 4_500_000_00),
    ],
)
def test_what_is_only_indicated_has_a_sum_of_its_own(goteborg: Doors, year: str, supplier: int, office: int) -> None:
    """The supplier asks for some of it; the office approves none of what comes after 2026."""
    totals = goteborg.ask("initiatives", year=year, **AS_OF)["totals"]
    found = {one.get("proposal", one["outcome"]): one for one in totals}
    assert found["intraservice-2026"]["indicated_ore"] == supplier
    assert found["slk-2026"]["indicated_ore"] == office
    assert (found["slk-2026"]["shared_ore"], found["slk-2026"]["optional_ore"]) == (0, 0)
    assert "Bara indikerat" in goteborg.shown("initiatives", year=year, **AS_OF)


def test_what_nobody_decided_is_not_called_decided(goteborg: Doors) -> None:
    chatbot = initiative(goteborg, "chatbot-hr")
    assert (chatbot["stage"], chatbot["stage_text"], chatbot["status"]) == ("recommended", "tillstyrkt", "left-out")
    legitimation = initiative(goteborg, "tjanstelegitimation")
    assert (legitimation["stage"], legitimation["status"]) == ("proposed", "rejected")
    warehouse = initiative(goteborg, "data-warehouse", stage="decided")
    assert (warehouse["stage"], warehouse["amount_ore"]) == ("decided", 4 * MILLION)
    assert not [name for name in legitimation if name.startswith("decided")]


def test_12_what_was_rejected_and_by_whom(goteborg: Doors) -> None:
    keys = goteborg.ask("keys", year="2026", **AS_OF)
    services = goteborg.ask("services", **AS_OF)["services"]
    rejected = [("rejected", OFFICE), ("rejected", GROUP)]
    assert {key["key"] for key in keys["keys"] if outcomes(key["said"])[1:] == rejected} == {
        "grundlaggande-di-ny",
        "lan-ny",
        "telefoni-ny",
        "domino-ny",
    }
    assert {
        service["service"]
        for service in services
        for kind in service["categories"]
        if kind["category"] == "base-service" and outcomes(kind["said"])[1:] == rejected
    } == {"kemikaliehantering", "internkontroll", "hallbarhetsinformation", "medarbetarundersokningar"}
    legitimation = initiative(goteborg, "tjanstelegitimation")
    assert outcomes([statement["said"] for statement in legitimation["said"]]) == [("proposed", SUPPLIER), *rejected]
    assert "Avslogs i årlig analys 2025" in goteborg.shown("services", name="kemikaliehantering", **AS_OF)


def test_12_the_rejected_keys_leave_no_new_key_in_force(goteborg: Doors) -> None:
    keys = goteborg.ask("keys", year="2026", **AS_OF)
    assert [key["key"] for key in keys["in_force"]] == [None] * 4
    [of_2025] = [key for key in keys["keys"] if key["key"] == "fordelning-2025"]
    assert of_2025["method"] == "2025 års (procentuella) fördelning av kostnader"
    assert outcomes(of_2025["said"]) == [("recommended", OFFICE), ("recommended", GROUP)]


def test_13_which_conditions_hang_on_the_nine_millions_of_security(goteborg: Doors) -> None:
    security = initiative(goteborg, "it-sakerhet", proposal="stratsam-2026")
    assert security["amount_ore"] == 9 * MILLION
    assert [(one["blocks"], one.get("met_on")) for one in security["conditions"]] == [
        ("invoice", None),
        ("start", None),
    ]
    assert "stadens CISO" in security["conditions"][1]["wording"]
    [flexible] = initiative(goteborg, "flexibilitet-di", proposal="stratsam-2026")["conditions"]
    assert flexible["blocks"] == "invoice"


def test_what_the_document_says_in_two_ways_is_kept_in_both(goteborg: Doors) -> None:
    sustainability = initiative(goteborg, "hallbarhetsredovisning")
    assert ("recommended", OFFICE) in outcomes([statement["said"] for statement in sustainability["said"]])
    assert ("rejected", OFFICE) in outcomes([statement["said"] for statement in sustainability["said"]])
    [service] = goteborg.ask("services", name="hallbarhetsinformation", **AS_OF)["services"]
    assert len(service["aliases"]) == 2


def test_a_service_that_is_paid_for_in_two_steps(goteborg: Doors) -> None:
    [service] = goteborg.ask("services", name="automatisering", **AS_OF)["services"]
    [funding] = service["funding"]
    assert (funding["form"], funding["method"], funding["yearly_ore"]) == (
        "users-then-shared",
        "antal anställda",
        350_000_000,
    )
    assert [condition["blocks"] for condition in service["conditions"]] == ["nothing"]


def test_volumes_have_no_ceiling_and_the_network_is_repackaged(goteborg: Doors) -> None:
    answer = goteborg.ask("services", **AS_OF)
    assert [volume["supplier"] for volume in answer["volumes"]] == ["intraservice"]
    [basic] = [service for service in answer["services"] if service["service"] == "grundlaggande-di"]
    assert basic["repackaged"][0]["from_services"] == ["stadsnatet"]


def test_before_anything_was_recorded(goteborg: Doors) -> None:
    for what in ("initiatives", "services", "keys", "bridges"):
        assert goteborg.ask(what, known_at="0", **AS_OF)["note"].startswith("Ingenting var registrerat än")
