"""The timeline of frames on the command line: along the decided clock, then along the known clock."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.tables import figure
from api.why_tables import amount_cells, clocks_line, frame_heading, notes
from ledger import words
from ledger.money import AmountUnit
from projections.frame_amounts import SIDES
from projections.timeline_answers import TimelineAnswer, TimelineStep


def timeline_tables(answer: TimelineAnswer, unit: AmountUnit) -> RenderableType:
    """Two tables for each frame: what it was as more was decided, and as more was recorded."""
    parts: list[RenderableType] = [Text(clocks_line(answer.organisation or answer.ledger, answer.coordinates), "bold")]
    at = answer.coordinates
    for frame in answer.frames:
        heading = frame_heading(frame.unit_name, frame.line, frame.kind, frame.year)
        parts.append(Text(f"{heading}, {unit.value}", style="italic"))
        parts += [
            Text(f"Efter beslutsdag, registrerat t.o.m. position {at.position}", style="dim"),
            _steps(frame.kind, frame.decided, unit, "Räknas från"),
            Text(f"Efter registrering, beslutat t.o.m. {at.as_of}", style="dim"),
            _steps(frame.kind, frame.known, unit, "Registrerat"),
        ]
    return Group(*parts, *notes(answer.note, answer.stale))


def _steps(kind: str, steps: Sequence[TimelineStep], unit: AmountUnit, clock: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in (clock, "Position", "Orsak", "Händelse", "Beslut", "Art"):
        table.add_column(heading, justify="right" if heading == "Position" else "left")
    for name in SIDES[kind]:
        table.add_column(words.field(name).capitalize(), justify="right", no_wrap=True)
    table.add_column("Ändring netto", justify="right", no_wrap=True)
    for step in steps:
        decision = step.decision
        day = step.acts_on if clock == "Räknas från" else decision.recorded_on
        art = words.value(step.commitment) if step.commitment else ""
        amounts = amount_cells(kind, step.amount, unit) if step.known else ["–"] * len(SIDES[kind])
        cells = [str(day), str(decision.position), step.cause_text, decision.event, escape(decision.text), art]
        table.add_row(*cells, *amounts, figure(step.change.net_ore, unit))
    return table
