"""Rules for who decides: what the organisation has said itself (R-16), and the law's floor below that (R-12 to R-14).

Whoever is not the council is held by what a decision does to the frames that the council has set, whatever event it is
written as: it does not raise their total, nor change those of other units than its own and the ones below. The
executive gives out of a central reserve; what is left of one is another matter (R-13). What the council has delegated
is not the total (KL 5:2). Proposals and recommendations decide nothing, so nobody lacks the right to make them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import Final

from ledger.errors import Refusal
from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    DissentRecorded,
    Fact,
    FinancingSource,
    FrameEntry,
    NamedProposal,
    RecordingErrorCorrected,
    RejectionRecommended,
    SupplementaryAppropriationDecided,
    family,
    stored_name,
)
from ledger.events.policy import BodyKind
from ledger.looking.state import NO_FACTS, State
from ledger.meaning.effects import NOTHING, Effect, effects
from ledger.meaning.frames import FrameFact, Standing, decided_order
from ledger.meaning.levels import TOTAL
from ledger.meaning.placed import Claim, Decided, Situation, claim_of, inner_facts, inner_places
from ledger.meaning.policy import (
    BODIES,
    COMPETENCE,
    body_on,
    competences_on,
    competent_on,
    is_called_board,
    is_council,
    is_executive,
    is_highest,
)
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import from_unnamed, in_paragraph, is_of
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.money import amount_text
from ledger.rules.bodies import body_keys, delegating, in_whose_place, nearest_body, units_of
from ledger.rules.limits import Held, delegates_of, over_limits
from ledger.values import Basis, FrameKey, FrameKind, OrganisationKind, RecordedWarning, UnitRole
from ledger.words import words
from ledger.words.labels import frame_label

_UNDER_KL: Final = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
"""Kinds of organisation that have a council whose budget KL 5:1 and 5:2 keep to it."""

_DECIDES_NOTHING: Final = (NamedProposal, RejectionRecommended, DissentRecorded, RecordingErrorCorrected)


Raised = Callable[[DecisionName], Mapping[tuple[FrameKind, int], int]]
"""By how much a decision, with all its clauses, changes the net of what the council has set: öre by kind and year."""


def raised_by_all(state: State, facts: Sequence[AnyFact], basis: Basis | None, position: int, today: date) -> Raised:
    """What a decision raises with all facts of a command: those recorded already, and all that come now. Reckoned when
    it is first asked for, and once for all its rows. `position` is the place that the first of `facts` would get."""

    @cache
    def completed() -> tuple[State, list[Claim]]:
        claims = [claim_of(fact, basis, position + number, today) for number, fact in enumerate(facts)]
        return reduce(State.after, claims, state), claims

    @cache
    def raised(paragraph: DecisionName) -> Counter[tuple[FrameKind, int]]:
        after, claims = completed()
        return raised_in(after, paragraph, claims)

    return raised


def competence(state: State, fact: Fact, situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """What the body of a decision has no right to decide; `raised` is what all of the decision comes to. An entry that
    it comes instead of, which may say who decides, is no reason."""
    basis = situation.basis
    if basis is None or isinstance(fact, _DECIDES_NOTHING):
        return
    state = state if situation.corrects is None else state.without(situation)
    day = situation.decided.latest
    decided = [inner for inner, _, _ in inner_facts(fact)]
    kept = any(map(_is_kept, decided)) and is_kept_by_law(state) and not by_council(state, basis.body, day)
    places = inner_places(fact) if len(decided) > 1 else ()
    ruled = any(f"{COMPETENCE}{family(stored_name(type(inner)))}" in state.placed for inner in decided)
    limited = _limited(state, decided, situation, day) if ruled else ()
    for number, (place, inner) in enumerate(zip(("", *places), decided, strict=True)):
        wrong = [
            *(_matrix(state, inner, basis, day) if ruled else ()),
            *(refusal for at, refusal in limited if at == number),
            *(_law(state, inner, situation, day, raised) if kept and _is_kept(inner) else ()),
        ]
        yield from (refusal.within(place) if place else refusal for refusal in wrong)


def _limited(state: State, decided: Sequence[Fact], situation: Situation, day: date) -> list[tuple[int, Refusal]]:
    """What goes beyond a limit to how much the body may decide, each with the number of the fact inside."""

    def held(event: str) -> Held:
        return competences_on(state.about(f"{COMPETENCE}{event}"), day)

    return list(over_limits(state, decided, situation, held))


def who_decides_warnings(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """R-16: who decides is known. R-17: who decides in a body's place says by what right."""
    basis = situation.basis
    if basis is None or isinstance(fact, _DECIDES_NOTHING):
        return
    near = nearest_body(state, basis.body, situation.decided.latest)
    if near is not None:
        yield RecordedWarning("body-unknown", {"body": basis.body, "near": near or "inget känt namn"})
    if basis.delegation is not None:
        return
    bodies = state.about(BODIES)
    body = body_on(bodies, basis.body, situation.decided.latest) if bodies else None
    if body is not None and body.kind is BodyKind.DELEGATE:
        yield RecordedWarning("delegation-not-cited", {"body": basis.body})


