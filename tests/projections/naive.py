"""A third opinion on what a frame is: a list of what was said, and a fold over it in decided order.

It shares no code with the product: it reads no text, decodes no entry and knows no class of the catalogue. It walks
through decided order once and keeps a running frame, while the product first looks for the set that governs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tests.projections.said import Figures, Frame, Moved, Posted, Reported, Ruled, Said, whose


class Line(NamedTuple):
    """One entry of the log. Nothing is said by an entry that takes another one away."""

    said: Said | None
    corrects: int | None = None


class Coordinate(NamedTuple):
    """Where to stand, what proposals to lay on what is decided, and what every index that is not decided is supposed to
    be, in thousandths. `in_force`: only decisions with legal force. `unit`: only that unit and those below it."""

    position: int
    as_of: date
    stage: str = "decided"
    proposal: str | None = None
    laid: tuple[str, ...] = ()
    supposed: int | None = None
    in_force: bool = False
    unit: str | None = None


class Value(NamedTuple):
    """A frame at a coordinate. `commitment` None: nobody set it."""

    commitment: str | None
    figures: Figures


class Answer(NamedTuple):
    """Every frame that has a value, what stands beside them, by why, and the conditions that are met."""

    frames: dict[Frame, Value]
    beside: dict[str, list[tuple[int, Moved]]]
    met: set[str | None]


def answer(lines: Sequence[Line], first: int, coordinate: Coordinate, recorded_on: date) -> Answer:
    """What was decided, or said in one named proposal, by a day and as known at a position."""
    walk = _walk(lines, first, coordinate, recorded_on)
    told = Answer({}, {"undetermined": [], "conditional": [], "without-legal-force": []}, _met(walk, coordinate.as_of))
    for number, why, moved in _steps(walk, coordinate, told.met):
        if why is None:
            told.frames[moved.frame] = after(told.frames.get(moved.frame), moved)
        else:
            told.beside[why].append((number, moved))
    for beside in told.beside.values():
        beside.sort(key=str)
    return told


def just_before(lines: Sequence[Line], first: int, number: int, recorded_on: date) -> dict[Frame, Value]:
    """Every decided frame just before an entry in decided order, as all that is known stands in the end."""
    end = Coordinate(first + len(lines), date.max)
    walk = _walk(lines, first, end, recorded_on)
    numbers = [each for each, _ in walk]
    earlier = numbers[: numbers.index(number)]
    frames: dict[Frame, Value] = {}
    for each, why, moved in _steps(walk, end, _met(walk, date.max)):
        if why is None and each in earlier:
            frames[moved.frame] = after(frames.get(moved.frame), moved)
    return frames


def made_of(
    lines: Sequence[Line], first: int, recorded_on: date, before_entry: int | None = None
) -> dict[Frame, list[tuple[int, Moved]]]:
    """What each decided frame is the sum of in the end, or just before an entry in decided order, as courts have left
    it and without any index; with the entries that say so, in decided order."""
    end = Coordinate(first + len(lines), date.max)
    walk = _walk(lines, first, end, recorded_on)
    numbers = [each for each, _ in walk]
    later = set(() if before_entry is None else numbers[numbers.index(before_entry) :])
    parts: dict[Frame, list[tuple[int, Moved]]] = {}
    for number, why, moved, _ in _amounts(walk, end, _met(walk, date.max)):
        before = parts.setdefault(moved.frame, [])
        is_plan_behind_budget = moved.sets == "plan" and any(part.sets == "budget" for _, part in before)
        if why is None and not is_plan_behind_budget and number not in later:
            parts[moved.frame] = [*(before if moved.sets is None else ()), (number, moved)]
    return parts


def in_decided_order(lines: Sequence[Line], first: int, recorded_on: date) -> list[int]:
    """The entries that stand in the end."""
    return [number for number, _ in _walk(lines, first, Coordinate(first + len(lines), date.max), recorded_on)]


def met(lines: Sequence[Line], first: int, coordinate: Coordinate, recorded_on: date) -> set[str | None]:
    """The conditions that are met by a day, as known at a position."""
    return _met(_walk(lines, first, coordinate, recorded_on), coordinate.as_of)


_Walk = list[tuple[int, Said]]


def _met(walk: _Walk, as_of: date) -> set[str | None]:
    acting = _acting(walk, as_of)
    conditions: set[str | None] = set()
    for _ in acting:  # what is met may let another be
        conditions |= {said.meets for said in acting if conditions.issuperset(said.conditions)}
    return conditions


def _acting(walk: _Walk, as_of: date) -> list[Said]:
    """What says on a day that conditions are met, or what indices are, if what it waits for itself has come."""
    settled = (said for _, said in walk if said.latest and said.latest <= as_of and said.stage == "decided")
    ruled = _ruled(walk)
    return [said for said in settled if (said.meets or said.rate) and not falls(said, ruled, as_of)]


def _ruled(walk: _Walk) -> list[Ruled]:
    return [said.ruled for _, said in walk if said.ruled is not None]


def rulings_on(said: Said, ruled: Iterable[Ruled]) -> list[Ruled]:
    """The judgments on a decision, of some in the order they were recorded, of each as it was recorded last: all are of
    one court, and so those of one day are one; but one may take of different frames in as many entries."""
    known = [ruling for ruling in ruled if not ruling.proves and hits(ruling, said)]
    return [
        ruling
        for number, ruling in enumerate(known, start=1)
        if not any(_is_again(later, ruling) for later in known[number:])
    ]


def _is_again(later: Ruled, ruling: Ruled) -> bool:
    """Whether a judgment was recorded again. What leaves a decision as a whole says nothing of a clause that the same
    judgment takes something of."""
    rest = later.clause is None and ruling.clause is not None and not later.annuls
    of_the_rest = rest and (ruling.annuls or bool(ruling.cuts))
    return later.given_on == ruling.given_on and not _of_others(later, ruling) and not of_the_rest


def _of_others(one: Ruled, other: Ruled) -> bool:
    """Whether two take of frames, and of none that both do."""
    frames, others = ({cut.frame for cut in each.cuts} for each in (one, other))
    return bool(frames) and bool(others) and frames.isdisjoint(others)


def falls(said: Said, ruled: Iterable[Ruled], as_of: date = date.max) -> bool:
    """Whether a court has annulled a decision by a day."""
    return any(ruling.annuls for ruling in _final(rulings_on(said, ruled), as_of))


def _final(ruled: Iterable[Ruled], as_of: date) -> list[Ruled]:
    return [ruling for ruling in ruled if ruling.final_on is not None and ruling.final_on <= as_of]


def _steps(walk: _Walk, coordinate: Coordinate, met: set[str | None]) -> Iterator[tuple[int, str | None, Moved]]:
    """What each entry does to each frame, with its index and what courts have left of it; or why it stands outside."""
    for number, why, moved, thousandths in _amounts(walk, coordinate, met):
        yield number, why, moved._replace(figures=grown(moved.figures, thousandths))


def _amounts(
    walk: _Walk, coordinate: Coordinate, met: set[str | None]
) -> Iterator[tuple[int, str | None, Moved, int | None]]:
    """The same without the index, and how much that is."""
    as_of, voice = coordinate.as_of, (coordinate.stage, coordinate.proposal)
    ruled = _ruled(walk)
    rates = dict(said.rate for said in _acting(walk, as_of) if said.rate and met.issuperset(said.conditions))
    for number, said in walk:
        heard = (said.stage, said.proposal) == voice and said.earliest is not None and said.earliest <= as_of
        if not heard or (said.stage == "decided" and falls(said, ruled, as_of)):
            continue
        why = _outside(said, coordinate, met, walk)
        for moved in said.moved:
            rate = rates.get(moved.grows_by, coordinate.supposed) if moved.grows_by else None
            left = left_of(said, moved, ruled if said.stage == "decided" else (), as_of)
            yield number, why, moved._replace(figures=left), rate


def _walk(lines: Sequence[Line], first: int, coordinate: Coordinate, recorded_on: date) -> _Walk:
    """What is known, in decided order, with every day filled in; and last what is laid on it."""
    known: dict[int, tuple[int, Said]] = {}
    original: dict[int, int] = {}
    for number, line in enumerate(lines[: max(coordinate.position - first + 1, 0)], start=first):
        original[number] = number if line.corrects is None else original[line.corrects]
        known.pop(line.corrects or 0, None)
        if line.said is not None:
            said = line.said.settled(recorded_on)
            known[number] = (original[number], said._replace(earliest=said.earliest or date.min))
    order = sorted((said.latest, said.paragraph, said.clause, place, n) for n, (place, said) in known.items())
    walk = [(number, known[number][1]) for *_, number in order]
    for name in coordinate.laid:
        number, said = next(step for step in reversed(walk) if step[1].proposal == name)
        walk.append((number, Said(said.moved, coordinate.as_of, coordinate.as_of, grounded=False)))
    return walk


def _outside(said: Said, coordinate: Coordinate, met: set[str | None], walk: _Walk) -> str | None:
    if said.latest is None or said.latest > coordinate.as_of:
        return "undetermined"
    if said.stage == "decided" and not met.issuperset(said.conditions):
        return "conditional"
    weak = coordinate.in_force and said.grounded and not _in_force(said, walk, coordinate.as_of)
    return "without-legal-force" if weak else None


def hits(ruling: Ruled | Reported, said: Said) -> bool:
    """Whether a judgment or a report is about a decision; what rests on none cannot be judged."""
    same = said.grounded and said.named and ruling.body == said.body and ruling.paragraph == said.paragraph
    if isinstance(ruling, Ruled) and not _since(said, ruling.given_on):
        return False
    return same and ruling.decided_on in (None, said.latest) and ruling.clause in (None, said.clause)


def left_of(said: Said, moved: Moved, ruled: Iterable[Ruled], as_of: date = date.max) -> Figures:
    """What the courts have left of an amount by a day."""
    figures, taken_by = moved.figures, list[Figures]()
    for ruling in _final(rulings_on(said, ruled), as_of):
        taken_by += [cut.figures for cut in ruling.cuts if cut.frame == moved.frame][-1:]
    for taken in taken_by:
        pairs = zip(figures, taken, strict=True)
        figures = Figures(*(None if a is None or b is None else a - b for a, b in pairs))
    return figures


def _in_force(said: Said, walk: _Walk, as_of: date) -> bool:
    """By a proof; or else when the last judgment that becomes final is; or, when there is none, the day after the last
    day to appeal."""
    ruled = [other.ruled for _, other in walk if other.ruled is not None]
    proofs = [ruling for ruling in ruled if ruling.proves and hits(ruling, said)]
    about = [ruling for ruling in (*proofs, *rulings_on(said, ruled)) if ruling.given_on <= as_of]
    final = [ruling.final_on for ruling in about if ruling.final_on is not None]
    if about:
        return any(ruling.proves for ruling in about) or (bool(final) and max(final) <= as_of)
    posted = {notice.posted_on: notice for notice in _notices(said, walk, as_of) if notice.posted_on <= as_of}
    stayed = [posted[day] for day in sorted(posted) if (posted[day].down_on or date.max) > posted[day].last_day]
    return bool(stayed) and stayed[0].last_day < as_of


def _notices(said: Said, walk: _Walk, as_of: date) -> list[Posted]:
    """The notices that the time to appeal a decision may begin at: of its own minutes, or, if it was made by
    delegation, of those in which it was reported (KL 6:40, 7:8)."""
    known = [other.posted for _, other in walk if other.posted is not None]
    own = [notice for notice in known if _covers(notice, said.body, (said.earliest, said.latest), said.paragraph)]
    every = [other.reported for _, other in walk if other.reported is not None and hits(other.reported, said)]
    every = [report for report in every if _since(said, _reported_on(report)) or _reported_on(report) == date.min]
    reports = sorted((report for report in every if _reported_on(report) <= as_of), key=_reported_on)
    if not reports:
        return [] if any(other.delegated and _one_decision(other, said) for _, other in walk) else own
    last = reports[-1]
    there = [] if last.posted is None else [last.posted]
    if last.how == "reported" and last.board is not None and last.meeting_day is not None:
        days = (last.meeting_day, last.meeting_day)
        there += [notice for notice in known if _covers(notice, last.board, days, last.at)]
    return [*there, *(own if last.how == "own-minutes" else ())]


def _since(said: Said, day: date) -> bool:
    """Nothing comes of a decision before it is made."""
    return day >= (said.earliest or date.min)


def _reported_on(report: Reported) -> date:
    posted_on = None if report.posted is None else report.posted.posted_on
    return report.meeting_day or posted_on or report.decided_on or date.min


def _one_decision(one: Said, other: Said) -> bool:
    places = [(whose(said.body), said.paragraph, said.clause, said.latest) for said in (one, other)]
    return places[0] == places[1] and one.grounded and other.grounded


def _covers(notice: Posted, body: str, days: tuple[date | None, date | None], paragraph: tuple[int, str]) -> bool:
    """Of a decision whose day is not known only when it names the paragraph."""
    first, last = days[0] or date.min, days[1] or date.max
    if whose(notice.body) != whose(body) or not first <= notice.meeting_day <= last:
        return False
    return paragraph in notice.paragraphs or (not notice.paragraphs and first == last)


def grown(figures: Figures, thousandths: int | None) -> Figures:
    """With an index: each side by itself, to the nearest; net is their difference, or grows alone."""
    if thousandths is None:
        return figures
    costs, revenues, net = (None if ore is None else ore + _nearest(ore * thousandths, 1000) for ore in figures)
    return Figures(costs, revenues, net if costs is None or revenues is None else costs - revenues)


def _nearest(whole: int, by: int) -> int:
    sign = -1 if whole < 0 else 1
    return sign * ((2 * abs(whole) + by) // (2 * by))


def after(before: Value | None, moved: Moved) -> Value:
    """One more in decided order. A plan after a budget is nothing; every other set begins anew."""
    if moved.sets == "plan" and before is not None and before.commitment == "budget":
        return before
    if moved.sets is not None:
        return Value(moved.sets, moved.figures)
    if before is None:
        return Value(None, moved.figures)
    sums = [None if a is None or b is None else a + b for a, b in zip(before.figures, moved.figures, strict=True)]
    return Value(before.commitment, Figures(*sums))
