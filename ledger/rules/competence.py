"""Rules for who decides: what the organisation has said itself (R-16), and the law's floor below that (R-12). Whose
frame it is, and what is the council's alone, is asked in `deciders/`.

Whoever is not the council is held by what a decision does to the frames that the council has set, whatever event it is
written as: it does not raise their total, nor change those of other units than its own and the ones below. What the
council has delegated is not the total (KL 5:2). Proposals and recommendations decide nothing, so nobody lacks the right
to make them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from ledger.decision_names import is_called_part
from ledger.errors import Refusal
from ledger.events import (
    AnyFact,
    DissentRecorded,
    Fact,
    FrameEntry,
    IndexDecided,
    NamedProposal,
    RecordingErrorCorrected,
    RejectionRecommended,
    family,
    stored_name,
)
from ledger.events.policy import BodyKind
from ledger.looking.state import State
from ledger.meaning.budget import COUNCIL_ALONE
from ledger.meaning.effects import Effect
from ledger.meaning.frames import Standing
from ledger.meaning.placed import Claim, Decided, Situation, inner_facts, inner_places
from ledger.meaning.policy import (
    BODIES,
    COMPETENCE,
    body_on,
    competences_on,
    competent_on,
    is_highest,
)
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import in_paragraph, is_of
from ledger.money import amount_text
from ledger.rules.bodies import boards_with_part, body_keys, nearest_body
from ledger.rules.councils import (
    CouncilLines,
    by_council,
    council_lines,
    divided_beyond,
    is_beside,
    is_councils,
    is_kept_by_law,
    is_made_up,
    is_set,
    whole_of,
)
from ledger.rules.deciders.across import across
from ledger.rules.deciders.changes import change, done_by, net_of
from ledger.rules.deciders.council_alone import decided_by_another
from ledger.rules.deciders.indexed import index_by_another
from ledger.rules.deciders.own_sum import lowered_before
from ledger.rules.limits import Held, delegates_of, over_limits
from ledger.rules.reserves import Giver
from ledger.rules.together import WholeCommand
from ledger.text import first_of
from ledger.values import Basis, FrameKey, FrameKind, RecordedWarning
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

    @property
    def lines(self) -> CouncilLines:
        """What the council has set with all of the command."""
        return self.together.once("council lines", lambda: council_lines(self.together.completed))

    def __call__(self, paragraph: DecisionName) -> Mapping[tuple[FrameKind, int], int]:
        """What a decision raises with what is recorded already, and all that comes now."""
        if paragraph not in self._of:
            self._of[paragraph] = raised_in(self.together.completed, self.lines, paragraph, self.together.claims)
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
    limited = _limited(state, decided, situation, raised.together) if ruled else ()
    for number, (place, inner) in enumerate(zip(("", *places), decided, strict=True)):
        wrong = [
            *(_matrix(state, inner, basis, day) if ruled else ()),
            *(refusal for at, refusal in limited if at == number),
            *(_law(state, inner, situation, raised) if kept and _is_kept(inner) else ()),
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
    if near is not None and not boards_with_part(state, basis.body, situation.decided.latest):
        yield RecordedWarning("body-unknown", {"body": basis.body, "near": near or "inget känt namn"})
    if basis.delegation is not None:
        return
    bodies = state.about(BODIES)
    body = body_on(bodies, basis.body, situation.decided.latest) if bodies else None
    is_part = is_called_part(basis.body) or boards_with_part(state, basis.body, situation.decided.latest)
    if is_part if body is None else body.kind is BodyKind.DELEGATE:
        yield RecordedWarning("delegation-not-cited", {"body": basis.body})


def _is_kept(fact: Fact) -> bool:
    """Whether the law keeps what a fact decides to the council, as far as that can be: it does something to frames,
    or is nobody else's."""
    return isinstance(fact, (FrameEntry, IndexDecided, *COUNCIL_ALONE))


