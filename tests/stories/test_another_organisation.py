"""A controller compares two years across a reorganisation: last year's budget in today's organisation, and today's in
last year's. Two boards became one, culture gave sports a stated part, and the schools were split with no key.

The decision files are read and recorded as they stand, and everything is asked through both doors. Millions.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from api.incoming.decision_file import read_text
from ledger.log.embedded import EmbeddedServer
from tests.given import AUTHOR
from tests.stories.conftest import MNKR
from tests.stories.doors import Doors, doors_to, recorded_worlds

_BASIS: Final = """
beslut:
  organ: KF
  beslutsdag: {day}
  ärende: KS {case}
  paragraf: § {paragraph}
  att-sats: 1
  källa: {{titel: Protokoll, sha256: abababababababababababababababababababababababababababababababab}}
"""

ORGANISATION: Final = """
liggare: staden
poster:
  - liggare öppnad: {namn: Staden, slag: kommun}
  - enhet registrerad: {enhet: kf, namn: Kommunfullmäktige}
  - enhet registrerad: {enhet: park, namn: Parknämnden, under: kf}
  - enhet registrerad: {enhet: gata, namn: Gatunämnden, under: kf}
  - enhet registrerad: {enhet: kultur, namn: Kulturnämnden, under: kf}
  - enhet registrerad: {enhet: skola, namn: Skolnämnden, under: kf}
  - enhet registrerad: {enhet: miljo, namn: Stadsmiljönämnden, under: kf, från och med: 2026-01-01}
  - enhet registrerad: {enhet: idrott, namn: Idrottsnämnden, under: kf, från och med: 2026-01-01}
  - enhet registrerad: {enhet: forskola, namn: Förskolenämnden, under: kf, från och med: 2026-01-01}
  - enhet registrerad: {enhet: grundskola, namn: Grundskolenämnden, under: kf, från och med: 2026-01-01}
"""

REORGANISED: Final = f"""
liggare: staden
{_BASIS.format(day="2025-06-16", case="2025/7", paragraph=7)}
poster:
  - enheter sammanslagna: {{enheter: [park, gata], blir: miljo, från och med: 2026-01-01}}
  - enhet delad:
      enhet: kultur
      delar: [kultur, idrott]
      från och med: 2026-01-01
      nyckel: [{{enhet: kultur, andel: '62,5 %'}}, {{enhet: idrott, andel: '37,5 %'}}]
  - enhet delad: {{enhet: skola, delar: [forskola, grundskola], från och med: 2026-01-01}}
"""


def budget(year: int, **costs: int) -> str:
    """A budget in whole millions, decided in November the year before."""
    basis = _BASIS.format(day=f"{year - 1}-11-24", case=f"{year - 1}/1", paragraph=12)
    rows = (
        f"  - ram beslutad: {{ram: {{enhet: {unit}, slag: drift, år: {year}}}, avser: budget, "
        f"belopp: {{kostnader: {amount} mnkr, intäkter: 0 kr}}}}\n"
        for unit, amount in costs.items()
    )
    return f"liggare: staden\n{basis}\nposter:\n{''.join(rows)}"


FILES: Final = (
    ORGANISATION,
    budget(2025, park=100, gata=200, kultur=80, skola=900),
    REORGANISED,
    budget(2026, miljo=310, kultur=52, idrott=33, forskola=350, grundskola=600),
)


@pytest.fixture
def doors(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Doors]:
    with recorded_worlds(server) as world:
        for number, text in enumerate(FILES):
            decision = read_text(text, f"{number}.yaml")
            world.application.record(decision.ledger, decision.command, AUTHOR, decision.name)
        world.application.ledger("staden").runner.catch_up()
        with doors_to("staden", world, monkeypatch, capsys) as both:
            yield both


def millions(rows: list[dict[str, Any]], name: str) -> dict[str, int]:
    return {row[name]: row["amounts"]["net_ore"] // MNKR for row in rows}


def whole(answer: dict[str, Any]) -> list[int]:
    """The groups, what is beside them, and all of it."""
    [total] = answer["group_totals"]
    return [total[part]["net_ore"] // MNKR for part in ("grouped", "not_comparable", "whole")]


def test_last_years_budget_in_todays_organisation(doors: Doors) -> None:
    """Culture's 80 is 50 and 30 by the key; what the schools had is told beside, and nothing is lost."""
    answer = doors.ask("frames", year="2025", as_of="2026-03-01", tree_on="2026-03-01")
    assert millions(answer["groups"], "group") == {"idrott": 30, "kultur": 50, "miljo": 300}
    assert millions(answer["not_comparable"], "unit") == {"skola": 900}
    assert whole(answer) == [380, 900, 1280]
    assert answer["figures_on"] == "2025-12-31"


def test_todays_budget_in_last_years_organisation(doors: Doors) -> None:
    """The parts go back to what was split; the merged board cannot be taken apart."""
    answer = doors.ask("frames", year="2026", as_of="2026-03-01", tree_on="2025-12-31")
    assert millions(answer["groups"], "group") == {"kultur": 85, "skola": 950}
    assert millions(answer["not_comparable"], "unit") == {"miljo": 310}
    assert whole(answer) == [1035, 310, 1345]
    [merged] = answer["not_comparable"]
    assert merged["reason"] == (
        "Enheten miljo bildades 2026-01-01 av park, gata; hur siffrorna skulle delas mellan dem är inte angivet."
    )


def test_a_year_in_its_own_organisation_needs_no_key(doors: Doors) -> None:
    """Each year in the tree of its own last day: every unit has its own, whatever came later."""
    last = doors.ask("frames", year="2025", as_of="2026-03-01", tree_on="2025-12-31")
    this = doors.ask("frames", year="2026", as_of="2026-03-01", tree_on="2026-12-31")
    assert "not_comparable" not in last.keys() | this.keys()
    assert whole(last) == [1280, 0, 1280]
    assert whole(this) == [1345, 0, 1345]


def test_the_table_says_what_cannot_be_compared_and_why(doors: Doors) -> None:
    shown = doors.shown("frames", year="2025", as_of="2026-03-01", tree_on="2026-03-01")
    assert "Stadsmiljönämnden gata, park 300 0 300" in shown
    assert "Enheten skola delades 2026-01-01 i forskola, grundskola utan fördelningsnyckel. 900 0 900" in shown
    assert "Tillsammans 1 280 0 1 280" in shown.replace("\u00a0", " ")


def test_before_the_reorganisation_was_decided_nobody_knew_of_it(doors: Doors) -> None:
    answer = doors.ask("frames", year="2025", as_of="2025-06-15", tree_on="2025-06-15", by="tree")
    assert millions(answer["groups"], "group") == {"kf": 1280, "gata": 200, "kultur": 80, "park": 100, "skola": 900}
