"""What the model sends: few units, frames, days and paragraphs, so that everything meets everything.

A part of what is drawn is wrong on purpose; `tests.model.judge` says what of it must be refused.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import msgspec
from hypothesis import strategies as st

from ledger.events import (
    AnnulledAmount,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    Correctable,
    FrameDecided,
    IndexDecided,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    LegalForceConfirmed,
    OpeningEntryMade,
    ProposalException,
    ProposalMade,
    RecommendationMade,
    UnitClosed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
)
from ledger.values import Basis, Commitment, DecisionReference
from ledger.when import BoundsOrigin, DecisionBounds
from tests.given import SOURCE
from tests.model.book import NOTHING, Claim, Inner
from tests.model.money import FRAMES, a_frame, amounts, inner, new_money, seldom, written_otherwise
from tests.projections.random_ledgers import PARAGRAPHS, amount_of, key_of
from tests.projections.said import COUNCIL_NAMES, Figures, Frame, Moved, Ruled, Said, whose

TODAY: Final = date(2026, 6, 15)
"""The day on which every story is told, in the year that most money is about."""

DAYS: Final = (date(2025, 10, 31), date(2025, 11, 24), date(2026, 2, 28), TODAY)
DEPARTMENTS: Final = ("ks", "slk", "sbk", "ny")
NAMES: Final = ("alliansen", "oppositionen")
CONDITIONS: Final = ("avtal", "tomt")
TEXTS: Final = (PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2], PARAGRAPHS[2], PARAGRAPHS[3])


@st.composite
def grounds(
    draw: st.DrawFn, days: Sequence[date] = DAYS, body: str = "KF", delegation: str | None = None
) -> tuple[Basis, Said]:
    """A basis, and what it says about when. Sometimes a day that has not been, or bounds the wrong way round."""
    text, paragraph = draw(st.sampled_from(TEXTS))
    clause = draw(st.sampled_from((None, 1, 2)))
    conditions = draw(st.sampled_from(((), (), (), CONDITIONS[:1], CONDITIONS)))
    day, other = draw(st.sampled_from(days)), draw(st.sampled_from(days))
    earliest, latest = sorted((day, other))
    if draw(seldom):
        day, (earliest, latest) = TODAY + timedelta(days=1), (DAYS[1], DAYS[0])
    until = draw(st.sampled_from((latest, latest, None)))
    bounds = DecisionBounds("dagen framgår inte", BoundsOrigin.INFERRED, earliest, until)
    known = draw(st.booleans())
    basis = Basis(
        body, day if known else bounds, SOURCE, None, text, clause, conditions=conditions, delegation=delegation
    )
    between = (day, day) if known else (earliest, until)
    if body == "KF" and draw(seldom):
        basis = msgspec.structs.replace(basis, body="Stadsfullmäktige")
    by, delegated = plain(basis.body), delegation is not None
    return basis, Said((), *between, paragraph, clause or 0, conditions=conditions, body=by, delegated=delegated)


def plain(body: str) -> str:
    """A body's name as the naive model has it."""
    return body.casefold()


@st.composite
def decisions(draw: st.DrawFn, on: tuple[Basis, Said] | None = None) -> Claim:
    """A frame is set or changed."""
    basis, said = on or draw(grounds())
    return decision(basis, said, draw(inner))


def decision(basis: Basis, said: Said, drawn: Inner) -> Claim:
    return Claim(drawn.fact, basis, said, "frame", inner=(drawn,))


@st.composite
def spending(draw: st.DrawFn) -> list[Claim]:
    """New money during the year, in one decision: one frame's may meet another's."""
    basis, said = draw(grounds(DAYS[2:]))
    return [decision(basis, said, drawn) for drawn in draw(st.lists(new_money, min_size=1, max_size=3))]


def changes(claim: Claim) -> list[Moved]:
    """What a claim changes frames by, and does not set them to."""
    return [moved for moved in claim.moves if moved.sets is None]


