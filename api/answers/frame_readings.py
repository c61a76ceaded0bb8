"""The doors to frames and units: what the frames are, why, the change table, what changed, the timeline, the tree."""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, Final

from msgspec.structs import replace

from api.answers.parameters import Parameters
from api.answers.questions import (
    READ,
    Reading,
    just_one,
    known_at,
)
from api.tables import change as change_tables
from api.tables import comparison as comparison_tables
from api.tables import difference as difference_tables
from api.tables import group as group_tables
from api.tables import timeline as timeline_tables
from api.tables import what_if as what_if_tables
from api.tables import why as why_tables
from api.tables.units import unit_tree
from ledger.errors import Refusal
from projections.asking.question import Question
from projections.chapters import units as unit_answers
from projections.frames import change_table as change_table_answers
from projections.frames import comparison as comparison_answers
from projections.frames import current as answers
from projections.frames import difference as difference_answers
from projections.frames import timeline as timeline_answers
from projections.frames import what_if as what_if_answers
from projections.frames import why as why_answers

CUT: Final = ("year", "unit", "subtree", "line", "kind")
"""Which frames a question is about."""

AT_A_COORDINATE: Final = (*CUT, "stage", "proposal", "with", "legal_force", "index")
"""All that an answer at one coordinate can be asked."""

COMPARED: Final = ("year", "as_of", "known_at", "proposal", "with", "index")
"""What may be asked several times in a comparison: each value is a column, and the first changes slowest."""

MOST_COLUMNS: Final = 12
"""How many columns can be compared."""


def _from_and_until(parameters: Parameters, until: Question) -> tuple[Question, Question]:
    """The question that a difference begins at: the same but for its clocks, and for what is laid on top."""
    as_of, known = parameters.day("from_as_of"), known_at(parameters, "from_known_at")
    start = replace(until, laid=(), min_position=None)
    start = start if as_of is None else replace(start, as_of=as_of)
    return start if known is None else replace(start, known_at=known), until


def side_by_side(parameters: Parameters, question: Question) -> tuple[Question, ...]:
    """One question for each column. What is laid on top is compared to what is decided, which then comes first."""
    given = {name: [READ[name][1](one) for one in parameters.every(name)] for name in COMPARED}
    if given["with"]:
        given["with"] = [(), *given["with"]]
    parameters.problems += _not_comparable(given)
    if parameters.problems:
        return (question,)
    fields = [READ[name][0] for name in COMPARED]
    values = [every or [getattr(question, field)] for field, every in zip(fields, given.values(), strict=True)]
    return tuple(replace(question, **dict(zip(fields, chosen, strict=True))) for chosen in product(*values))


def _not_comparable(given: dict[str, list[Any]]) -> Iterator[Refusal]:
    """Why some values make no comparison."""
    for name, every in given.items():
        if len(set(every)) < len(every):
            detail = f"Samma värde på ”{name}” står två gånger."
            yield Refusal("field-repeated", detail, right="en av dem", where=name)
    columns = prod(len(every) or 1 for every in given.values())
    if columns == 1:
        right = f"upprepa {', '.join(COMPARED[:-1])} eller {COMPARED[-1]}, som year=2026 och year=2027"
        yield Refusal("coordinate-invalid", "En enda kolumn har inget att jämföras med.", right=right)
    elif columns > MOST_COLUMNS:
        right = f"högst {MOST_COLUMNS} kolumner"
        yield Refusal("coordinate-invalid", f"Frågan blir {columns} kolumner.", str(columns), right=right)