def _is_kept(fact: Fact) -> bool:
    """Whether the law keeps what a fact decides to the council, as far as that can be: it does something to frames."""
    return isinstance(fact, FrameEntry)


def _law(state: State, fact: Fact, situation: Situation, day: date, raised: Raised) -> Iterator[Refusal]:
    """A raise of the total is told as that, and not once more as money of other units."""
    if isinstance(fact, FrameEntry):
        raises = list(_total(state, fact, situation, raised))
        yield from raises or _across(state, fact, situation, day)


def is_kept_by_law(state: State) -> bool:
    """Whether the law keeps the total of the frames to a council of who keeps the ledger (KL 5:1, 5:2)."""
    return state.organisation is not None and state.organisation.kind in _UNDER_KL


def by_council(state: State, body: str, day: date) -> bool:
    """Whether a body is the council of who keeps the ledger, on a day."""
    return state.organisation is not None and is_council(state.about(BODIES), body, day, state.organisation.kind)


def _matrix(state: State, fact: Fact, basis: Basis, day: date) -> Iterator[Refusal]:
    """R-16: whom the organisation lets decide an event. Its highest body, which says so, may decide what it has given
    to others (KL 5:2)."""
    kind = None if state.organisation is None else state.organisation.kind
    if kind is not None and is_highest(state.about(BODIES), basis.body, day, kind):
        return
    event = family(stored_name(type(fact)))
    said = state.about(f"{COMPETENCE}{event}")
    allowed = competent_on(said, day) if said else None
    if allowed is None:
        return
    boards = frozenset[str]().union(*(body_keys(state, name, day) for name in allowed.bodies))
    competent = boards | delegates_of(state, competences_on(said, day), boards, day)
    if body_keys(state, basis.body, day).isdisjoint(competent):
        named = ", ".join(allowed.bodies)
        detail = f"{basis.body} beslutar inte om ”{words.fact(event)}” i den här organisationen, utan {named}."
        yield Refusal("body-not-competent", detail, basis.body, right=f"ett beslut av {named}")


