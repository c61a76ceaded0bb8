"""Rules for who decides: what the organisation has said itself (R-16), and the law's floor below that (R-12 to R-14).

Whoever is not the council is held by what a decision does to the frames that the council has set, whatever event it is
written as: it does not raise their total, nor change those of other units than its own and the ones below. The
executive gives out of a central reserve; what is left of one is another matter (R-13). What the council has delegated
is not the total (KL 5:2). Proposals and recommendations decide nothing, so nobody lacks the right to make them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    DissentRecorded,
    Fact,
    FrameEntry,
    NamedProposal,
    RecordingErrorCorrected,
    RejectionRecommended,
    SupplementaryAppropriationDecided,
    family,
    stored_name,
)
from ledger.events.policy import BodyKind
from ledger.looking.state import State
from ledger.meaning.effects import NOTHING, Effect, effects
from ledger.meaning.frames import FrameFact, Standing, decided_order
from ledger.meaning.placed import Claim, Decided, Situation, inner_facts, inner_places
from ledger.meaning.policy import (
    BODIES,
    COMPETENCE,
    body_on,
    competences_on,
    competent_on,
    is_called_board,
)
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import in_paragraph, is_of
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.money import amount_text
from ledger.rules.bodies import body_keys, delegating, in_whose_place, nearest_body, units_of
from ledger.rules.council_alone import COUNCIL_ALONE, decided_by_another
from ledger.rules.councils import (
    by_council,
    divided_beyond,
    is_councils,
    is_guarded,
    is_kept_by_law,
    is_made_up,
    is_set,
    whole_of,
)
from ledger.rules.limits import Held, delegates_of, over_limits
from ledger.rules.reserves import Giver, executive_gives, is_reserve, out_of_reserve, takes_back
from ledger.rules.together import WholeCommand
from ledger.text import first_of
from ledger.values import Basis, FrameKey, FrameKind, RecordedWarning, UnitRole
from ledger.words import words
from ledger.words.labels import frame_label

_DECIDES_NOTHING: Final = (NamedProposal, RejectionRecommended, DissentRecorded, RecordingErrorCorrected)


class Raised:
    """By how much a decision, with all its clauses, changes the net of what the council has set: öre by kind and year.
    Reckoned of all facts of a command when it is first asked for, and once for all its rows."""

    def __init__(self, together: WholeCommand) -> None:
        self.together = together
        self._of: dict[DecisionName, Mapping[tuple[FrameKind, int], int]] = {}
        self._givers: dict[Basis | None, Giver] = {}

    def __call__(self, paragraph: DecisionName) -> Mapping[tuple[FrameKind, int], int]:
        """What a decision raises with what is recorded already, and all that comes now."""
        if paragraph not in self._of:
            self._of[paragraph] = raised_in(self.together.completed, paragraph, self.together.claims)
        return self._of[paragraph]

    def giver(self, situation: Situation) -> Giver:
        """Who decides, as one who may give out of a reserve."""
        if situation.basis not in self._givers:
            self._givers[situation.basis] = Giver(self.together.completed, situation)
        return self._givers[situation.basis]


def raised_by_all(state: State, facts: Sequence[AnyFact], basis: Basis | None, position: int, today: date) -> Raised:
    """What a decision raises with all facts of a command: those recorded already, and all that come now. `position` is
    the place that the first of `facts` would get."""
    return Raised(WholeCommand(state, facts, basis, position, today))


def competence(state: State, fact: Fact, situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """What the body of a decision has no right to decide; `raised` is what all of the decision comes to."""
    basis = situation.basis
    if basis is None or isinstance(fact, _DECIDES_NOTHING):
        return
    day = situation.decided.latest
    decided = [inner for inner, _, _ in inner_facts(fact)]
    kept = any(map(_is_kept, decided)) and is_kept_by_law(state) and not by_council(state, basis.body, day)
    places = inner_places(fact) if len(decided) > 1 else ()
    ruled = any(f"{COMPETENCE}{family(stored_name(type(inner)))}" in state.placed for inner in decided)
    limited = _limited(state, decided, situation, raised.together) if ruled else ()
    for number, (place, inner) in enumerate(zip(("", *places), decided, strict=True)):
        wrong = [
            *(_matrix(state, inner, basis, day) if ruled else ()),
            *(refusal for at, refusal in limited if at == number),
            *(_law(state, inner, situation, day, raised) if kept and _is_kept(inner) else ()),
        ]
        yield from (refusal.within(place) if place else refusal for refusal in wrong)


def _limited(
    state: State, decided: Sequence[Fact], situation: Situation, together: WholeCommand
) -> list[tuple[int, Refusal]]:
    """What goes beyond a limit to how much the body may decide, each with the number of the fact inside."""
    day = situation.decided.latest

    def held(event: str) -> Held:
        return competences_on(state.about(f"{COMPETENCE}{event}"), day)

    return list(over_limits(state, decided, situation, held, together))


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
    """Whether the law keeps what a fact decides to the council, as far as that can be: it does something to frames,
    or is nobody else's."""
    return isinstance(fact, (FrameEntry, *COUNCIL_ALONE))


