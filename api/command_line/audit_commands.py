"""The commands for an auditor: `replay` tells what every entry did, `verify` holds the ledger against itself."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any, Final

import msgspec
import typer

from api.app import Application, running
from api.command_line.reading_commands import caught_up
from api.command_line.terminal import CommandFunction, Panel, progress_bar
from api.tables.replay import log_lines, replay_lines, replayed_lines, totals_lines
from ledger.errors import Refusal, Refused
from ledger.events import family
from ledger.log.entry import Recorded
from ledger.log.log import Log
from ledger.log.server import ServerStanding
from ledger.log.verifying import LogVerified, verify_log
from ledger.when import parse_day
from ledger.words import words
from projections.asking.texts import json_of
from projections.frames.replay import ReplayQuestion, last_position, replayed
from projections.running.evidence import printed_evidence
from projections.running.stated_totals import StatedTotals, TotalsHeld
from projections.running.verifying import ReplayVerified, verify_replay

DIFFERENT: Final = 1
"""The exit code of `verify` when something is not as it should be; refusals have codes of their own."""

_Ledger = Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="Svara med JSON.")]


class Verification(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `verify` came to, on which server. `totals` is there when any entry states figures of its document; `replay`
    when it was asked for, and the log was in order."""

    ledger: str
    equal: bool
    server: ServerStanding
    log: LogVerified
    totals: TotalsHeld | None = None
    replay: ReplayVerified | None = None


def add_audit_commands(app: typer.Typer) -> None:
    """Adds `replay` and `verify`."""

    def replay(
        ledger: _Ledger,
        first: Annotated[int, typer.Option("--from", min=1, help="Första positionen.")] = 1,
        last: Annotated[int | None, typer.Option("--to", min=1, help="Sista positionen. Förval: den sista.")] = None,
        as_of: Annotated[
            str | None, typer.Option("--as-of", help="Dagen som ”i dag” står för: 2026-03-01. Förval: i dag.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON: en händelse per rad.")] = False,
    ) -> None:
        """Gå igenom händelserna i ordning: vad var och en beslutade, och vad den gjorde med varje ram."""
        question = ReplayQuestion(first, last, _day(as_of))
        with running() as application:
            model = caught_up(application, ledger)
            until = last_position(model, question)
            with progress_bar("Går igenom") as progress:
                for entry in replayed(model, question):
                    _write([json_of(entry).decode()] if as_json else replayed_lines(entry))
                    progress(entry.position, until)

    def verify(
        ledger: _Ledger,
        with_replay: Annotated[
            bool, typer.Option("--replay", help="Räkna också fram läsmodellerna på nytt, och jämför rad för rad.")
        ] = False,
        as_json: _Json = False,
    ) -> None:
        """Kontrollera att händelserna är hela och, med --replay, att läsmodellerna är vad de ger. Slutkod 1: nej."""
        with running() as application:
            verification = _verified(application, ledger, with_replay=with_replay, as_json=as_json)
        if not verification.equal:
            raise typer.Exit(DIFFERENT)

    for name, command in (("replay", replay), ("verify", verify)):
        app.command(name=name, rich_help_panel=Panel.AUDIT, cls=CommandFunction, options_metavar="[FLAGGOR]")(command)


def _verified(application: Application, ledger: str, *, with_replay: bool, as_json: bool) -> Verification:
    held = StatedTotals()
    with progress_bar("Kontrollerar händelserna") as progress:
        log = verify_log(application.log(ledger), progress, held)
    replay: ReplayVerified | None = None
    if with_replay and log.fault is None:
        # As they stand: read models that are behind, or of another version, are compared and not made anew first.
        runner = application.runner_as_it_stands(ledger)
        with progress_bar("Jämför läsmodellerna") as progress:
            replay = verify_replay(runner, progress)
    totals = held.told
    equal = log.fault is None and not totals.unsaid and (replay is None or replay.difference is None)
    server = application.server()
    verification = Verification(ledger, equal, server, log, totals if totals.entries else None, replay)
    _write([json_of(verification).decode()] if as_json else _lines(verification, application.log(ledger)))
    return verification


def _lines(verification: Verification, log: Log) -> Iterable[str]:
    yield from (f"⚠ {warning}" for warning in verification.server.warnings)
    yield from log_lines(verification.ledger, verification.log)
    if verification.totals is not None:
        yield from totals_lines(verification.ledger, verification.totals)
    if verification.replay is not None:
        difference = verification.replay.difference
        event, evidence = _told_of(log, difference.position) if difference else ("", ())
        yield from replay_lines(verification.ledger, verification.replay, event, evidence)


def _told_of(log: Log, position: int) -> tuple[str, tuple[str, ...]]:
    """The event at a position, in Swedish, and what its document's own figures say; nothing where there is none."""
    recorded = log.stored_at(position) if position > 0 else None
    if not isinstance(recorded, Recorded):
        return "", ()
    return words.fact(family(recorded.entry.type)), tuple(printed_evidence(recorded))


def _day(text: str | None) -> Any:
    try:
        return None if text is None else parse_day(text)
    except ValueError as error:
        raise Refused(Refusal("coordinate-invalid", f"{error}.", text, where="--as-of")) from error


def _write(lines: Iterable[str]) -> None:
    """Whole lines, not broken to a width: one event after another can be searched and compared."""
    for line in lines:
        sys.stdout.write(line + "\n")
