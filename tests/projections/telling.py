"""A ledger that is asked everywhere what is to be known about a frame: every answer must say the same."""

from datetime import date
from typing import Any

import msgspec

from api.app import Application, OpenLedger
from ledger import recording
from ledger.events import (
    AnyFact,
)
from ledger.values import Acceptance, Basis
from projections.asking.question import Question
from projections.chapters.audit import audit_answer
from projections.chapters.warnings import warnings_answer
from projections.frames.change_table import change_table_answer
from projections.frames.comparison import comparison_answer
from projections.frames.current import frames_answer
from projections.frames.why import why_answer
from tests.given import AUTHOR, UNPAID, Command, basis, decided, key

LATER = date(2026, 12, 1)


class Told:
    """Records, and asks every answer about a frame what is to be known about it."""

    def __init__(self, application: Application, ledger: OpenLedger):
        self._application, self.ledger = application, ledger
        self.record(decided(500_00), decided(300_00, frame=key("sbk")), on=basis())

    def record(self, *facts: AnyFact, on: Basis | None = None, accept: tuple[str, ...] | None = None) -> int:
        """Facts on a decision; with `accept` no other rules are set aside than those."""
        accepted = tuple(Acceptance(rule, "prövat", "c-1") for rule in accept or ())
        command = Command(facts, on) if accept is None else recording.Command(facts, on, accepted)
        return self._application.record("stad", command, AUTHOR, f"k{self.ledger.log.head()}").first_position or 0

    def everywhere(self, unit: str, as_of: date = LATER) -> set[tuple[str, int, str]]:
        """Code, position and first day of what is told of a unit's frame: the same in every answer."""
        self.ledger.runner.catch_up()
        model, question = self.ledger.model, Question(year=2026, unit=unit, as_of=as_of)
        frames = frames_answer(model, question).answer
        tables = change_table_answer(model, question).answer.tables
        rows: list[Any] = [row for each in tables for row in (*each.rows, *each.beside)]
        shown: list[list[Any]] = [
            [
                warning
                for frame in (*frames.frames, *frames.undetermined, *frames.conditional)
                for warning in frame.warnings
            ],
            [warning for frame in why_answer(model, question).answer.frames for warning in frame.warnings],
            [warning for row in rows for warning in row.warnings],
            [warning for frame in audit_answer(model, question).answer.frames for warning in frame.warnings],
            list(comparison_answer(model, question).answer.warnings),
            audit_answer(model, question).answer.warnings,
            warnings_answer(model, question).answer.warnings,
        ]
        # What a test that is not about financing leaves unpaid for is accepted on its behalf.
        said = [[warning for warning in of if UNPAID.reason not in warning.text] for of in shown]
        each = [{(warning.code, warning.position, str(warning.holds_from)) for warning in of} for of in said]
        assert all(said == each[0] for said in each), each
        return each[0]


def on_condition(paragraph: str, *conditions: str) -> Basis:
    """A decision of 15 January that waits for something."""
    return msgspec.structs.replace(basis("2026-01-15", paragraph), conditions=conditions)