FRAMES: Final = Reading(
    "frames",
    "Ramar",
    (
        "Visa vad varje ram var, som beslutat och registrerat till och med vilken dag som helst. Svaret upprepar "
        "frågans koordinater; med as_of, known_at och recipe i adressen är det detsamma för alltid."
    ),
    (*AT_A_COORDINATE, "by", "tree_on"),
    answers.RECIPE,
    answers.FramesAnswer,
    answers.frames_answer,
    group_tables.frames_or_groups,
    "frames",
)
WHY: Final = Reading(
    "frames/why",
    "Varför beloppet är vad det är",
    (
        "Visa besluten som tillsammans är ramen, i ordning och på öret, med saldo efter varje; och det som inte ingår, "
        "och varför."
    ),
    AT_A_COORDINATE,
    why_answers.RECIPE,
    why_answers.WhyAnswer,
    why_answers.why_answer,
    why_tables.why_tables,
    "why",
    text=why_tables.why_text,
)
CHANGES: Final = Reading(
    "frames/changes",
    "Ramförändringstabell",
    (
        "Visa varje ram från ursprunglig till aktuell, med en kolumn för varje slags förändring som förekommer, och "
        "summor åt båda hållen."
    ),
    AT_A_COORDINATE,
    change_table_answers.RECIPE,
    change_table_answers.ChangeTableAnswer,
    change_table_answers.change_table_answer,
    change_tables.change_tables,
    "changes",
)
DIFFERENCE: Final = Reading(
    "frames/difference",
    "Vad som har ändrats",
    (
        "Visa vad som ändrats från en koordinat till en annan: uppdelat på orsaker som är hela skillnaden, som brygga, "
        "och beslut för beslut."
    ),
    (*CUT, "from_as_of", "from_known_at", "with", "index", "by", "tree_on"),
    difference_answers.RECIPE,
    difference_answers.DifferenceAnswer,
    difference_answers.difference_answer,
    difference_tables.difference_tables,
    "diff",
    questions=_from_and_until,
)
TIMELINE: Final = Reading(
    "frames/timeline",
    "En rams tidslinje",
    ("Visa varje värde en ram har haft, efter beslutsdag och efter registrering, och beslutet som gjorde varje steg."),
    (*CUT, "index"),
    timeline_answers.RECIPE,
    timeline_answers.TimelineAnswer,
    timeline_answers.timeline_answer,
    timeline_tables.timeline_tables,
    "timeline",
)
COMPARE: Final = Reading(
    "frames/compare",
    "Ramar sida vid sida",
    (
        "Visa ramar sida vid sida, med förändringen mellan kolumnerna: år, beslutsdagar, registreringar, rivaliserande "
        "förslag, eller det beslutade med förslag ovanpå. Parametrarna som blir kolumner får upprepas."
    ),
    (*AT_A_COORDINATE, "by", "tree_on"),
    comparison_answers.RECIPE,
    comparison_answers.ComparisonAnswer,
    comparison_answers.comparison_answer,
    comparison_tables.comparison_tables,
    "compare",
    questions=side_by_side,
    repeated=COMPARED,
)
UNITS: Final = Reading(
    "units",
    "Enheter",
    (
        "Visa organisationens träd av enheter för vilken dag som helst: namn, enheten ovanför, efterträdare, andra "
        "namn och koder. Pengar följer aldrig med en omorganisation av sig själva."
    ),
    ("on",),
    unit_answers.RECIPE,
    unit_answers.UnitsAnswer,
    unit_answers.units_answer,
    unit_tree,
    "units",
)


def _something_laid(parameters: Parameters, question: Question) -> tuple[Question, ...]:
    """The question itself, when it lays anything on what is decided."""
    if not question.laid and not parameters.problems:
        right = "with=a eller with=a,b, eller ett beslut som inte är registrerat"
        parameters.problems.append(Refusal("field-missing", "Ingenting är lagt på.", right=right, where="with"))
    return (question,)


WHAT_IF: Final = Reading(
    "frames/what-if",
    "Vad blir det om",
    (
        "Visa varje ram före och efter om namngivna förslag antogs, eller om ett beslut registrerades: för varje år "
        "som rörs, med summor, vad varje förslag eller post gör, och vad reglerna säger. Ingenting registreras."
    ),
    (*CUT, "with", "index", "by"),
    what_if_answers.RECIPE,
    what_if_answers.WhatIfAnswer,
    what_if_answers.what_if_answer,
    what_if_tables.what_if_tables,
    "what-if",
    questions=_something_laid,
    takes_decision=True,
)
WHAT_IF_RECORDED: Final = replace(WHAT_IF, asks=(*CUT, "index", "by"), questions=just_one)
"""The same for a decision that is handed in: what is laid is what it says."""

FRAME_READINGS: Final = (FRAMES, COMPARE, WHY, CHANGES, DIFFERENCE, WHAT_IF, TIMELINE, UNITS)
"""Every answer about frames and units, in the order in which they are listed."""