@st.composite
def again(draw: st.DrawFn, claim: Claim) -> list[Claim]:
    """What a decision changed, or a part of it, written as other events; perhaps in another clause of it."""
    assert claim.basis is not None
    clause = draw(st.sampled_from((claim.basis.clause, claim.basis.clause, None, 1, 2)))
    basis, said = msgspec.structs.replace(claim.basis, clause=clause), claim.said._replace(clause=clause or 0)
    if whose(said.body) == COUNCIL_NAMES[0]:
        called = draw(st.sampled_from(("KF", "Stadsfullmäktige")))
        basis, said = msgspec.structs.replace(basis, body=called), said._replace(body=plain(called))
    every = draw(st.lists(st.sampled_from(changes(claim)), min_size=1, max_size=2))
    return [decision(basis, said, draw(written_otherwise(moved))) for moved in every]


@st.composite
def budgets(draw: st.DrawFn) -> list[Claim]:
    """What a story may begin with: frames of the year that are set before it, by one decision."""
    text, paragraph = PARAGRAPHS[1]
    basis = Basis("KF", DAYS[1], SOURCE, None, text)
    said = Said((), DAYS[1], DAYS[1], paragraph)
    claims = []
    for frame in draw(st.lists(st.sampled_from(FRAMES), max_size=3, unique=True)):
        amount, figures = draw(amounts(frame))
        fact = FrameDecided(key_of(frame), Commitment.BUDGET, amount)
        claims.append(decision(basis, said, Inner(fact, (Moved(frame, "budget", figures),))))
    return claims


@st.composite
def openings(draw: st.DrawFn) -> Claim:
    """A frame as it was when the ledger took over; amount, day and origin may each be unknown."""
    frame, commitment = draw(a_frame), draw(st.sampled_from(Commitment))
    amount, figures = draw(amounts(frame))
    if draw(st.booleans()):
        amount, figures = None, Figures(None, None, None)  # type: ignore[assignment]
    ground: tuple[Basis | None, Said] = (None, NOTHING._replace(grounded=False))
    basis, said = draw(st.one_of(st.just(ground), grounds()))
    fact = OpeningEntryMade(key_of(frame), commitment, amount)
    # The fact is no proposable one; it stands here for what it does to its frame.
    return Claim(fact, basis, said, "opening", inner=(Inner(fact, (Moved(frame, commitment.value, figures),)),))  # type: ignore[arg-type]


@st.composite
def proposals(draw: st.DrawFn) -> Claim:
    """A named proposal or recommendation."""
    name, every = draw(st.sampled_from((NAMES[0], *NAMES))), tuple(draw(st.lists(inner, min_size=1, max_size=3)))
    basis, said = draw(grounds())
    kind = draw(st.sampled_from((ProposalMade, RecommendationMade)))
    stage = "proposed" if kind is ProposalMade else "recommended"
    fact = kind(name, tuple(drawn.fact for drawn in every))
    return Claim(fact, basis, said._replace(stage=stage, proposal=name), "proposal", name, every)


@st.composite
def clauses(draw: st.DrawFn) -> Claim:
    """A clause that adopts a proposal with exceptions, decides facts of its own, or both, or is denied."""
    basis, said = draw(grounds())
    name = draw(st.sampled_from((*(NAMES[0],) * 5, NAMES[1], None, "ingens")))
    outcome = draw(st.sampled_from((ClauseOutcome.APPROVED, ClauseOutcome.PARTLY, ClauseOutcome.DENIED)))
    moves = outcome is not ClauseOutcome.DENIED
    left_out = draw(st.sampled_from(((), (), (1,), (2,), (1, 2)))) if moves and name else ()
    own = tuple(draw(st.lists(inner, max_size=1))) if moves else ()
    wording = draw(st.sampled_from(("att bifalla", "att anslå", "att fastställa")))
    exceptions = tuple(ProposalException(number, "utgår") for number in left_out)
    fact = ClauseDecided(outcome, wording, name, exceptions, tuple(drawn.fact for drawn in own))
    value = outcome.value if moves else ""
    return Claim(fact, basis, said, "clause", name or "", own, left_out, value, wording)


