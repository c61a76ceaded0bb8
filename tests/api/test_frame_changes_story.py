"""A finance system that follows frame changes and adds, and knows nothing else: a year told by hand, öre by öre."""

from collections import Counter
from datetime import date
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from api.app import Application, OpenLedger
from ledger.events import (
    JudgmentGiven,
    JudgmentOutcome,
    RecordingErrorCorrected,
    Replacement,
    TechnicalAdjustmentMade,
    UnitCodeAssigned,
    UnitMoved,
)
from ledger.values import DecisionReference
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money, transferred

CHANGES: Final = "/v1/stad/frame-changes"
TRANSFER: Final = DecisionReference("KF", "KS 2025/1", "§ 3")

STORY: Final[dict[int, Command]] = {
    5: Command((UnitCodeAssigned("slk", "ekonomi", "1100"),)),
    6: command(decided(100_000)),
    7: command(decided(50_000, frame=key("sbk"))),
    8: command(transferred(5_000), on=basis("2026-02-10", "§ 3")),
    9: command(TechnicalAdjustmentMade(key(), money(-300)), on=basis("2026-04-01", "§ 8")),
    10: command(adjusted(700), on=basis("2025-10-01", "§ 2")),  # decided before the budget, and recorded after it
    11: command(adjusted(900), on=basis("2026-03-20", "§ 9")),
    12: Command((RecordingErrorCorrected(11, "900 är 600", Replacement(adjusted(600), basis("2026-03-20", "§ 9"))),)),
    13: command(UnitMoved("sbk", date(2026, 7, 1), "slk"), on=basis("2026-06-01", "§ 1")),
    14: Command(
        (
            JudgmentGiven(
                TRANSFER,
                "Kammarrätten",
                JudgmentOutcome.ANNULLED,
                date(2026, 9, 1),
                date(2026, 9, 10),
                final_ground="Lagakraftbevis",
            ),
        )
    ),
}

EXPECTED: Final = [  # position, unit, from which day, what acted, so much more, before, after
    (6, "slk", "2025-11-24", "set", 100_000, None, 100_000),
    (7, "sbk", "2025-11-24", "set", 50_000, None, 50_000),
    (8, "sbk", "2026-02-10", "change", 5_000, 50_000, 55_000),
    (8, "slk", "2026-02-10", "change", -5_000, 100_000, 95_000),
    (9, "slk", "2026-04-01", "change", -300, 95_000, 94_700),
    (10, "slk", "2025-10-01", "change", 700, None, 700),
    (10, "slk", "2025-11-24", "change", -700, 100_000, 100_000),
    (11, "slk", "2026-03-20", "change", 900, 95_000, 95_900),
    (12, "slk", "2026-03-20", "correction", -300, 95_900, 95_600),
    (14, "sbk", "2026-09-10", "judgment", -5_000, 55_000, 50_000),
    (14, "slk", "2026-09-10", "judgment", 5_000, 95_300, 100_300),
]
"""Reckoned by hand, in costs; the unit that moves changes no frame."""

FRAMES: Final = {  # as decided by a day: what slk and sbk are in the end
    "2025-09-30": {},
    "2025-10-01": {"slk": 700},
    "2025-11-24": {"slk": 100_000, "sbk": 50_000},
    "2026-02-10": {"slk": 95_000, "sbk": 55_000},
    "2026-03-20": {"slk": 95_600, "sbk": 55_000},
    "2026-04-01": {"slk": 95_300, "sbk": 55_000},
    "2026-09-10": {"slk": 100_300, "sbk": 50_000},
}


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> OpenLedger:
    """The story, recorded and taken in."""
    for position, said in STORY.items():
        assert application.record("stad", said, AUTHOR, f"story-{position}").last_position == position
    stad.runner.catch_up()
    return stad


def costs(stood: Any) -> int | None:
    return None if stood is None else stood["amount"]["costs_ore"]


def test_each_row_is_what_was_reckoned_by_hand(web: TestClient, told: OpenLedger) -> None:
    body = web.get(CHANGES).json()
    rows = [
        (
            *(row["position"], row["unit"], row["decided_on"], row["change"], row["adds"].get("costs_ore", 0)),
            *(costs(row.get("before")), costs(row.get("after"))),
        )
        for row in body["changes"]
    ]
    assert rows == EXPECTED
    assert (body["after"], body["head"], body["more"]) == (0, 14, False)
    assert body["next_after"] == body["changes"][-1]["cursor"]
    assert body["next_after"].startswith("14-")
    first, judgment = body["changes"][0], body["changes"][-1]
    assert first["codes"] == [{"system": "ekonomi", "code": "1100"}]
    assert first["adds"] == {"costs_ore": 100_000, "net_ore": 100_000, "known": 1, "budget": 1}
    assert first["after"]["commitment"] == "budget"
    assert first["retroactive"] is True, "recorded long after the day from which it acts"
    assert (first["change_text"], judgment["change_text"]) == ("ram beslutad", "dom")
    assert first["decision"]["text"] == "KF 2025-11-24, § 12, att-sats 1, KS 2025/1"
    assert judgment["decision"]["text"] == "Kammarrätten 2026-09-01, slutlig 2026-09-10"


def test_whoever_adds_has_the_frames_of_every_day(web: TestClient, told: OpenLedger) -> None:
    sums: dict[tuple[str, str], Counter[str]] = {}
    after, pages = "0", 0
    while True:
        page = web.get(CHANGES, params={"after": after, "limit": 1}).json()
        for row in page["changes"]:
            sums.setdefault((row["unit"], row["decided_on"]), Counter()).update(row["adds"])
        after, pages = page["next_after"], pages + 1
        if not page["more"]:
            break
    assert pages == 8, "a page never divides what one entry did"
    for day, expected in FRAMES.items():
        by_unit: dict[str, Counter[str]] = {}
        for (unit, since), numbers in sums.items():
            if since <= day:
                by_unit.setdefault(unit, Counter()).update(numbers)
        assert {unit: each["costs_ore"] for unit, each in by_unit.items() if each["known"]} == expected
        frames = web.get("/v1/stad/frames", params={"year": 2026, "as_of": day, "known_at": 14}).json()["frames"]
        assert {frame["unit"]: frame["costs_ore"] for frame in frames} == expected
