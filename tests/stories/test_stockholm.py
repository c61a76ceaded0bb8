"""Stockholm's own figures: the operating and investment table 2026–2029 of Stadsledningskontoret, at every corner.

The council decided it on a day that the document does not print; it lies between 1 October and 31 December 2025.
"""

from datetime import date
from typing import Any, Final

import msgspec
import pytest

from api.app import OpenLedger
from ledger.values import Stage
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.frames.current import FramesAnswer, frames_answer
from tests.stories.doors import World

ABSENT, UNDETERMINED, DECIDED = (
    ("2025-09-30",),
    ("2025-10-01", "2025-11-01", "2025-12-30"),
    ("2025-12-31", "2026-03-01"),
)
FRAMES: Final = 12
"""1 opens the ledger, 2 and 3 register units, 4–7 are operating frames, 8–11 investments, 12 is a recommendation. What
comes after, such as rents and projects, changes none of them."""

TABLE: Final = {  # öre: costs, revenues, net; then the investments' net
    2026: (157_890_000_000, 4_760_000_000, 153_130_000_000, 330_000_000, "budget"),
    2027: (155_800_000_000, 4_760_000_000, 151_040_000_000, 330_000_000, "plan"),
    2028: (156_210_000_000, 4_760_000_000, 151_450_000_000, 330_000_000, "plan"),
    2029: (156_210_000_000, 4_760_000_000, 151_450_000_000, 330_000_000, "plan"),
}


@pytest.fixture(scope="module")
def stockholm(world: World) -> OpenLedger:
    """The world that `liggare demo` records. For tests that only read."""
    ledger = world.application.ledger("stockholm")
    assert ledger.log.head() > FRAMES
    return ledger


def ask(ledger: OpenLedger, year: int, as_of: str, known_at: int | None = None, **more: Any) -> FramesAnswer:
    return frames_answer(
        ledger.model, Question(year=year, as_of=date.fromisoformat(as_of), known_at=known_at, **more)
    ).answer


@pytest.mark.parametrize("year", TABLE)
def test_the_table_that_the_document_prints(stockholm: OpenLedger, year: int) -> None:
    operating, investment = ask(stockholm, year, "2026-03-01").frames
    costs, revenues, net, spent, commitment = TABLE[year]
    assert (operating.costs_ore, operating.revenues_ore, operating.net_ore) == (costs, revenues, net)
    assert (investment.expenditures_ore, investment.receipts_ore, investment.net_ore) == (spent, 0, spent)
    assert (operating.commitment, investment.commitment) == (commitment, commitment)
    assert operating.unit_name == "Stadsledningskontoret"


def test_the_plan_for_2027_as_of_march(stockholm: OpenLedger) -> None:
    answer = ask(stockholm, 2027, "2026-03-01")
    assert (answer.frames[0].net_ore, text_of(answer.frames[0], "net_ore")) == (
        151_040_000_000,
        "1\u00a0510\u00a0400\u00a0000\u00a0kr",
    )
    assert answer.frames[0].commitment == "plan"
    assert msgspec.to_builtins(answer.coordinates) == {
        "year": 2027,
        "as_of": "2026-03-01",
        "known_at": None,
        "position": stockholm.log.head(),
        "stage": "decided",
    }


@pytest.mark.parametrize("known_at", range(FRAMES + 1))
@pytest.mark.parametrize("as_of", [*ABSENT, *UNDETERMINED, *DECIDED])
def test_2027_at_every_corner(stockholm: OpenLedger, as_of: str, known_at: int) -> None:
    """The plan is entry 5, its investments entry 9. Before its first possible day it is absent, until its last possible
    day it is undetermined, and from then on it counts: never half, and never before it was recorded."""
    answer = ask(stockholm, 2027, as_of, known_at)
    recorded = [net for position, net in ((5, 151_040_000_000), (9, 330_000_000)) if position <= known_at]
    inside = recorded if as_of in DECIDED else []
    beside = recorded if as_of in UNDETERMINED else []
    assert [frame.net_ore for frame in answer.frames] == inside
    assert [frame.net_ore for frame in answer.undetermined] == beside
    assert [total.net_ore for total in answer.totals] == [*inside, 0, 0][:2]
    assert (answer.note is None) is bool(inside or beside)


def test_before_anything_was_recorded_the_answer_says_so(stockholm: OpenLedger) -> None:
    answer = ask(stockholm, 2027, "2026-03-01", 0)
    assert (answer.frames, answer.undetermined, answer.organisation) == ([], [], None)
    assert answer.note == "Ingenting var registrerat än: liggaren fanns inte."


def test_as_of_november_the_amount_stands_beside_the_total_with_its_reason(stockholm: OpenLedger) -> None:
    answer = ask(stockholm, 2027, "2025-11-01")
    operating = answer.undetermined[0]
    assert (operating.net_ore, operating.costs_ore, operating.commitment) == (151_040_000_000, 155_800_000_000, "plan")
    [part] = operating.parts
    assert (part.decided_earliest, part.decided_latest) == (date(2025, 10, 1), date(2025, 12, 31))
    assert [warning.code for warning in operating.warnings if warning.code == "decision-day-inferred"] != []
    assert [(total.net_ore, total.frames) for total in answer.totals] == [(0, 0), (0, 0)]


def test_the_plan_for_2029_is_flagged_as_outside_the_three_years(stockholm: OpenLedger) -> None:
    flagged = {
        year: "plan-beyond-three-years"
        in {warning.code for warning in ask(stockholm, year, "2026-03-01").frames[0].warnings}
        for year in TABLE
    }
    assert flagged == {2026: False, 2027: False, 2028: False, 2029: True}


def test_investments_are_never_added_to_operating_money(stockholm: OpenLedger) -> None:
    operating, investment = ask(stockholm, 2027, "2026-03-01").totals
    assert (operating.kind, operating.net_ore, operating.frames) == ("operating", 151_040_000_000, 1)
    assert (investment.kind, investment.net_ore, investment.frames) == ("investment", 330_000_000, 1)
    assert (operating.expenditures_ore, investment.costs_ore) == (None, None)


def test_the_recommended_turnover_change_is_in_no_decided_frame(stockholm: OpenLedger) -> None:
    """746,2 mnkr on both sides for 2024, recommended by a preparing body; the document has no decision."""
    decided = ask(stockholm, 2024, "2026-03-01")
    assert (decided.frames, decided.undetermined) == ([], [])
    recommended = ask(stockholm, 2024, "2026-12-31", stage=Stage.RECOMMENDED)
    [frame] = recommended.frames or recommended.undetermined
    assert (frame.unit, frame.costs_ore, frame.revenues_ore, frame.net_ore) == ("ks", 74_620_000_000, 74_620_000_000, 0)
    assert recommended.proposal is not None
    assert (recommended.proposal.proposal, recommended.proposal.body) == ("vp-2024-omslutning", "borgarrådsberedningen")
