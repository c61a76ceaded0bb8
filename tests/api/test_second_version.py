"""A second version of an event: what the program of tomorrow makes of a log that today's has written, and goes on with.

The program of tomorrow is today's, where a frame's change is stored as `frame-adjusted.v2` and says its `reason`; it
runs in a process of its own, on the same database.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from api.app import Application, OpenLedger
from ledger.events import ClauseDecided, ClauseOutcome, ProposalMade, RecordingErrorCorrected, Replacement
from ledger.log.database import Database
from tests.checks import rows
from tests.given import AUTHOR, Command, adjusted, basis, decided
from tests.house_rules import ROOT

V2: Final = """

class FrameAdjusted(_IndexedFrame, tag_field="type", tag="frame-adjusted.v2", frozen=True):
    \"\"\"A frame is changed by an amount, up or down, for a reason.\"\"\"

    amount: Amount
    reason: str
"""

UPCASTER: Final = """

def _with_reason(fact: JsonObject) -> JsonObject:
    return {**fact, "type": "frame-adjusted.v2", "reason": "framgår inte"}


UPCASTERS["frame-adjusted.v1"] = _with_reason
"""

TOMORROW: Final = """
import json, sys
from contextlib import closing
from datetime import date
from starlette.testclient import TestClient
from api.app import Application
from api.http.admission import Tokens
from api.http.routes import http_application
from ledger.events import FrameAdjusted
from ledger.log.database import Database
from ledger.log.migrations import migrate
from ledger.log.verifying import verify_log
from ledger.recording import Author, Command
from ledger.values import Basis, FrameKey, FrameKind, OperatingAmount, SourceDocument
from projections.running.stated_totals import StatedTotals
from projections.running.verifying import verify_replay

frame = FrameKey("slk", FrameKind.OPERATING, 2026)
new = FrameAdjusted(frame, OperatingAmount(7_00, 0), reason="nytt uppdrag")
source = SourceDocument("Protokoll", "ab" * 32)
made = Basis("KF", date(2025, 12, 8), source, case_number="KS 2025/9", paragraph="§ 9", clause=1)
login, owner = json.loads(sys.argv[1])
database = Database(login, owner)
migrate(database)
with closing(Application(database)) as application:
    ledger = application.ledger("stad")
    receipt = application.record("stad", Command((new,), made), Author("tester-1", "test"), "tomorrow")
    totals = StatedTotals()
    verified = verify_log(ledger.log, lambda *_: None, totals)
    ledger.runner.catch_up()
    replayed = verify_replay(ledger.runner, lambda *_: None)
    reading = Tokens(open_reads=True, open_writes=False)
    with TestClient(http_application(application, reading, ["testserver"])) as client:
        def get(path):
            return client.get("/v1/stad/" + path).json()
        print(json.dumps({
            "position": receipt.first_position,
            "fault": None if verified.fault is None else verified.fault.detail,
            "former": [told.version for told in verified.former],
            "unsaid": totals.told.unsaid,
            "difference": None if replayed.difference is None else str(replayed.difference),
            "frames": get("frames?year=2026&unit=slk&as_of=2026-12-01")["frames"],
            "events": {name: get("events?limit=100&type=" + name)["events"]
                       for name in ("frame-adjusted", "frame-adjusted.v1", "frame-adjusted.v2")},
            "all": get("events?limit=100")["events"],
            "why": get("why?year=2026&unit=slk&as_of=2026-12-01"),
        }))
"""


@pytest.fixture
def tomorrow(tmp_path: Path) -> Path:
    """The program of tomorrow: its folders, and what is run there."""
    for package in ("ledger", "projections", "api"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    frames = tmp_path / "ledger/events/frames.py"
    source = frames.read_text(encoding="utf-8")
    start = source.index("\n\nclass FrameAdjusted(")
    frames.write_text(source[:start] + V2 + source[source.index("\n\nclass ", start + 2) :], encoding="utf-8")
    codec = tmp_path / "ledger/log/codec.py"
    codec.write_text(codec.read_text(encoding="utf-8") + UPCASTER, encoding="utf-8")
    (tmp_path / "tomorrow.py").write_text(TOMORROW, encoding="utf-8")
    return tmp_path


def run(tomorrow: Path, database: Database) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": str(tomorrow)}
    logins = json.dumps([dict(database.login), dict(database.owner_login)])
    done = subprocess.run(
        [sys.executable, str(tomorrow / "tomorrow.py"), logins],
        check=False,
        capture_output=True,
        text=True,
        cwd=tomorrow,
        env=environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answered: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answered


def test_a_second_version_goes_out_under_its_name_and_the_first_under_its_own(
    application: Application, database: Database, stad: OpenLedger, tomorrow: Path
) -> None:
    """By itself (6), inside a proposal (7), inside a clause (8), and inside a correction of it (9); then 10 is new.
    1 000 + 30 (6, as corrected) + 2 (clause) + 7 (new) = 1 039 kr."""
    application.record("stad", Command((decided(1_000_00),), basis()), AUTHOR, "k5")
    application.record("stad", Command((adjusted(20_00),), basis("2025-11-25", "§ 1")), AUTHOR, "k6")
    application.record("stad", Command((ProposalMade("forslag", (adjusted(5_00),)),), basis()), AUTHOR, "k7")
    clause = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", facts=(adjusted(2_00),))
    application.record("stad", Command((clause,), basis("2025-11-26", "§ 2")), AUTHOR, "k8")
    new = Replacement(adjusted(30_00), basis("2025-11-25", "§ 1"))
    application.record("stad", Command((RecordingErrorCorrected(6, "fel avläst", new),)), AUTHOR, "k9")
    stored = rows(stad.log.recorder, "SELECT position, type, tags, data, nonce FROM event ORDER BY position")

    told = run(tomorrow, database)
    assert (told["position"], told["fault"], told["former"], told["unsaid"], told["difference"]) == (
        10,
        None,
        [],
        0,
        None,
    )
    assert [frame["costs_ore"] for frame in told["frames"]] == [1_039_00]
    types = {event["id"]: event["type"] for event in told["all"]}
    assert (types["stad/6"], types["stad/10"]) == ("frame-adjusted.v1", "frame-adjusted.v2")
    assert told["events"]["frame-adjusted"] == [event for event in told["all"] if event["id"] in ("stad/6", "stad/10")]
    assert all(events == told["events"]["frame-adjusted"] for events in told["events"].values())
    data = {event["id"]: event["data"] for event in told["all"]}
    for event in stored:
        assert data[f"stad/{event['position']}"] == json.loads(bytes(event["data"])), "the bytes of its day"
    assert data["stad/7"]["fact"]["facts"][0]["type"] == "frame-adjusted.v1"
    assert data["stad/10"]["fact"] | {"reason": "nytt uppdrag"} == data["stad/10"]["fact"]
    again = rows(stad.log.recorder, "SELECT position, type, tags, data, nonce FROM event ORDER BY position")
    assert again[: len(stored)] == stored
