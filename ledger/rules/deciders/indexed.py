"""R-12, R-14: what an index makes of amounts that waited for it. Who decides one changes every frame that names it:
what the council has set is raised by nobody else, and no other unit's is changed, unless it has delegated that."""

from collections.abc import Iterator
from datetime import date

from ledger.errors import Refusal
from ledger.events import IndexDecided
from ledger.looking.reached import indexed_frames
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.spending import is_of
from ledger.meaning.tree import way_up
from ledger.money import amount_text, rate_text
from ledger.rules.bodies import INDICES, delegating, in_whose_place, is_let, units_of
from ledger.rules.councils import by_council, end_of, is_councils
from ledger.rules.deciders.across import delegation_said, not_its_own
from ledger.rules.together import WholeCommand
from ledger.values import FrameKey


def index_by_another(
    state: State, fact: IndexDecided, situation: Situation, together: WholeCommand
) -> Iterator[Refusal]:
    """The refusal of an index that another body than the council decides, and that changes what the council has set."""
    basis, day = situation.basis, situation.decided.latest
    if basis is None:
        return
    event = "" if basis.delegation else INDICES
    in_place_of = in_whose_place(state, basis.body, day).items()
    names = {*delegating(state, basis, day), *(board for board, decides in in_place_of if event in decides)}
    if is_let(state, basis.body, INDICES, day) or any(by_council(state, name, day) for name in names):
        return
    grown = list(_grown(together, fact.index, situation))
    more_ore = sum(ore for _, ore in grown)
    if more_ore > 0:
        rate = rate_text(fact.rate_ppb)
        detail = (
            f"{basis.body} beslutar indexet {fact.index} till {rate}, som höjer ramar som fullmäktige har fastställt "
            f"med {amount_text(more_ore)} netto. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
        )
        right = f"ett beslut av fullmäktige, eller {delegation_said(basis.body)}"
        yield Refusal("total-raised-by-other-body", detail, basis.body, right=right)
        return
    units = state.units_on(day, day)
    own = frozenset[str]().union(*(units_of(state, units, name, day) for name in (basis.body, *names)))
    others = (frame for frame, _ in grown if own and own.isdisjoint(way_up(units, frame.unit)))
    if (frame := next(others, None)) is not None:
        yield not_its_own(basis.body, frame, guarded=True)


def _grown(together: WholeCommand, index: str, situation: Situation) -> Iterator[tuple[FrameKey, int]]:
    """The frames that the council has set and that an index changes, with by how much their net is: of what waits for
    it and counts. What the decision itself sets or changes is held against the total as it then is."""
    before, after = together.before, together.completed
    paragraph = None if situation.decision is None else after.named(situation.decision).whole()
    was, now = (state.later_acts.index_rate(index, date.max) or 0 for state in (before, after))
    for tag in indexed_frames(after, index):
        ordered = after.frame_steps(tag).now.ordered
        last_set = max((number for number, known in enumerate(ordered) if known.sets is not None), default=0)
        counting = {known.place for known in ordered[last_set:]}
        known_there = (known for known in after.of_frame(tag) if known.index_name == index and known.place in counting)
        waited = [known for known in known_there if paragraph is None or not is_of(known, paragraph)]
        ore = sum((known.sides.share(now).net_ore or 0) - (known.sides.share(was).net_ore or 0) for known in waited)
        if ore and is_councils(after, tag, end_of(situation.decided.latest)):
            yield waited[0].frame, ore