def _law(state: State, fact: Fact, situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """A raise of the total is told as that, and not once more as money of other units."""
    if isinstance(fact, COUNCIL_ALONE):
        yield from decided_by_another(state, fact, situation)
    if isinstance(fact, IndexDecided):
        yield from index_by_another(state, fact, situation, raised.together)
    if isinstance(fact, FrameEntry):
        done = done_by(fact, raised.together)
        raises = list(_total(state, fact, done, situation, raised))
        yield from raises or across(state, fact, done, situation, raised.together)


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


def _total(
    state: State, fact: FrameEntry, done: Sequence[Effect], situation: Situation, raised: Raised
) -> Iterator[Refusal]:
    """R-12: the total of what the council has set is raised by nobody else (KL 5:1, 5:2), nor by a line or a unit that
    is a part of it or stands beside it, nor with money that a board has only set down itself. It is asked over the
    whole decision: what one of its rows gives, another may have taken, or an earlier decision of the same body. What
    the executive gives out of a reserve that is not named raises nothing."""
    yield from islice(_divides(state, done, situation, raised), 1)
    changes = [(effect, *change(state, effect, situation)) for effect in done]
    if any(ore is None for _, _, ore in changes) or not any((ore or 0) > 0 for _, _, ore in changes):
        return
    made_up = [effect for effect, _, _ in changes if is_made_up(state, effect.frame, situation.decided)]
    total = sum(ore or 0 for effect, _, ore in changes if effect not in made_up or (ore or 0) > 0)
    if total <= 0:
        return
    lines = raised.lines
    kept = [ore or 0 for effect, was, ore in changes if _is_counted(state, effect, was, situation.decided, lines)]
    if not any(ore > 0 for ore in kept) or total <= raised.giver(situation).outside_ore(fact):
        return
    frame = changes[-1][0].frame
    over = total - sum(kept) + _whole(state, frame, situation, raised)
    if over > 0 and over > lowered_before(raised.together, frame, situation):
        beside = is_beside(lines, state, frame, situation.decided)
        yield _raises(situation, frame, total, raised.giver(situation).reserves(fact), beside=beside)


def _raises(
    situation: Situation, frame: FrameKey, total: int, reserves: Sequence[FrameKey], *, beside: bool
) -> Refusal:
    body = situation.basis.body if situation.basis else ""
    whose = "Enhetens ram är fastställd på andra anslagsposter" if beside else "Ramen är fastställd"
    detail = (
        f"{body} höjer {frame_label(frame)} med {amount_text(total)} netto. {whose} av fullmäktige, som ensam höjer "
        "summan av ramarna (KL 5:1, 5:2)."
    )
    right = "ett beslut av fullmäktige, en överföring inom summan, eller en fördelning ur en central medelsreserv"
    if len(reserves) > 1:
        named = first_of([frame_label(reserve) for reserve in reserves])
        detail += f" Ur vilken central medelsreserv är inte sagt, och för året är flera registrerade: {named}."
        right = f"”{words.field('from_frame')}” med den reserv som pengarna tas ur: {named}"
    return Refusal("total-raised-by-other-body", detail, body, right=right)


def _is_counted(state: State, effect: Effect, was: Standing, before: Decided, lines: CouncilLines) -> bool:
    """Whether what is done to a frame is done to what the council has set: to that itself, or beside it, or by a change
    of what is a part of it and nobody has set, so that it comes on top. What a board sets is a division of it
    (`_divides`)."""
    if is_councils(state, effect.frame.tag, before) or is_beside(lines, state, effect.frame, before):
        return True
    on_top = effect.sets is None and was.governing is None
    return on_top and whole_of(state, effect.frame, before) is not None


def _divides(state: State, done: Iterable[Effect], situation: Situation, raised: Raised) -> Iterator[Refusal]:
    """The parts that a board has set of what the council gave it, when they come to more than that."""
    for effect in done:
        if (effect.sides.net_ore or 0) <= 0:
            continue
        if (whole := whole_of(state, effect.frame, situation.decided)) is None:
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


def raised_in(
    after: State, lines: CouncilLines, paragraph: DecisionName, claims: Sequence[Claim]
) -> Counter[tuple[FrameKind, int]]:
    """What a decision changes the net of what the council has set (`lines`) by, in a state that has all of it. `claims`
    are of the command that it has been completed by."""
    sums = Counter[tuple[FrameKind, int]]()
    for tag, known in after.frames.items():
        own = [fact for fact in known.facts if is_of(fact, paragraph)]
        if own:
            sums[own[0].kind, own[0].year] += net_of(own, after, tag, lines)
    mine = next((claim.situation for claim in claims if in_paragraph(claim.situation.decision, paragraph)), None)
    giver = None if mine is None else Giver(after, mine)
    if giver is not None:
        for moved in after.moved_by(paragraph):
            frame = moved.effects[-1].frame
            sums[frame.kind, frame.year] -= giver.outside_ore(moved.fact)
    return sums