@st.composite
def afterwards(draw: st.DrawFn) -> Claim:
    """A judgment with or without its final day, a proof of legal force, a condition that is met, or an index that is
    decided; the last two may themselves wait for something."""
    basis, said = draw(grounds())
    match draw(st.integers(0, 4)):
        case 0 | 1:
            name = draw(st.sampled_from(CONDITIONS))
            return Claim(ConditionMet(name), basis, said._replace(meets=name), "condition", name)
        case 2:
            thousandths = draw(st.sampled_from((-500, 25, 333)))
            fact = IndexDecided("kf-index", thousandths * 1_000_000)
            return Claim(fact, basis, said._replace(rate=("kf-index", thousandths)), "index", "kf-index")
        case _:
            return draw(judgments())


@st.composite
def judgments(draw: st.DrawFn, body: str = "kf", frames: Sequence[Frame] = FRAMES) -> Claim:
    """On a decision of a body, about some frames; or a proof that one has legal force."""
    text, paragraph = draw(st.sampled_from(TEXTS))
    clause, decided_on = draw(st.sampled_from((None, None, 1, 2))), draw(st.sampled_from((None,) * 4 + DAYS))
    given_on = draw(st.sampled_from((TODAY, TODAY, *DAYS)))
    final_on = draw(st.sampled_from((None, *(day for day in DAYS if day >= given_on))))
    outcome = draw(st.sampled_from(JudgmentOutcome))
    meant = DecisionReference(body, None, text, clause, decided_on)
    if draw(st.integers(0, 2)) == 0:
        proven_on = final_on or given_on
        proof = Ruled(paragraph, clause, decided_on, proven_on, proven_on, proves=True, body=plain(body))
        fact: Correctable = LegalForceConfirmed(meant, proven_on)
        return Claim(fact, None, NOTHING._replace(ruled=proof, grounded=False), "judgment")
    effect = draw(st.sampled_from((JudgmentEffect.ANNULLED, JudgmentEffect.ANNULLED, *JudgmentEffect)))
    frame, parts, cuts = draw(st.sampled_from(frames)), tuple[AnnulledAmount, ...](), tuple[Moved, ...]()
    if effect is JudgmentEffect.ANNULLED_IN_PART:
        amount, figures = amount_of(frame, draw(st.integers(1, 9)), draw(st.integers(0, 3)), only_net=draw(seldom))
        parts, cuts = (AnnulledAmount(key_of(frame), amount),), (Moved(frame, None, figures),)
    annuls = effect is JudgmentEffect.ANNULLED
    ruled = Ruled(paragraph, clause, decided_on, given_on, final_on, annuls=annuls, cuts=cuts, body=plain(body))
    ground = None if draw(seldom) else "Lagakraftbevis"
    wrong = frozenset({"final-day-without-ground"} if final_on is not None and ground is None else ())
    fact = JudgmentGiven(
        meant, "FR", outcome, given_on, final_on, effect=effect, annulled_amounts=parts, final_ground=ground
    )
    return Claim(fact, None, NOTHING._replace(ruled=ruled, grounded=False), "judgment", wrong=wrong)


@st.composite
def units(draw: st.DrawFn) -> Claim:
    """A unit is registered, called something else, moved, closed, merged with others or split; perhaps it comes below
    itself, or takes over from itself. With a decision, or with none."""
    ground: tuple[Basis | None, Said] = (None, NOTHING._replace(grounded=False))
    basis, said = draw(st.one_of(st.just(ground), st.just(ground), grounds()))
    since, unit = draw(st.sampled_from((*DAYS, date(2027, 1, 1)))), draw(st.sampled_from(DEPARTMENTS))
    made = draw(st.sampled_from((_renamed, _moved, _moved, _registered, _merged, _split, _closed)))
    return draw(made(unit, since)).claim(basis, said, since)


