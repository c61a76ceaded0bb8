"""The gallery shows every refusal and every warning, for real, and says what it said when it was last read aloud."""

import re

import pytest

from ledger.errors import REFUSALS
from ledger.log.embedded import EmbeddedServer
from ledger.words.notices import WARNINGS
from tests.gallery import FILE, gallery
from tests.gallery.doors import door_scenes
from tests.gallery.scenes import Scene, rule_scene
from tests.ledger.rules.tables.test_refusals import ROWS as REFUSED
from tests.ledger.rules.tables.test_warnings import ROWS as WARNED

ENTRY = re.compile(r"^=+\n.* \(([a-z-]+)\)$", re.MULTILINE)

ONLY_IN_CODE = {"a correction that says the same"}
"""Rows whose file says more than the fact of the row: the amounts of a file are kept as they are printed in it."""


def test_the_gallery_is_what_is_said_now(server: EmbeddedServer) -> None:
    """When this fails: `python -m tests.gallery --write`, and read the difference aloud."""
    assert gallery(server).splitlines() == FILE.read_text(encoding="utf-8").splitlines()


def test_every_refusal_and_every_warning_has_its_entry_in_the_order_of_the_lists() -> None:
    assert ENTRY.findall(FILE.read_text(encoding="utf-8")) == [*REFUSALS, *WARNINGS]


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in ONLY_IN_CODE])
def test_what_a_rule_refuses_is_refused_when_it_comes_as_a_file(name: str) -> None:
    scene = rule_scene(REFUSED[name].when)
    assert {refusal.code for refusal in scene.refusals} == {
        refusal.code for refusal in REFUSED[name].when.verdict.refusals
    }


@pytest.mark.parametrize("name", WARNED)
def test_what_a_rule_warns_of_is_told_when_it_comes_as_a_file(name: str) -> None:
    assert list(rule_scene(WARNED[name].when).codes) == [warning.code for warning in WARNED[name].when.verdict.warnings]


@pytest.fixture(scope="module")
def doors(server: EmbeddedServer) -> list[Scene]:
    """Every scene at a door, once."""
    return list(door_scenes(server))


def test_what_is_refused_at_a_door_has_the_status_of_its_code(doors: list[Scene]) -> None:
    answered = [scene for scene in doors if scene.status is not None]
    assert len(answered) > 10
    for scene in answered:
        assert scene.status == scene.refusals[0].kind.http_status, scene


def test_what_only_a_door_or_the_operation_can_refuse_is_brought_about(doors: list[Scene]) -> None:
    told = {code for scene in doors for code in scene.codes}
    operation = {code for code, kind in REFUSALS.items() if kind.exit_code != 2}
    assert operation <= told


def test_no_entry_tells_of_one_machine_or_one_day() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert not re.search(r"/tmp/|/home/|liggare_test_|\d\d:\d\d:\d\d", text)


def test_every_refusal_that_a_decision_can_meet_says_what_would_be_right() -> None:
    entries = re.split(r"^=+\n", FILE.read_text(encoding="utf-8").partition("Del 2.")[0], flags=re.MULTILINE)[1:]
    silent = [entry.splitlines()[0] for entry in entries if "  → " not in entry]
    assert silent == []
