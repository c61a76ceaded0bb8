"""Decision files with something wrong in them, and what is told about it."""

import re
from pathlib import Path

import pytest

from api.incoming.decision_file import read_text
from ledger.errors import Refusal, Refused

TEXT = (Path(__file__).parent / "incoming" / "files" / "every-event.yaml").read_text(encoding="utf-8")


def refusals(text: str) -> tuple[Refusal, ...]:
    """Everything that is wrong with a text."""
    with pytest.raises(Refused) as refused:
        read_text(text, "fel.yaml")
    return refused.value.refusals


def problems(text: str) -> tuple[Refusal, ...]:
    """Everything that is wrong with a text, if anything is."""
    try:
        read_text(text, "x")
    except Refused as refused:
        return refused.refusals
    return ()


def only(text: str) -> Refusal:
    """The one thing that is wrong with a text."""
    [refusal] = refusals(text)
    return refusal


def told(text: str) -> list[tuple[str, int]]:
    """The code and the line of everything that is wrong."""
    return [(refusal.code, line_of(refusal)) for refusal in refusals(text)]


def line_of(refusal: Refusal) -> int:
    """The line a refusal names: `fel.yaml, rad 12 (poster, nr 1)`."""
    match = re.match(r"fel\.yaml, rad ([0-9]+)", refusal.where or "")
    assert match is not None, refusal.where
    return int(match[1])


def frame(amount: str = "{netto: 1 kr}", key: str = "{enhet: slk, slag: drift, år: 2026}", more: str = "") -> str:
    """A file with one decided frame: the key stands on line 4, the amount on line 5, more from line 7."""
    head = "liggare: stad\nposter:\n  - ram beslutad:\n"
    return f"{head}      ram: {key}\n      belopp: {amount}\n      avser: budget\n{more}"