class _Units(NamedTuple):
    """A fact about units in both forms."""

    fact: Correctable
    says: tuple[tuple[str, str, str | None], ...]
    units: tuple[str, ...]
    is_wrong: bool = False

    def claim(self, basis: Basis | None, said: Said, since: date) -> Claim:
        registers = isinstance(self.fact, UnitRegistered)
        kind, name = ("register", self.says[0][0]) if registers else ("units", "")
        wrong = frozenset({"reorganisation-empty"} if self.is_wrong else ())
        return Claim(self.fact, basis, said, kind, name, says=self.says, since=since, units=self.units, wrong=wrong)


@st.composite
def _renamed(draw: st.DrawFn, unit: str, since: date) -> _Units:
    name = draw(st.sampled_from(("Kontoret", "Förvaltningen")))
    return _Units(UnitRenamed(unit, name, since), ((unit, "name", name),), (unit,))


@st.composite
def _moved(draw: st.DrawFn, unit: str, since: date) -> _Units:
    above = draw(st.sampled_from((None, *DEPARTMENTS, *DEPARTMENTS, "okand")))
    return _Units(UnitMoved(unit, since, above), ((unit, "above", above),), _named(unit, above))


@st.composite
def _registered(draw: st.DrawFn, unit: str, since: date) -> _Units:
    unit, above = draw(st.sampled_from((unit, "ny", "ny"))), draw(st.sampled_from((None, "ks", "sbk", "okand")))
    above = None if above == unit else above
    says = ((unit, "name", "Nya"), (unit, "above", above), (unit, "exists", unit))
    return _Units(UnitRegistered(unit, "Nya", above, since), says, _named(above))


@st.composite
def _merged(draw: st.DrawFn, unit: str, since: date) -> _Units:
    merged = (unit, *draw(st.lists(st.sampled_from(DEPARTMENTS), max_size=1)))
    into = draw(st.sampled_from(DEPARTMENTS))
    says = _ended((closed for closed in merged if closed != into), (into,))
    return _Units(UnitsMerged(merged, into, since), says, (*merged, into), {*merged} == {into})


@st.composite
def _split(draw: st.DrawFn, unit: str, since: date) -> _Units:
    parts = tuple(draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=2, max_size=3)))
    says = (*_ended(() if unit in parts else (unit,), parts), *((unit, "part", part) for part in parts))
    return _Units(UnitSplit(unit, parts, since), says, (unit, *parts), len({*parts}) < 2)


@st.composite
def _closed(draw: st.DrawFn, unit: str, since: date) -> _Units:
    heirs = tuple(draw(st.lists(st.sampled_from(DEPARTMENTS), max_size=2)))
    fact = UnitClosed(unit, since - timedelta(days=1), heirs)
    return _Units(fact, _ended((unit,), heirs), (unit, *heirs), unit in heirs)


def _ended(units: Iterable[str], heirs: Sequence[str]) -> tuple[tuple[str, str, str | None], ...]:
    return tuple(said for unit in units for said in ((unit, "exists", None), *((unit, "heir", heir) for heir in heirs)))


def _named(*units: str | None) -> tuple[str, ...]:
    return tuple(unit for unit in units if unit is not None)


anything = st.one_of(decisions(), decisions(), decisions(), openings(), proposals(), clauses(), afterwards(), units())
replacements = st.one_of(
    st.none(),
    st.none(),
    decisions(),
    decisions(),
    openings(),
    proposals(),
    proposals(),
    clauses(),
    afterwards(),
    units(),
).map(lambda claim: None if claim is not None and claim.kind == "register" else claim)
"""What a correction puts in the place of an entry; None takes it away."""


def named(claim: Claim, name: str) -> Claim:
    """The same proposal by another name."""
    fact = msgspec.structs.replace(claim.fact, proposal=name)
    return claim._replace(fact=fact, name=name, said=claim.said._replace(proposal=name))