def _law(state: State, fact: Fact, situation: Situation, day: date, raised: Raised) -> Iterator[Refusal]:
    """A raise of the total is told as that, and not once more as money of other units."""
    yield from decided_by_another(state, fact, situation)
    if isinstance(fact, FrameEntry):
        raises = list(_total(state, fact, situation, raised))
        yield from raises or _across(state, fact, situation, day, raised)


def _matrix(state: State, fact: Fact, basis: Basis, day: date) -> Iterator[Refusal]:
    """R-16: whom the organisation lets decide an event."""
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
    """R-12: the total of what the council has set is raised by nobody else (KL 5:1, 5:2), nor by a line or a unit that
    is a part of it, nor with money that a board has only set down itself. It is asked over the whole decision: what one
    of its rows gives, another may have taken. What the executive gives out of a reserve that is not named raises
    nothing."""
    done = _done(fact, raised)
    yield from islice(_divides(state, done, situation, raised), 1)
    changes = [(effect, *_change(state, effect, situation)) for effect in done]
    if any(ore is None for _, _, ore in changes):
        return
    made_up = [effect for effect, _, _ in changes if is_made_up(state, effect.frame, situation.decided)]
    total = sum(ore or 0 for effect, _, ore in changes if effect not in made_up or (ore or 0) > 0)
    kept = [ore or 0 for effect, was, ore in changes if _is_counted(state, effect, was, situation.decided)]
    if total <= 0 or not any(ore > 0 for ore in kept) or total <= raised.giver(situation).outside_ore(fact):
        return
    frame = changes[-1][0].frame
    if total - sum(kept) + _whole(state, frame, situation, raised) > 0:
        yield _raises(situation, frame, total, raised.giver(situation).reserves(fact))


def _raises(situation: Situation, frame: FrameKey, total: int, reserves: Sequence[FrameKey]) -> Refusal:
    body = situation.basis.body if situation.basis else ""
    detail = (
        f"{body} höjer {frame_label(frame)} med {amount_text(total)} netto. Ramen är fastställd av "
        "fullmäktige, som ensam höjer summan av ramarna (KL 5:1, 5:2)."
    )
    right = "ett beslut av fullmäktige, en överföring inom summan, eller en fördelning ur en central medelsreserv"
    if len(reserves) > 1:
        named = first_of([frame_label(reserve) for reserve in reserves])
        detail += f" Ur vilken central medelsreserv är inte sagt, och för året är flera registrerade: {named}."
        right = f"”{words.field('from_frame')}” med den reserv som pengarna tas ur: {named}"
    return Refusal("total-raised-by-other-body", detail, body, right=right)


def _done(fact: Fact, raised: Raised) -> list[Effect]:
    """What a fact does to frames, with the indices that are decided once all of its command is there."""
    return [effect if effect.index is None else _grown(effect, effect.index, raised) for effect in effects(fact)]


def _grown(effect: Effect, index: str, raised: Raised) -> Effect:
    rate = raised.together.completed.later_acts.index_rate(index, date.max)
    return effect if rate is None else replace(effect, sides=effect.sides.plus(effect.sides.share(rate)))


def _is_counted(state: State, effect: Effect, was: Standing, before: Decided) -> bool:
    """Whether what is done to a frame is done to what the council has set: to that itself, or by a change of what is a
    part of it and nobody has set, so that it comes on top. What a board sets is a division of it (`_divides`)."""
    if is_councils(state, effect.frame.tag, before):
        return True
    on_top = effect.sets is None and was.governing is None
    return on_top and whole_of(state, effect.frame, before) is not None


