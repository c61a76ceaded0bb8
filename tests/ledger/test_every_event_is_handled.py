"""An event that nothing is made of is seen: it is taken up by a fold, or said to be kept only as it was recorded.

A fold is what reckons something from facts: `ledger/meaning` for rules and answers alike, `ledger/looking` for what a
decision knows, `projections/chapters` for the answers of one chapter. That an event of a chapter does something to
frames or units, or has a shape to hold to, is told by mypy: those folds end in `assert_never`.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ledger.events import catalogue
from ledger.rules.families import FAMILIES
from tests.house_rules import ROOT, Source, sources

FOLDS: Final = r"(ledger/(looking|meaning)|projections/chapters)/\w+\.py"

KEPT_AS_RECORDED: Final = {
    "InterimReportSubmitted": "held against its last day by the rules, when it is recorded",
    "AnnualAccountsSubmitted": "held against its last day by the rules, when it is recorded",
    "ApplicationMade": "taken up as the named proposal that it is",
    "ProposalMade": "taken up as the named proposal that it is",
}
"""Events that no fold takes up, and why: they are found in the register and in the log, and nothing is reckoned of
them."""


def taken_up(source: Source) -> Iterator[str]:
    """The names that a module's code picks facts by: in a pattern, an `isinstance`, an argument; not those that only
    stand in an import or as the type of something."""
    tree = ast.parse(source.text)
    types = [node.annotation for node in ast.walk(tree) if isinstance(node, ast.arg | ast.AnnAssign)]
    types += [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    only_types = {id(name) for type_ in types if type_ is not None for name in ast.walk(type_)}
    names = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute) and id(node) not in only_types
    ]
    yield from (name.id if isinstance(name, ast.Name) else name.attr for name in names)


def unhandled(events: Iterable[str], folds: Iterable[Source]) -> set[str]:
    """The events that no fold takes up."""
    return set(events) - {name for source in folds for name in taken_up(source)}


def test_every_event_is_taken_up_by_a_fold_or_kept_as_it_was_recorded() -> None:
    assert unhandled((event.__name__ for event in catalogue()), sources(FOLDS)) == set(KEPT_AS_RECORDED)


def test_an_event_that_no_fold_takes_up_is_told() -> None:
    fold = Source(
        "ledger/meaning/made_up.py",
        "def held(fact: FeeWaived) -> None:\n    match fact:\n        case FeeRaised(): pass\n",
    )
    assert unhandled(("FeeRaised", "FeeWaived"), [fold]) == {"FeeWaived"}


def test_every_event_has_a_family_of_rules() -> None:
    assert {fact for family in FAMILIES for fact in family.facts} == set(catalogue())


CHAPTERS: Final = {
    "frames": ("FrameEntry", ["ledger/meaning/effects.py"]),
    "organisation": ("AnyUnitFact", ["ledger/meaning/tree.py", "ledger/rules/chapters/organisation.py"]),
    "budget": ("BudgetFact", ["ledger/rules/chapters/budget.py"]),
    "equity": ("EquityFact", ["ledger/rules/chapters/equity.py"]),
    "fees": ("FeeFact", ["ledger/rules/chapters/fees.py"]),
    "policy": ("PolicyFact", ["ledger/rules/chapters/policy.py"]),
    "projects": ("ProjectFact", ["ledger/rules/chapters/projects.py"]),
    "reports": ("ReportFact", ["ledger/rules/chapters/reports.py"]),
    "review": ("ReviewFact", ["ledger/rules/chapters/review.py"]),
    "services": ("ServiceFact", ["ledger/rules/chapters/services.py"]),
}
"""Chapters, the union at the end of each, and the modules whose folds must take up every event in it."""


MADE_UP: Final = """from ledger.events.fact import Fact


class MadeUp(Fact, tag_field="type", tag="made-up.v1", frozen=True):
    \'\'\'Taken up nowhere.\'\'\'


"""


def shadow_of(folder: Path, chapter: str, union: str) -> list[str]:
    """What makes mypy read a chapter with one event more in its union, that is taken up nowhere."""
    module = f"ledger/events/{chapter}.py"
    before, named, after = (ROOT / module).read_text(encoding="utf-8").partition(f"\n{union} = ")
    assert named, union
    shadow = folder / f"{chapter}.py"
    shadow.write_text(f"{before}\n{MADE_UP}{union} = MadeUp | {after.lstrip()}", encoding="utf-8")
    return ["--shadow-file", module, str(shadow)]


def test_an_event_that_a_fold_of_its_chapter_leaves_out_is_told_by_mypy(tmp_path: Path) -> None:
    folds = [module for _, modules in CHAPTERS.values() for module in modules]
    shadows = [part for chapter, (union, _) in CHAPTERS.items() for part in shadow_of(tmp_path, chapter, union)]
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), *shadows, *folds]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    lines = [line for line in told.splitlines() if "assert_never" in line and "MadeUp" in line]
    assert {line.partition(":")[0] for line in lines} == set(folds)
