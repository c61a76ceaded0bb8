"""A third opinion on what a frame is: a list of what was said, and a fold over it in decided order.

It shares no code with the product, neither with the SQL of the read model nor with `ledger.effects`: it reads no text,
decodes no entry and knows no class of the catalogue. It walks through decided order once and keeps a running frame,
while the other two first look for the set that governs.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Frame(NamedTuple):
    """Which frame."""

    unit: str
    line: str
    kind: str
    year: int


class Figures(NamedTuple):
    """Öre; None is unknown. Expenditures are costs here, and receipts revenues."""

    costs: int | None
    revenues: int | None
    net: int | None


class Moved(NamedTuple):
    """What something said does to one frame: sets it (`budget`, `plan`) or changes it. `grows_by`: an index."""

    frame: Frame
    sets: str | None
    figures: Figures
    grows_by: str | None = None


class Annuls(NamedTuple):
    """A judgment on a decision, final from a day. Clause and day None: whichever."""

    paragraph: tuple[int, str]
    clause: int | None
    decided_on: date | None
    final_on: date


class Said(NamedTuple):
    """What one entry claims. `earliest` None: any day; `latest` None: the day of recording. It waits for `conditions`;
    or it is itself a judgment, a condition that is met, or an index (its name, and thousandths of the amount). What is
    `grounded` rests on a decision."""

    moved: tuple[Moved, ...]
    earliest: date | None
    latest: date | None
    paragraph: tuple[int, str] = (0, "")
    clause: int = 0
    stage: str = "decided"
    proposal: str | None = None
    conditions: tuple[str, ...] = ()
    annuls: Annuls | None = None
    meets: str | None = None
    rate: tuple[str, int] | None = None
    grounded: bool = True


class Line(NamedTuple):
    """One entry of the log. Nothing is said by an entry that takes another one away."""

    said: Said | None
    corrects: int | None = None


class Coordinate(NamedTuple):
    """Where to stand."""

    position: int
    as_of: date
    stage: str = "decided"
    proposal: str | None = None


class Value(NamedTuple):
    """A frame at a coordinate. `commitment` None: nobody set it."""

    commitment: str | None
    figures: Figures


class Answer(NamedTuple):
    """Every frame that has a value, and what stands beside them: its day is not settled, or it waits for something."""

    frames: dict[Frame, Value]
    undetermined: list[tuple[int, Moved]]
    conditional: list[tuple[int, Moved]]


def answer(lines: Sequence[Line], first: int, coordinate: Coordinate, recorded_on: date) -> Answer:
    """What was decided, or said in one named proposal, by a day and as known at a position."""
    position, as_of, *voice = coordinate
    known: dict[int, tuple[int, Said]] = {}
    original: dict[int, int] = {}
    for number, line in enumerate(lines[: max(position - first + 1, 0)], start=first):
        original[number] = number if line.corrects is None else original[line.corrects]
        known.pop(line.corrects or 0, None)
        if line.said is not None:
            known[number] = (original[number], line.said)
    walk = sorted((_order(place, said, recorded_on), n, said) for n, (place, said) in known.items())
    settled = [said for _, _, said in walk if (said.latest or recorded_on) <= as_of and said.stage == "decided"]
    annulled = [said.annuls for _, _, said in walk if said.annuls is not None and said.annuls.final_on <= as_of]
    met = {said.meets for said in settled}
    standing = (said for said in settled if met.issuperset(said.conditions) and not _falls(said, annulled, recorded_on))
    rates = dict(said.rate for said in standing if said.rate is not None)
    frames: dict[Frame, Value] = {}
    undetermined: list[tuple[int, Moved]] = []
    conditional: list[tuple[int, Moved]] = []
    for _, number, said in walk:
        if [said.stage, said.proposal] != voice or (said.earliest or date.min) > as_of:
            continue
        decided_on, decided = said.latest or recorded_on, said.stage == "decided"
        if decided and _falls(said, annulled, recorded_on):
            continue
        moves = [moved._replace(figures=_grown(moved.figures, rates.get(moved.grows_by or ""))) for moved in said.moved]
        if decided_on > as_of:
            undetermined += [(number, moved) for moved in moves]
        elif decided and not met.issuperset(said.conditions):
            conditional += [(number, moved) for moved in moves]
        else:
            for moved in moves:
                frames[moved.frame] = _after(frames.get(moved.frame), moved)
    return Answer(frames, sorted(undetermined, key=str), sorted(conditional, key=str))


def _falls(said: Said, annulled: Sequence[Annuls], recorded_on: date) -> bool:
    return any(hits(one, said, said.latest or recorded_on) for one in annulled)


def hits(one: Annuls, said: Said, decided_on: date) -> bool:
    """Whether a judgment is about a decision; what rests on none cannot be judged."""
    same = said.grounded and one.paragraph == said.paragraph and one.decided_on in (None, decided_on)
    return same and one.clause in (None, said.clause)


def _grown(figures: Figures, thousandths: int | None) -> Figures:
    """With an index: each side by itself, to the nearest; net is their difference, or grows alone."""
    if thousandths is None:
        return figures
    costs, revenues, net = (None if ore is None else ore + _nearest(ore * thousandths, 1000) for ore in figures)
    return Figures(costs, revenues, net if costs is None or revenues is None else costs - revenues)


def _nearest(whole: int, by: int) -> int:
    sign = -1 if whole < 0 else 1
    return sign * ((2 * abs(whole) + by) // (2 * by))


def _order(place: int, said: Said, recorded_on: date) -> tuple[date, tuple[int, str], int, int]:
    return said.latest or recorded_on, said.paragraph, said.clause, place


def _after(before: Value | None, moved: Moved) -> Value:
    """One more in decided order. A plan after a budget is nothing; every other set begins anew."""
    if moved.sets == "plan" and before is not None and before.commitment == "budget":
        return before
    if moved.sets is not None:
        return Value(moved.sets, moved.figures)
    if before is None:
        return Value(None, moved.figures)
    sums = [None if a is None or b is None else a + b for a, b in zip(before.figures, moved.figures, strict=True)]
    return Value(before.commitment, Figures(*sums))