def _total(state: State, fact: FrameEntry, situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """R-12: the total of what the council has set is raised by nobody else (KL 5:1, 5:2). It is asked over the whole
    decision: what one of its rows gives, another may have taken. What the executive gives out of a reserve that is kept
    outside the ledger raises nothing."""
    changes = [(effect, *_change(state, effect, situation)) for effect in effects(fact)]
    if any(ore is None for _, _, ore in changes):
        return
    total = sum(ore or 0 for _, _, ore in changes)
    councils = [ore or 0 for effect, _, ore in changes if _is_councils(state, effect.frame.tag, situation.decided)]
    if total <= 0 or not any(ore > 0 for ore in councils) or total <= _given_outside(state, fact, situation):
        return
    frame = changes[-1][0].frame
    if total - sum(councils) + _whole(state, frame, situation, raised) > 0:
        body = situation.basis.body if situation.basis else ""
        detail = (
            f"{body} höjer {frame_label(frame)} med {amount_text(total)} netto. Ramen är fastställd av "
            "fullmäktige, som ensam höjer summan av ramarna (KL 5:1, 5:2)."
        )
        right = "ett beslut av fullmäktige, en överföring inom summan, eller en fördelning ur en central medelsreserv"
        yield Refusal("total-raised-by-other-body", detail, body, right=right)


def _given_outside(state: State, fact: Fact, situation: Situation) -> int:
    """What the executive gives a frame out of a central reserve that no frame is named for, in öre (D-1: a reserve that
    is not recorded is told, and not refused)."""
    outside = from_unnamed(fact, FinancingSource.CENTRAL_RESERVE)
    return outside if outside and situation.basis and _executive_gives(state, situation.basis, situation) else 0


def _executive_gives(state: State, basis: Basis, situation: Situation) -> bool:
    """Whether it is the executive that decides, or somebody in its place."""
    day, kept_by = situation.decided.latest, state.organisation
    names = (basis.body, *delegating(state, basis, day), *in_whose_place(state, basis.body, day))
    return kept_by is not None and any(is_executive(state.about(BODIES), name, day, kept_by.kind) for name in names)


def _whole(state: State, frame: FrameKey, situation: Situation, raised: Raised) -> int:
    """By how much all of a decision changes what the council has set, of the kind and year of a frame."""
    decision = situation.decision
    return 0 if decision is None else raised(state.named(decision).whole()).get((frame.kind, frame.year), 0)


def raised_in(after: State, paragraph: DecisionName, claims: Sequence[Claim]) -> Counter[tuple[FrameKind, int]]:
    """What a decision changes the net of what the council has set by, in a state that has all of it. `claims` are of
    the command that it has been completed by."""
    sums = Counter[tuple[FrameKind, int]]()
    for tag, known in after.frames.items():
        own = [fact for fact in known.facts if is_of(fact, paragraph)]
        if own:
            sums[own[0].kind, own[0].year] += _net_of(own, after, tag)
    mine = next((claim.situation for claim in claims if in_paragraph(claim.situation.decision, paragraph)), None)
    if mine is not None and mine.basis is not None and _executive_gives(after, mine.basis, mine):
        for moved in after.moved_by(paragraph):
            frame = moved.effects[-1].frame
            sums[frame.kind, frame.year] -= from_unnamed(moved.fact, FinancingSource.CENTRAL_RESERVE)
    return sums


def _net_of(own: Iterable[FrameFact], state: State, tag: str) -> int:
    """By how much some facts of one decision change the net of a frame, when the council had set that where they
    begin."""
    ordered = sorted(own, key=decided_order)
    if not _is_councils(state, tag, ordered[0].decided):
        return 0
    before = there = state.frame_steps(tag).now.before(ordered[0].decided)
    for fact in ordered:
        there = there.after(fact)
    return (there.sides.net_ore or 0) - (before.sides.net_ore or 0)


def _change(state: State, effect: Effect, situation: Situation) -> tuple[Standing, int | None]:
    """Where a frame stood just before a decision, and by how much its net is changed; None when that is not known."""
    history = state.frame_steps(effect.frame.tag).now
    before = (history if situation.corrects is None else history.without(situation.corrects)).before(situation.decided)
    if effect.sets is None or effect.sides.net_ore is None:
        return before, effect.sides.net_ore
    was = before.sides.net_ore
    return before, None if was is None else effect.sides.net_ore - was


def _is_councils(state: State, tag: str, before: Decided) -> bool:
    """Whether the council has set a frame before some place in decided order, or may have: a body that nobody knows
    could be the council misspelt. What a board sets after that, and perhaps to the same, makes it nobody else's."""
    return any(
        known.decided < before and known.annulled_from(state.later_acts) is None and _may_be_councils(state, known)
        for known in state.frames.get(tag, NO_FACTS).sets
    )


def _may_be_councils(state: State, known: FrameFact) -> bool:
    basis, day = known.basis, known.decided_latest
    if basis is None:
        return False
    return by_council(state, basis.body, day) or nearest_body(state, basis.body, day) is not None


def _across(state: State, fact: FrameEntry, situation: Situation, day: date) -> Iterator[Refusal]:
    """R-13, R-14: a board changes its own frames and those below, and moves money between them. Other units' frames are
    the council's, but for what the executive gives out of a central reserve, and what the council has delegated. Of a
    body that is known, but not for which unit it answers, only what moves money between boards can be said."""
    basis, changed = situation.basis, [effect for effect in effects(fact) if _alters(state, effect, situation)]
    if basis is None or not any(_is_councils(state, effect.frame.tag, situation.decided) for effect in changed):
        return
    units = state.units_on(day, day)
    board_of = in_whose_place(state, basis.body, day)
    event = "" if basis.delegation else family(stored_name(type(fact)))
    named = {*delegating(state, basis, day), *(board for board, decides in board_of.items() if event in decides)}
    own, else_of = (
        frozenset[str]().union(*(units_of(state, units, name, day) for name in names))
        for names in ((basis.body, *named), board_of)
    )
    above = set[str].intersection(*(set(way_up(units, effect.frame.unit)) for effect in changed))
    alone = len({effect.frame.unit for effect in changed}) == 1
    unlinked = not own | else_of and _by_some_board(state, basis, day, alone=alone)
    linked = above & own or (above and unlinked)
    if linked or any(by_council(state, name, day) for name in named):
        return
    if _executive_gives(state, basis, situation) and _out_of_reserve(fact, units, own):
        return
    yield _not_its_own(basis.body, changed[-1].frame) if alone else _moved(basis.body, changed, fact)


def _by_some_board(state: State, basis: Basis, day: date, *, alone: bool) -> bool:
    """Whether the unit that a decision is about may well be that of its body, which is known, but not for which unit.
    Who decides by delegation may be unknown when the board that has given it is named (`nämndens delegationsordning`):
    any other text is nobody's right."""
    near = nearest_body(state, basis.body, day)
    if basis.delegation is None:
        return alone and near is None
    return near is None or (not near and any(map(is_called_board, delegating(state, basis, day))))


def _alters(state: State, effect: Effect, situation: Situation) -> bool:
    """Whether an effect makes another frame of one, in any of its figures. A plan changes no budget."""
    before = _change(state, effect, situation)[0]
    if effect.sets is None:
        return effect.sides != NOTHING
    return not before.is_behind(effect.sets) and effect.sides != before.sides


def _out_of_reserve(fact: FrameEntry, units: Mapping[str, UnitOnDay], own: frozenset[str]) -> bool:
    """R-13: whether all that a fact gives comes out of central reserves, as far as it names them."""
    match fact:
        case CentralReserveReleased():
            return _is_reserve(fact.from_frame, units, own)
        case SupplementaryAppropriationDecided(financing=legs) if legs:
            sources = [leg.from_frame for leg in legs if leg.from_frame is not None]
            of_reserve = all(leg.drawn_from is FinancingSource.CENTRAL_RESERVE for leg in legs)
            return of_reserve and all(_is_reserve(frame, units, own) for frame in sources)
        case _:
            return False


def _is_reserve(frame: FrameKey, units: Mapping[str, UnitOnDay], own: frozenset[str]) -> bool:
    """Whether a frame is a central reserve: of a unit that is registered as one or called so, or a line that is called
    so, or a line of its own in the executive's own unit, or in one that holds what is nobody's own."""
    above = [units[unit] for unit in way_up(units, frame.unit) if unit in units]
    named = [frame.line, *(name for unit in above for name in (unit.unit, unit.name, *unit.aliases))]
    roles = {unit.role for unit in above}
    own_line = frame.line != TOTAL and (UnitRole.FINANCE in roles or not own.isdisjoint(unit.unit for unit in above))
    return UnitRole.CENTRAL_RESERVE in roles or own_line or any(_CALLED_RESERVE.search(name) for name in named)


_CALLED_RESERVE: Final = re.compile(
    r"reserv(en|er|erna)?\b|oförutse|förfogande|\bcentral(a|t)?\b|\bgemensam(ma|t)?\b|pott(en)?\b|\bres\b",
    re.IGNORECASE,
)
"""What money that is set aside for others is called."""


def _not_its_own(body: str, frame: FrameKey) -> Refusal:
    detail = (
        f"{body} ändrar {frame_label(frame)}. Ramen är fastställd av fullmäktige, och organet är inte känt som det "
        "som svarar för enheten."
    )
    right = "ett beslut av fullmäktige eller av enhetens nämnd; eller organet registrerat med enheten, om det är dess"
    return Refusal("frame-of-other-unit", detail, body, right=right)


def _moved(body: str, changed: Sequence[Effect], fact: FrameEntry) -> Refusal:
    """The refusal of money that moves: from the frame that gives to the one that is given."""
    giving = [effect for effect in changed if (effect.sides.net_ore or 0) < 0]
    source = (giving or changed)[0].frame
    target = next(effect.frame for effect in reversed(changed) if effect.frame != source)
    detail = (
        f"{body} flyttar pengar från {frame_label(source)} till {frame_label(target)}. Ramarna är fastställda av "
        f"fullmäktige, och organet svarar inte för båda enheterna."
    )
    right = "ett beslut av fullmäktige, eller av den nämnd som båda enheterna hör till"
    if isinstance(fact, CentralReserveReleased | SupplementaryAppropriationDecided):
        name = words.value(UnitRole.CENTRAL_RESERVE)
        right += (
            f"; är pengarna satta åt sidan åt andra: enheten registrerad med rollen {name}, eller "
            f"”{words.fact('unit-alias-added')}” som säger att den är en {name}"
        )
    else:
        right += f"; ur en central medelsreserv: styrelsens ”{words.fact('central-reserve-released')}”"
    return Refusal("transfer-across-units", detail, body, right=right)
