"""The error gallery: every refusal and every warning, brought about for real, with the exact text a user is told.

Read it aloud: that is its test. `python -m tests.gallery --write` makes it anew; the difference is to be read too.
"""

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Final

from rich.console import Console

from api.tables.refusals import print_refusals
from ledger.errors import REFUSALS, Refusal, RuleClass
from ledger.log.embedded import EmbeddedServer
from ledger.words.notices import WARNINGS
from tests.api.test_decision_file_problems import ONE
from tests.api.wrong_files import frame
from tests.gallery.doors import door_scenes
from tests.gallery.scenes import Scene, file_scene, indented, rule_scene, totals_scenes
from tests.ledger.rules.tables.rows import Row
from tests.ledger.rules.tables.test_refusals import ROWS as REFUSED
from tests.ledger.rules.tables.test_warnings import ROWS as WARNED

FILE: Final = Path(__file__).with_name("gallery.txt")

_CLASSES: Final = {
    RuleClass.A: "klass A: gäller alltid",
    RuleClass.B: "klass B: kan godtas vid namn, med skäl",
    RuleClass.OPERATION: "drift",
}

_HEAD: Final = """\
Felgalleriet: varje fel och varje varning som liggaren ger, hur det kom till och exakt vad som sägs.
Gjort av: python -m tests.gallery --write

Del 1. Fel
"""

_FORMS: Final = ("liggare: [stad\n", frame(more="      belopp: {netto: 2 kr}\n"), *(text for text, *_ in ONE.values()))
"""Decision files whose form is wrong."""


def gallery(server: EmbeddedServer) -> str:
    """The whole gallery. A code that nothing brings about is a bug in the gallery, and raises KeyError."""
    refusals = _by_code(chain(door_scenes(server), map(file_scene, _FORMS), _of_rows(REFUSED)))
    warnings = _by_code(chain(_of_rows(WARNED), totals_scenes()))
    parts = [_HEAD, *(_refusal_entry(code, refusals[code]) for code in REFUSALS)]
    parts += ["Del 2. Varningar, som aldrig hindrar\n", *(_warning_entry(code, warnings[code]) for code in WARNINGS)]
    return "\n".join(parts)


def _of_rows(rows: Mapping[str, Row]) -> Iterator[Scene]:
    return (rule_scene(row.when) for row in rows.values())


def _by_code(scenes: Iterable[Scene]) -> dict[str, list[Scene]]:
    """The scenes of each code: those that tell of nothing else first."""
    by_code: dict[str, list[Scene]] = {}
    for scene in sorted(scenes, key=lambda scene: len(set(scene.codes)) > 1):
        for code in dict.fromkeys(scene.codes):
            by_code.setdefault(code, []).append(scene)
    return by_code


# --- Refusals -----------------------------------------------------------------------------------------------


def _refusal_entry(code: str, scenes: list[Scene]) -> str:
    """One code: what is fixed about it, one scene whole, and what else is told under the same code."""
    kind, first = REFUSALS[code], scenes[0]
    again = "; samma begäran kan lyckas senare" if kind.retry_can_help else ""
    fixed = f"{_CLASSES[kind.rule_class]}; HTTP {kind.http_status}; slutkod {kind.exit_code}{again}"
    shown = [*_heading(code, kind.title), fixed, *_before(first), "Svaret:", indented(_answer(first.refusals))]
    texts = dict.fromkeys(_short(refusal) for scene in scenes for refusal in scene.refusals if refusal.code == code)
    others = [text for text in texts if text not in {_short(refusal) for refusal in first.refusals}]
    return _lines([*shown, *(["Också:"] if others else []), *map(indented, others)])


def _answer(refusals: Iterable[Refusal]) -> str:
    """What is printed in the terminal; below it, the figures that programs are given beside the text."""
    told = StringIO()
    refused = list(refusals)
    print_refusals(Console(file=told, width=160, color_system=None), refused)
    figures = [_figures(refusal) for refusal in refused if _figures(refusal)]
    return "\n".join([told.getvalue().rstrip("\n"), *figures])


def _short(refusal: Refusal) -> str:
    """A refusal without its place."""
    right = [f"→ {refusal.right}"] if refusal.right else []
    return "\n  ".join([refusal.detail, *right])


def _figures(refusal: Refusal) -> str:
    told = {"angivet": refusal.asserted, "uträknat": refusal.calculated, "skillnad": refusal.difference}
    return "  " + "; ".join(f"{name}: {text}" for name, text in told.items() if text) if any(told.values()) else ""


# --- Warnings -----------------------------------------------------------------------------------------------


def _warning_entry(code: str, scenes: list[Scene]) -> str:
    first = scenes[0]
    told = [text for kind, text in first.warnings if kind == code]
    texts = dict.fromkeys(text for scene in scenes for kind, text in scene.warnings if kind == code)
    others = [text for text in texts if text not in told]
    shown = [*_heading(code, "varning"), *_before(first), "Varningen:", *map(indented, dict.fromkeys(told))]
    return _lines([*shown, *(["Också:"] if others else []), *map(indented, others)])


# --- Text ---------------------------------------------------------------------------------------------------


def _heading(code: str, title: str) -> list[str]:
    return ["=" * 80, f"{title} ({code})"]


def _before(scene: Scene) -> list[str]:
    """How it came about."""
    return [*(["Före:", indented(scene.before)] if scene.before else []), "Det som görs:", indented(scene.tried)]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
