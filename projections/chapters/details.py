"""Answers about what stands beside frames: their named parts (varav), and what became of them (utfall)."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from ledger.events import Fact, InvestmentCarriedForward, OfWhichNoted, OutcomeRecorded
from ledger.events.projects import CostPressureNoted, GrantNoted, StaffingNoted
from ledger.meaning.budget import carried_beyond, of_which, outcome_of, sum_of_parts
from ledger.meaning.effects import Sides, minus, sides
from ledger.meaning.placed import PlacedFact, about
from ledger.money import amount_text
from ledger.values import FrameKey, Stage
from ledger.words.labels import frame_label
from ledger.words.notices import warning_text
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.chosen_facts import chosen
from projections.asking.declaration import Declaration
from projections.asking.fact_origin import FactStanding
from projections.asking.frame_query import frame_view
from projections.asking.proposals import ProposalNamed
from projections.asking.question import Question
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.chapters.projects import Noted, noted
from projections.frames.figures import Frame, frames_of

DETAILS_RECIPE: Final = "details-5"
"""The version of the form and the rules of answers about parts of frames."""

OUTCOMES_RECIPE: Final = "outcomes-5"
"""The version of the form and the rules of answers about outcomes."""


class NamedPart(WithNote, frozen=True, omit_defaults=True):
    """A named part of a frame, by which entry, and how far it has come."""

    name: str
    amounts: FrameAmounts
    position: int
    stage: Stage
    body: str | None


class FrameParts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frame with its named parts. `frame` None: no amount is decided for it. `rest` is the frame without the parts;
    they are inside it and are never added to it."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    parts: tuple[NamedPart, ...]
    frame: FrameAmounts | None = None
    rest: FrameAmounts | None = None


class DetailsAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Frames with their named parts at a coordinate: as decided, or in one named proposal. `noted` is what is noted of
    the same units and years beside their money: staffing, grants that may come, and what drives costs. None of that is
    in a frame because of it."""

    frames: list[FrameParts]
    noted: list[Noted]
    proposal: ProposalNamed | None = None


class FrameOutcome(WithNote, frozen=True, omit_defaults=True):
    """A frame and what became of it. `left` is the frame less its outcome: what was not used. `frame` None: no amount
    is decided for it. `says`: that more of it was carried forward to the next year than was left."""

    unit: str
    unit_name: str
    line: str
    kind: str
    year: int
    position: int
    outcome: FrameAmounts
    frame: FrameAmounts | None = None
    left: FrameAmounts | None = None
    says: str | None = None


class OutcomesAnswer(RegisterAnswer, frozen=True, kw_only=True):
    """Frames and their outcomes at a coordinate."""

    outcomes: list[FrameOutcome]


@from_register(DETAILS_RECIPE, ("of-which", "staffing", "grant", "pressure"))
def details_answer(ground: RegisterGround) -> DetailsAnswer:
    """Named parts of frames at a question's coordinates. Raises Refused as `chosen` does."""
    choice = chosen(ground, lambda fact: isinstance(fact, OfWhichNoted))
    asked = choice.of_stage
    frames = _Frames(ground)
    parts = [
        _parts(frame, of_which(about(asked, frame.subject("of-which"))).values(), frames(frame), ground)
        for frame in _keys(asked, OfWhichNoted, ground)
    ]
    beside = [
        noted(placed, FactStanding.COUNTED) for placed in ground.standing() if _is_noted(placed.fact, ground.question)
    ]
    note = None if parts or beside else _empty("delar av ramar", ground)
    return DetailsAnswer(**ground.head, frames=parts, noted=beside, proposal=choice.proposal, note=note)


DETAILS: Final = Declaration(
    "details", "details", DETAILS_RECIPE, ("year", "unit", "stage", "proposal"), details_answer
)


@from_register(OUTCOMES_RECIPE, ("outcome", "carry-forward"))
def outcomes_answer(ground: RegisterGround) -> OutcomesAnswer:
    """Outcomes of frames at a question's coordinates."""
    placed = ground.standing()
    frames = _Frames(ground)
    outcomes = [_outcome(frame, placed, frames(frame), ground) for frame in _keys(placed, OutcomeRecorded, ground)]
    return OutcomesAnswer(**ground.head, outcomes=outcomes, note=None if outcomes else _empty("utfall", ground))


OUTCOMES: Final = Declaration("outcomes", "outcomes", OUTCOMES_RECIPE, ("year", "unit"), outcomes_answer)


