"""The command that turns named proposals into a decision to fill in: `liggare promote`.

It writes nothing into the ledger. What it prints is a decision file that adopts the proposals, with everything empty
that only the minutes can say; `liggare record` refuses it until that is filled in. So there is one way to record.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

import typer
from msgspec.structs import replace

from api.answers.reading_parameters import GivenParameters
from api.app import running
from api.command_line.reading_commands import caught_up
from ledger.errors import Refused
from ledger.events import ClauseDecided, ClauseOutcome, family, stored_name
from ledger.text import visible
from ledger.words import words
from projections.asking.question import PARAMETERS
from projections.asking.read_model import ReadModel
from projections.frames.adoption import Nominee, nominees_now

_FILL_IN: Final = "FYLL I"
_PROPOSALS_HELP: Final = "Förslaget, eller flera som antas i samma beslut: a eller a,b."


def promote_command(
    ledger: Annotated[str, typer.Option("--ledger", help="Liggarens namn.", show_default=False)],
    proposal: Annotated[str, typer.Option("--proposal", help=_PROPOSALS_HELP, show_default=False)],
) -> None:
    """Skriv en beslutsfil som antar ett eller flera förslag, att fylla i och sedan registrera. Själv registrerar
    kommandot ingenting."""
    parameters = GivenParameters([("--proposal", proposal)], {"--proposal": PARAMETERS["with"]})
    names = parameters.read("--proposal") or ()
    parameters.finish()
    with running() as application:
        chosen = _nominees(caught_up(application, ledger), names)
    sys.stdout.write(decision_to_fill_in(ledger, chosen))


def _nominees(model: ReadModel, names: Sequence[str]) -> Sequence[Nominee]:
    try:
        return nominees_now(model, names)
    except Refused as refused:
        raise Refused(*(replace(refusal, where="--proposal") for refusal in refused.refusals)) from refused


def decision_to_fill_in(ledger: str, chosen: Sequence[Nominee]) -> str:
    """A decision file that adopts some proposals, each by a clause of its own, in one decision."""
    return "\n".join((*_comments(chosen), f"{_word('ledger')}: {ledger}", *_basis(chosen), *_clauses(chosen), ""))


def _comments(chosen: Sequence[Nominee]) -> Iterator[str]:
    for nominee in chosen:
        basis = nominee.basis
        whose = "" if basis is None else f" ({_in_a_comment(f'{basis.body}; {basis.source.title}')})"
        yield f"# Antar förslaget {nominee.proposal.proposal}{whose}."
        for clause in nominee.adopted:
            yield f"# OBS: redan antaget {clause.decided.latest}, position {clause.position}."
    yield f"# {_FILL_IN} vad protokollet säger; det som inte är obligatoriskt kan tas bort."
    yield "# Prova med liggare what-if FIL, registrera med liggare record FIL."


def _basis(chosen: Sequence[Nominee]) -> Iterator[str]:
    """The basis, empty: who decided, when, and where it is written is nobody's to guess."""
    cases = {
        nominee.basis.case_number
        for nominee in chosen
        if nominee.basis is not None and nominee.basis.case_number is not None
    }
    deciders = {nominee.proposal.decider for nominee in chosen if nominee.proposal.decider is not None}
    yield f"{_word('basis')}:"
    yield f"  {_word('body')}:  # {_FILL_IN}{_hint('förslaget ska beslutas av', deciders)}"
    yield f"  {_word('case_number')}:  # {_FILL_IN}{_hint('förslaget ligger i', cases)}"
    yield f"  {_word('paragraph')}:  # {_FILL_IN}, som § 12"
    if len(chosen) == 1:
        yield f"  {_word('clause')}:  # {_FILL_IN} om att-satserna är numrerade"
    else:
        yield f"  # Utan {_word('clause')}: den är en. Är de numrerade, gör en fil för varje förslag."
    yield f"  {_word('decided')}:  # {_FILL_IN}, som 2026-03-01"
    yield f"  {_word('source')}:"
    yield f"    {_word('title')}:  # {_FILL_IN}"
    yield f"    {_word('sha256')}:  # {_FILL_IN}: filens kontrollsumma, som sha256sum ger den"


def _hint(what: str, texts: set[Any]) -> str:
    return f"; {what} {_in_a_comment(', '.join(sorted(texts)))}" if texts else ""


def _in_a_comment(text: str) -> str:
    """A text from the ledger on one line: nothing in it can end the comment."""
    return visible(" ".join(text.split()), longest=200)


def _clauses(chosen: Sequence[Nominee]) -> Iterator[str]:
    yield f"{_word('facts')}:"
    for nominee in chosen:
        yield f"  - {words.fact(family(stored_name(ClauseDecided)))}:"
        yield f"      {_word('outcome')}: {words.value(ClauseOutcome.APPROVED)}"
        yield f"      {_word('wording')}:  # {_FILL_IN}, som den står i protokollet"
        yield f"      {_word('proposal')}: {nominee.proposal.proposal}"
        yield f"      # {_word('exceptions')}: [{{{_word('number')}: 1, {_word('reason')}: …}}]"


def _word(field: str) -> str:
    return words.field(field)
