"""The command that asks what if: `liggare what-if`, of named proposals or of a decision file that is not recorded."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from api.answers.reading_parameters import questions_asked
from api.app import Application, running
from api.command_line.reading_commands import add_command, caught_up, show, texts_of, told_by_flag
from api.command_line.terminal import out
from api.incoming.decision_file import DecisionFile
from api.incoming.file import read_and_try
from ledger.errors import Refusal, Refused
from ledger.recording import Author
from projections.frames.what_if import WHAT_IF, WHAT_IF_RECORDED, WhatIfAnswer

_AUTHOR: Final = Author("what-if", "cli")
_FILE: Final = Annotated[
    Path | None,
    typer.Argument(metavar="FIL", help="En beslutsfil (YAML) eller en arbetsbok (.xlsx), i stället för --with."),
]
_LEDGER: Final = Annotated[str | None, typer.Option("--ledger", help="Liggarens namn. Förval: filens egen liggare.")]


def add_what_if_command(app: typer.Typer) -> None:
    """Adds the command: with a file the ledger is the file's own, and without one it has to be named."""

    def command(**given: Any) -> None:
        file = given["file"]
        if file is None:
            show(WHAT_IF, _of_proposals(given), given)
            return
        show(WHAT_IF, _of_file(file, given), given)
        if not given["as_json"]:
            out.print(f"Registrera: liggare record {file}", soft_wrap=True, markup=False)

    add_command(app, WHAT_IF, command, {"file": _FILE, "ledger": _LEDGER})


def _of_proposals(given: dict[str, Any]) -> WhatIfAnswer:
    if given["ledger"] is None:
        detail = "Varken en liggare eller en beslutsfil är namngiven."
        right = "--ledger NAMN --with a,b eller en beslutsfil"
        raise Refused(Refusal("field-missing", detail, right=right, where="--ledger"))
    with told_by_flag(WHAT_IF):
        [question] = questions_asked(WHAT_IF, texts_of(WHAT_IF, given)).questions
        with running() as application:
            return _checked(WHAT_IF.answer(caught_up(application, given["ledger"]), question).answer)


def _of_file(file: Path, given: dict[str, Any]) -> WhatIfAnswer:
    _check_alone(given)
    decision = read_and_try(file, _AUTHOR)
    if given["ledger"] not in (None, decision.ledger):
        detail = f"Filen är för liggaren {decision.ledger}, inte {given['ledger']}."
        refusal = Refusal("coordinate-invalid", detail, given["ledger"], right=decision.ledger, where="--ledger")
        raise Refused(refusal)
    with told_by_flag(WHAT_IF_RECORDED):
        [question] = questions_asked(WHAT_IF_RECORDED, texts_of(WHAT_IF_RECORDED, given)).questions
        with running() as application:
            model = caught_up(application, decision.ledger)
            _try(application, decision)
            return _checked(WHAT_IF_RECORDED.answer(model, question, decision.command, _AUTHOR).answer)


def _check_alone(given: dict[str, Any]) -> None:
    """A file is laid on what is decided, and not on a proposal."""
    if given["with_"] is not None:
        detail = "En beslutsfil och namngivna förslag läggs inte på varandra."
        raise Refused(Refusal("coordinate-invalid", detail, right="en fil, eller --with", where="--with"))


def _try(application: Application, decision: DecisionFile) -> None:
    """What the rules refuse is told in its place in the file, as it is when the file is recorded."""
    try:
        application.rehearse(decision.ledger, decision.command, _AUTHOR)
    except Refused as refused:
        raise Refused(*decision.in_order(refused.refusals)) from refused


def _checked(answer: Any) -> WhatIfAnswer:
    checked: WhatIfAnswer = answer
    return checked