def _is_noted(fact: Fact, question: Question) -> bool:
    """Whether something is noted of the unit and the year that are asked for; what has no year is of every year."""
    match fact:
        case StaffingNoted(unit=unit, year=year) | GrantNoted(unit=unit, year=year):
            in_year = question.year is None or year in (None, question.year)
        case CostPressureNoted(unit=unit, last_year=last):
            in_year = question.year is None or last is None or question.year <= last
        case _:
            return False
    return in_year and question.unit in (None, unit)


def _empty(what: str, ground: RegisterGround) -> str:
    return f"Inga {what} av det slaget var registrerade till och med {ground.as_of}."


def _keys(
    placed: Iterable[PlacedFact], kind: type[OfWhichNoted] | type[OutcomeRecorded], ground: RegisterGround
) -> list[FrameKey]:
    """The frames that some facts are about, those that the question asks for, in order."""
    question = ground.question
    keys = {entry.fact.frame for entry in placed if isinstance(entry.fact, kind)}
    asked = [key for key in keys if question.unit in (None, key.unit) and question.year in (None, key.year)]
    return sorted(asked, key=lambda key: (key.unit, key.line, key.kind, key.year))


class _Frames:
    """The decided frames at the same coordinates, year by year as they are asked for."""

    def __init__(self, ground: RegisterGround):
        self._ask: Callable[[int], list[Frame]] = lambda year: frames_of(
            frame_view(ground.cursor, Question(year=year, as_of=ground.as_of), ground.place).frames, ground.unit_names
        )
        self._years: dict[int, list[Frame]] = {}

    def __call__(self, key: FrameKey) -> Sides | None:
        if key.year not in self._years:
            self._years[key.year] = self._ask(key.year)
        frames = (
            frame
            for frame in self._years[key.year]
            if (frame.unit, frame.line, frame.kind) == (key.unit, key.line, key.kind)
        )
        return next((_sides(frame) for frame in frames), None)


def _sides(frame: Frame) -> Sides:
    if frame.kind == "operating":
        return Sides(frame.costs_ore, frame.revenues_ore, frame.net_ore)
    return Sides(frame.expenditures_ore, frame.receipts_ore, frame.net_ore)


def _named(key: FrameKey, ground: RegisterGround) -> tuple[str, str, str, str, int]:
    return key.unit, ground.unit_names.get(key.unit, key.unit), key.line, key.kind.value, key.year


def _parts(key: FrameKey, placed: Iterable[PlacedFact], whole: Sides | None, ground: RegisterGround) -> FrameParts:
    noted = [(entry, entry.fact) for entry in placed if isinstance(entry.fact, OfWhichNoted)]
    total = sum_of_parts(fact for _, fact in noted)
    parts = tuple(
        NamedPart(
            fact.name,
            frame_amounts(key.kind, sides(fact.amount)),
            entry.position,
            entry.stage,
            None if entry.basis is None else entry.basis.body,
            note=fact.note,
        )
        for entry, fact in noted
    )
    rest = None if whole is None else frame_amounts(key.kind, minus(whole, total))
    return FrameParts(*_named(key, ground), parts, _amounts(key, whole), rest)


def _outcome(key: FrameKey, placed: list[PlacedFact], whole: Sides | None, ground: RegisterGround) -> FrameOutcome:
    own = about(placed, key.subject("outcome"))
    last = [entry for entry in own if isinstance(entry.fact, OutcomeRecorded)][-1]
    outcome = outcome_of(own) or Sides(None, None, None)
    left = None if whole is None else frame_amounts(key.kind, minus(whole, outcome))
    note = last.fact.note if isinstance(last.fact, OutcomeRecorded) else None
    amounts = frame_amounts(key.kind, outcome)
    says = None if whole is None else _too_much_carried(key, placed, whole, outcome)
    return FrameOutcome(*_named(key, ground), last.position, amounts, _amounts(key, whole), left, says, note=note)


def _too_much_carried(key: FrameKey, placed: Iterable[PlacedFact], whole: Sides, outcome: Sides) -> str | None:
    """That more has been carried forward than what was left, when it has."""
    carried = [entry.fact for entry in about(placed, key.following.subject("carry-forward"))]
    beyond = carried_beyond(whole, outcome, [fact for fact in carried if isinstance(fact, InvestmentCarriedForward)])
    if beyond is None:
        return None
    texts = {"carried": amount_text(beyond.carried_ore), "left": amount_text(beyond.left_ore)}
    return warning_text("carried-forward-beyond-outcome", {"frame": frame_label(key)} | texts)


def _amounts(key: FrameKey, whole: Sides | None) -> FrameAmounts | None:
    return None if whole is None else frame_amounts(key.kind, whole)
