"""Random ledgers, each as entries for the log and as lines for the naive model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Final, NamedTuple

import msgspec
from hypothesis import strategies as st

from api.app import OpenLedger
from ledger.events import (
    AnnulledAmount,
    CentralReserveReleased,
    ConditionMet,
    Correctable,
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
    OpeningEntryMade,
    PlanYearCopied,
    Proposable,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.log.database import Database
from ledger.log.entry import Entry
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.log.migrations import create_ledger
from ledger.recording import record
from ledger.values import (
    Amount,
    Basis,
    Commitment,
    DecisionReference,
    FrameKey,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    Recording,
)
from ledger.when import BoundsOrigin, DecisionBounds, today
from projections.asking.read_model import ReadModel
from projections.running.runner import Runner
from tests.given import AUTHOR, SOURCE, money, opening, turnover
from tests.projections.naive import Line
from tests.projections.said import Figures, Frame, Moved, Ruled, Said

FIRST: Final = 5
"""The position of the first drawn entry; before it come those that open the ledger."""

DAYS: Final = tuple(date.fromisoformat(f"2025-{day}") for day in ("10-31", "11-24", "12-01", "12-31"))
FRAMES: Final = (
    Frame("slk", "total", "operating", 2026),
    Frame("sbk", "total", "operating", 2026),
    Frame("sbk", "total", "investment", 2026),
    Frame("slk", "total", "operating", 2027),
)
PARAGRAPHS: Final[tuple[tuple[str | None, tuple[int, str]], ...]] = (
    (None, (0, "")),
    ("§ 9", (9, "")),
    ("§ 12", (12, "")),
    ("§12 a", (12, "A")),
    ("§ 12 B", (12, "B")),
    ("§ 12 Å", (12, "Å")),
)
NAMES: Final = ("alliansen", "oppositionen")


class Claimed(NamedTuple):
    """One claim in both forms."""

    fact: Correctable
    basis: Basis | None
    said: Said


class Drawn(NamedTuple):
    """A random ledger: what is appended after the opening, and the same for the naive model."""

    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]


_ore = st.integers(1, 999)
_index = st.sampled_from((None, None, "kf-index"))
_conditions = st.sampled_from(((), (), (), ("avtal",), ("avtal", "tomt")))


def amount_of(frame: Frame, costs: int, revenues: int, *, only_net: bool) -> tuple[Amount, Figures]:
    """An amount of a frame in both forms; if only its net is known, that is its costs."""
    if only_net:
        return NetAmount(costs), Figures(None, None, costs)
    figures = Figures(costs, revenues, costs - revenues)
    return (InvestmentAmount if frame.kind == "investment" else OperatingAmount)(costs, revenues), figures


def key_of(frame: Frame) -> FrameKey:
    """The key that the product has for a frame of the naive model."""
    return FrameKey(frame.unit, FrameKind(frame.kind), frame.year, frame.line)


@st.composite
def _amounts(draw: st.DrawFn, frame: Frame) -> tuple[Amount, Figures]:
    costs, revenues = draw(_ore), draw(st.integers(0, 999))
    return amount_of(frame, costs, revenues, only_net=draw(st.integers(0, 3)) == 0)


@st.composite
def _sets(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    frame, commitment = draw(st.sampled_from(FRAMES)), draw(st.sampled_from(Commitment))
    amount, figures = draw(_amounts(frame))
    index = draw(_index)
    return FrameDecided(key_of(frame), commitment, amount, index=index), (
        Moved(frame, commitment.value, figures, index),
    )


@st.composite
def _changes(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    frame = draw(st.sampled_from(FRAMES))
    amount, figures = draw(_amounts(frame))
    index = draw(_index)
    return FrameAdjusted(key_of(frame), amount, index=index), (Moved(frame, None, figures, index),)


@st.composite
def _transfers(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    source, target = draw(st.permutations(FRAMES[:2]))
    amount, figures = draw(_amounts(source))
    taken = Figures(*(None if ore is None else -ore for ore in figures))
    fact = FrameTransferred(key_of(source), key_of(target), amount)
    return fact, (Moved(source, None, taken), Moved(target, None, figures))


@st.composite
def _turnovers(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    frame, ore = draw(st.sampled_from(FRAMES[:2])), draw(_ore)
    return turnover(ore, ore, frame=key_of(frame)), (Moved(frame, None, Figures(ore, ore, 0)),)


@st.composite
def _countered(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    """A technical adjustment, or money out of a reserve: one frame up, another down."""
    frame, other = draw(st.permutations(FRAMES[:2]))
    amount, figures = draw(_amounts(frame))
    taken = Figures(*(None if ore is None else -ore for ore in figures))
    moved = (Moved(other, None, taken), Moved(frame, None, figures))
    if draw(st.booleans()):
        return CentralReserveReleased(key_of(other), key_of(frame), amount), moved
    return TechnicalAdjustmentMade(key_of(frame), amount, key_of(other)), moved


@st.composite
def _appropriations(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    """Partly out of a reserve, and partly by more revenues, both of the same other frame."""
    frame, other = draw(st.permutations(FRAMES[:2]))
    saved, earned = draw(_ore), draw(_ore)
    legs = (
        FinancingLeg(FinancingSource.CENTRAL_RESERVE, saved, key_of(other)),
        FinancingLeg(FinancingSource.REVENUE, earned, key_of(other)),
    )
    moved = (
        Moved(other, None, Figures(-saved, 0, -saved)),
        Moved(other, None, Figures(0, earned, -earned)),
        Moved(frame, None, Figures(saved + earned, 0, saved + earned)),
    )
    return SupplementaryAppropriationDecided(key_of(frame), money(saved + earned), legs), moved


@st.composite
def _copies(draw: st.DrawFn) -> tuple[Proposable, tuple[Moved, ...]]:
    """A plan year: a plan with its own printed amount, whatever it copies."""
    frame = draw(st.sampled_from(FRAMES))
    amount, figures = draw(_amounts(frame))
    return PlanYearCopied(key_of(frame), key_of(FRAMES[0]), amount), (Moved(frame, "plan", figures),)


_plain = (_sets(), _sets(), _changes(), _changes(), _transfers(), _turnovers())
_proposable = st.one_of(*_plain, _countered(), _appropriations(), _copies())


@st.composite
def _bases(draw: st.DrawFn) -> tuple[Basis, Said]:
    """A basis, and what it says about when; nothing is moved by it yet."""
    text, paragraph = draw(st.sampled_from(PARAGRAPHS))
    clause, conditions = draw(st.sampled_from((None, 1, 2))), draw(_conditions)
    earliest, latest = sorted(draw(st.tuples(*[st.sampled_from(DAYS)] * 2)))
    until = draw(st.sampled_from((latest, latest, None)))
    bounds = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, earliest, until)
    basis = Basis("KF", earliest if earliest == until else bounds, SOURCE, None, text, clause, conditions=conditions)
    return basis, Said((), earliest, until, paragraph, clause or 0, conditions=conditions)


@st.composite
def _afterwards(draw: st.DrawFn) -> Claimed:
    """A final judgment, a condition that is met, or an index that is decided."""
    basis, said = draw(_bases())
    match draw(st.integers(0, 3)):
        case 0:
            name = draw(st.sampled_from(("avtal", "tomt")))
            return Claimed(ConditionMet(name), basis, said._replace(meets=name))
        case 1:
            thousandths = draw(st.integers(-500, 500))
            fact = IndexDecided("kf-index", thousandths * 1_000_000)
            return Claimed(fact, basis, said._replace(rate=("kf-index", thousandths)))
        case _:
            text, paragraph = draw(st.sampled_from(PARAGRAPHS))
            clause, decided_on = draw(st.sampled_from((None, 1, 2))), draw(st.sampled_from((None, *DAYS)))
            given_on, final_on = sorted(draw(st.tuples(*[st.sampled_from(DAYS)] * 2)))
            meant = DecisionReference("kf", None, text, clause, decided_on)
            parts, cuts = draw(_annulled_parts())
            words = JudgmentOutcome.ANNULLED_IN_PART if parts else JudgmentOutcome.ANNULLED
            judgment = JudgmentGiven(
                meant, "FR", words, given_on, final_on, annulled_amounts=parts, final_ground="Lagakraftbevis"
            )
            ruled = Ruled(paragraph, clause, decided_on, given_on, final_on, annuls=not parts, cuts=cuts)
            return Claimed(judgment, None, Said((), None, None, ruled=ruled))


@st.composite
def _annulled_parts(draw: st.DrawFn) -> tuple[tuple[AnnulledAmount, ...], tuple[Moved, ...]]:
    """What a court annuls of a decision, when that is not all of it: nothing said is everything."""
    if draw(st.booleans()):
        return (), ()
    frame = draw(st.sampled_from(FRAMES))
    costs, revenues = draw(st.integers(0, 50)), draw(st.integers(0, 50))
    amount, figures = amount_of(frame, costs, revenues, only_net=draw(st.booleans()))
    return (AnnulledAmount(key_of(frame), amount),), (Moved(frame, None, figures),)


@st.composite
def _openings(draw: st.DrawFn) -> Claimed:
    """May lack day, amount or both."""
    fact, (moved,) = draw(_sets())
    assert isinstance(fact, FrameDecided)
    unknown = draw(st.booleans())
    figures = Figures(None, None, None) if unknown else moved.figures
    opened = OpeningEntryMade(fact.frame, fact.commitment, None if unknown else fact.amount)
    basis, said = draw(st.one_of(st.just((None, Said((), None, None, grounded=False))), _bases()))
    return Claimed(opened, basis, said._replace(moved=(moved._replace(figures=figures, grows_by=None),)))


@st.composite
def _decisions(draw: st.DrawFn) -> Claimed:
    fact, moved = draw(_proposable)
    basis, said = draw(_bases())
    return Claimed(fact, basis, said._replace(moved=moved))


@st.composite
def _proposals(draw: st.DrawFn, name: str) -> Claimed:
    inner = draw(st.lists(_proposable, min_size=1, max_size=3))
    basis, said = draw(_bases())
    kind = draw(st.sampled_from((ProposalMade, RecommendationMade)))
    fact = kind(name, tuple(fact for fact, _ in inner))
    stage = "proposed" if kind is ProposalMade else "recommended"
    moved = tuple(move for _, every in inner for move in every)
    return Claimed(fact, basis, said._replace(moved=moved, stage=stage, proposal=name))


def _claims(free_names: Sequence[str]) -> st.SearchStrategy[Claimed]:
    kinds = [_decisions(), _decisions(), _decisions(), _openings(), _afterwards()]
    return st.one_of(*kinds, *(_proposals(name) for name in free_names))


@st.composite
def ledgers(draw: st.DrawFn, longest: int = 9) -> Drawn:
    """A few entries on few frames and few days, so that they meet; a third of them correct an earlier one."""
    entries: list[Entry] = []
    lines: list[Line] = []
    first: dict[int, int] = {}
    open_to_correction: dict[int, str | None] = {}  # position, and the proposal's name when it is one
    for position in range(FIRST, FIRST + draw(st.integers(1, longest))):
        corrects = draw(st.sampled_from((None, None, *open_to_correction))) if open_to_correction else None
        kept = open_to_correction.pop(corrects, None) if corrects is not None else None
        free = [kept] if kept else [name for name in NAMES if name not in open_to_correction.values()]
        withdraws = corrects is not None and draw(st.booleans())
        claimed = None if withdraws else draw(_claims(free))
        first[position] = position if corrects is None else first[corrects]
        entries.append(_entry(claimed, corrects, first[position]))
        lines.append(Line(claimed.said if claimed else None, corrects))
        open_to_correction[position] = claimed.said.proposal if claimed else None
    return Drawn(tuple(entries), tuple(lines))


def _entry(claimed: Claimed | None, corrects: int | None, first: int) -> Entry:
    recording = Recording(AUTHOR.by, AUTHOR.via)
    if corrects is None:
        assert claimed is not None
        return Entry(claimed.fact, recording, claimed.basis)
    new = None if claimed is None else Replacement(claimed.fact, claimed.basis)
    return Entry(RecordingErrorCorrected(corrects, "avskrivningsfel", new, first_position=first), recording)


def completed(day: date, entry: Entry) -> Entry:
    """The entry as the ledger completes it: a correction says on which day what it corrects was first recorded."""
    if not isinstance(entry.fact, RecordingErrorCorrected):
        return entry
    return msgspec.structs.replace(entry, fact=msgspec.structs.replace(entry.fact, first_recorded_on=day))


_numbers = count(1)


@contextmanager
def ledger_of(database: Database, drawn: Drawn) -> Iterator[OpenLedger]:
    """A new ledger with the drawn entries, appended at once; nothing is taken in by the projections."""
    place = create_ledger(database, f"drawn_{next(_numbers)}")
    log = Log.open(database, place)
    ledger = OpenLedger(place.name, log, Runner(database, place), ReadModel(database, place, lambda: log))
    record(log, place.name, opening(), AUTHOR)
    day = today()
    log.append([completed(day, entry) for entry in drawn.entries], (), LogCursor(FIRST - 1), None)
    ledger.runner.prepare()
    yield ledger
