"""The table of rules is true: every rule once, every code and module it names is there, and none is left out."""

import re
from typing import Final, NamedTuple

import pytest

from ledger.errors import REFUSALS
from ledger.words.notices import WARNINGS
from tests.house_rules import ROOT, sources

README: Final = (ROOT / "ledger/rules/README.md").read_text(encoding="utf-8")


class Line(NamedTuple):
    """One rule in the table."""

    rule: str
    what: str
    classes: frozenset[str]
    where: str
    says: tuple[str, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        return tuple(re.findall(r"`(ledger/[a-z_/0-9]+\.\w+)`", self.where))


def _lines() -> list[Line]:
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in re.findall(r"^\| R-\d\d \| (?!KL |lag |LKBR ).*$", README, re.MULTILINE)
    ]
    return [
        Line(rule, what, frozenset(classes.split(", ")), where, tuple(re.findall(r"`([a-z-]+)`", says)))
        for rule, what, classes, where, says in rows
    ]


LINES: Final = {line.rule: line for line in _lines()}


def test_every_rule_has_its_line_once_and_in_order() -> None:
    assert [line.rule for line in _lines()] == [f"R-{number:02}" for number in range(1, 62)]


@pytest.mark.parametrize("rule", LINES)
def test_a_rule_is_kept_where_it_is_said_to_be_or_it_is_said_why_not(rule: str) -> None:
    line = LINES[rule]
    assert line.what
    assert all((ROOT / module).is_file() for module in line.modules)
    assert bool(line.modules) != ("*Not yet:*" in line.where)


@pytest.mark.parametrize("rule", LINES)
def test_the_codes_of_a_rule_are_in_the_closed_lists_and_given_where_it_is_kept(rule: str) -> None:
    line = LINES[rule]
    assert set(line.says) <= REFUSALS.keys() | WARNINGS.keys()
    text = "".join((ROOT / module).read_text(encoding="utf-8") for module in line.modules)
    assert {code for code in line.says if f'"{code}"' not in text} == set()


@pytest.mark.parametrize("rule", LINES)
def test_the_class_of_a_rule_is_that_of_its_codes(rule: str) -> None:
    line = LINES[rule]
    classes = {"W" if code in WARNINGS else REFUSALS[code].rule_class.value for code in line.says}
    assert line.classes <= {"A", "B", "W", "–"}
    if line.modules:
        assert line.classes == (classes or {"–"})


def test_every_module_that_names_a_rule_is_in_the_rules_line() -> None:
    named = {(rule, each.path) for each in sources(r"ledger/.*\.py") for rule in re.findall(r"R-\d\d", each.text)}
    assert named - {(line.rule, module) for line in LINES.values() for module in line.modules} == set()


def test_every_rule_of_class_b_is_somebodys() -> None:
    said = {code for line in LINES.values() for code in line.says}
    own = {"charges-already-issued", "initiative-not-decided", "unit-ended"}
    assert {code for code, kind in REFUSALS.items() if kind.rule_class.value == "B"} - said == own