def _divides(state: State, done: Iterable[Effect], situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """The parts that a board has set of what the council gave it, when they come to more than that."""
    for effect in done:
        whole = whole_of(state, effect.frame, situation.decided)
        if whole is None or (effect.sides.net_ore or 0) <= 0:
            continue
        if effect.sets is None and not is_set(state, effect.frame, situation.decided):
            continue
        beyond = divided_beyond(raised.together, whole, situation.decided)
        if beyond > 0:
            body = situation.basis.body if situation.basis else ""
            detail = (
                f"{body} fördelar {amount_text(beyond)} mer än {frame_label(whole)} är, bland annat genom "
                f"{frame_label(effect.frame)}. Ramen är fastställd av fullmäktige, som ensam höjer summan av ramarna "
                "(KL 5:1, 5:2)."
            )
            right = f"{amount_text(beyond)} mindre, eller ett beslut av fullmäktige"
            yield Refusal("total-raised-by-other-body", detail, body, right=right)


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
    giver = None if mine is None else Giver(after, mine)
    if giver is not None:
        for moved in after.moved_by(paragraph):
            frame = moved.effects[-1].frame
            sums[frame.kind, frame.year] -= giver.outside_ore(moved.fact)
    return sums


def _net_of(own: Iterable[FrameFact], state: State, tag: str) -> int:
    """By how much some facts of one decision change the net of a frame, when the council had set that where they
    begin; or when they only change a part of what it had set, which nobody has set."""
    ordered = sorted(own, key=decided_order)
    place = ordered[0].decided
    before = there = state.frame_steps(tag).now.before(place)
    if not is_councils(state, tag, place) and (
        before.governing is not None
        or any(fact.sets is not None for fact in ordered)
        or whole_of(state, ordered[0].frame, place) is None
    ):
        return 0
    for fact in ordered:
        rate = None if fact.index_name is None else state.later_acts.index_rate(fact.index_name, date.max)
        there = there.after(fact.grown(rate))
    return (there.sides.net_ore or 0) - (before.sides.net_ore or 0)


def _change(state: State, effect: Effect, situation: Situation) -> tuple[Standing, int | None]:
    """Where a frame stood just before a decision, and by how much its net is changed; None when that is not known."""
    history = state.frame_steps(effect.frame.tag).now
    before = (history if situation.corrects is None else history.without(situation.corrects)).before(situation.decided)
    if effect.sets is None or effect.sides.net_ore is None:
        return before, effect.sides.net_ore
    was = before.sides.net_ore
    return before, None if was is None else effect.sides.net_ore - was


def _across(state: State, fact: FrameEntry, situation: Situation, day: date, raised: Raised) -> Iterator[Refusal]:
    """R-13, R-14: a board changes its own frames and those below, and moves money between them. Other units' frames are
    the council's, but for what the executive gives out of a central reserve and takes back, what anybody gives back to
    one, and what the council has delegated. Of a body that is known, but not for which unit it answers, only what moves
    money between boards can be said."""
    basis, changed = situation.basis, [effect for effect in _done(fact, raised) if _alters(state, effect, situation)]
    if basis is None or not any(is_guarded(state, effect.frame, situation.decided) for effect in changed):
        return
    units = state.units_on(day, day)
    added = {effect.frame for effect in changed if _adds_to_reserve(state, effect, situation, units)}
    if added and executive_gives(state, basis, situation) and takes_back(state, changed, added):
        return
    changed = [effect for effect in changed if effect.frame not in added]
    if not changed:
        return
    board_of = in_whose_place(state, basis.body, day)
    event = "" if basis.delegation else family(stored_name(type(fact)))
    named = {*delegating(state, basis, day), *(board for board, decides in board_of.items() if event in decides)}
    own, else_of = (
        frozenset[str]().union(*(units_of(state, units, name, day) for name in names))
        for names in ((basis.body, *named), board_of)
    )
    above = set[str].intersection(*(set(way_up(units, effect.frame.unit)) for effect in changed))
    alone = len({effect.frame.unit for effect in changed}) == 1
    within = alone or not of_several_boards(state, units, {effect.frame.unit for effect in changed}, day)
    unlinked = not own | else_of and _by_some_board(state, basis, day, alone=alone, within=within)
    linked = above & own or (above and unlinked)
    if linked or any(by_council(state, name, day) for name in named):
        return
    if executive_gives(state, basis, situation) and out_of_reserve(fact, units, own):
        return
    yield _not_its_own(basis.body, changed[-1].frame) if alone else _moved(basis.body, changed, fact)


def _adds_to_reserve(state: State, effect: Effect, situation: Situation, units: Mapping[str, UnitOnDay]) -> bool:
    """Whether an effect gives money back to a central reserve: that takes nothing from whom the reserve is for."""
    more_ore = _change(state, effect, situation)[1]
    return more_ore is not None and more_ore > 0 and is_reserve(effect.frame, units)


def _by_some_board(state: State, basis: Basis, day: date, *, alone: bool, within: bool) -> bool:
    """Whether the unit that a decision is about may well be that of its body, which is known, but not for which unit.
    Who decides by delegation may be unknown when the board that has given it is named (`nämndens delegationsordning`):
    any other text is nobody's right. `alone`: it is about one unit; `within`: about no more than one board's."""
    near = nearest_body(state, basis.body, day)
    if basis.delegation is None:
        return alone and near is None
    return within and (near is None or (not near and any(map(is_called_board, delegating(state, basis, day)))))


def _alters(state: State, effect: Effect, situation: Situation) -> bool:
    """Whether an effect makes another frame of one, in any of its figures. A plan changes no budget."""
    before = _change(state, effect, situation)[0]
    if effect.sets is None:
        return effect.sides != NOTHING
    return not before.is_behind(effect.sets) and effect.sides != before.sides


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
