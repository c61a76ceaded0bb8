"""R-14, R-13: whose a frame is. A board changes the frames of its own unit and of those below, and no others'."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events import CentralReserveReleased, FrameEntry, SupplementaryAppropriationDecided, family, stored_name
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.looking.state import State
from ledger.meaning.effects import Effect, Sides
from ledger.meaning.placed import Situation
from ledger.meaning.policy import BODIES, body_on, in_force, is_called_board
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import is_of
from ledger.meaning.tree import UnitOnDay, way_up
from ledger.rules.bodies import (
    boards_with_part,
    delegating,
    in_whose_place,
    is_let,
    is_like,
    nearest_body,
    of_several_boards,
    units_of,
)
from ledger.rules.councils import by_council, council_lines, is_guarded
from ledger.rules.deciders.changes import alters, change, net_of
from ledger.rules.reserves import executive_gives, is_reserve, out_of_reserve, takes_back
from ledger.rules.together import WholeCommand
from ledger.values import Basis, FrameKey, UnitRole
from ledger.words import words
from ledger.words.labels import frame_label


def across(
    state: State, fact: FrameEntry, done: Iterable[Effect], situation: Situation, together: WholeCommand
) -> Iterator[Refusal]:
    """R-13, R-14: a board changes its own frames and those below, and moves money between them. Other units' frames are
    the council's, but for what the executive gives out of a central reserve and takes back, what anybody gives back to
    one, and what the council has delegated. Where boards are registered, nobody else is one: whoever is not known to
    answer for a unit changes none of its frames, also those that the council has not set. Where none is, of a body that
    is known, but not for which unit it answers, only what moves money between boards can be said."""
    basis, changed = situation.basis, [effect for effect in done if alters(state, effect, situation)]
    day = situation.decided.latest
    guarded = any(is_guarded(state, effect.frame, situation.decided) for effect in changed)
    units = state.units_on(day, day)
    boards = basis is not None and _are_known_boards(state, units, basis, changed, day)
    if basis is None or not (guarded or (changed and boards)):
        return
    added = {effect.frame for effect in changed if _adds_to_reserve(state, effect, situation, units)}
    if added and takes_back(state, changed, added) and executive_gives(state, basis, situation):
        return
    changed = [effect for effect in changed if effect.frame not in added]
    if not changed:
        return
    if not guarded and _are_nobodys(units, changed) and executive_gives(state, basis, situation):
        return
    board_of = in_whose_place(state, basis.body, day)
    event = "" if basis.delegation else family(stored_name(type(fact)))
    named = {*delegating(state, basis, day), *(board for board, decides in board_of.items() if event in decides)}
    named |= boards_with_part(state, basis.body, day)
    if _is_let(state, basis.body, fact, named, day):
        return
    own, else_of = (
        frozenset[str]().union(*(units_of(state, units, name, day) for name in names))
        for names in ((basis.body, *named), board_of)
    )
    above = set[str].intersection(*(set(way_up(units, effect.frame.unit)) for effect in changed))
    alone = len({effect.frame.unit for effect in changed}) == 1
    within = alone or not of_several_boards(state, units, {effect.frame.unit for effect in changed}, day)
    unlinked = not own | else_of and (
        _by_some_board(state, basis, day, alone=alone, within=within)
        or (alone and not boards and _is_called_like(units, basis.body, changed))
    )
    if unlinked and basis.delegation is None:
        unlinked = not boards and not _is_called_another(units, basis.body, changed)
        if unlinked and (moved := _moved_between(state, changed, situation, together)):
            yield _moved(basis.body, moved, fact)
            return
    if above and (above & own or unlinked):
        return
    executive = executive_gives(state, basis, situation)
    if executive and out_of_reserve(fact, units, own):
        return
    its_own = not_its_own(basis.body, changed[-1].frame, guarded=guarded, executive=executive)
    yield its_own if alone else _moved(basis.body, changed, fact)


def _is_let(state: State, body: str, fact: FrameEntry, named: Iterable[str], day: date) -> bool:
    """Whether the council lets a body do what a fact does: as the organisation's rules say, or those by whose right it
    decides."""
    return is_let(state, body, family(stored_name(type(fact))), day) or any(
        by_council(state, name, day) for name in named
    )


def _are_known_boards(
    state: State, units: Mapping[str, UnitOnDay], basis: Basis, changed: Iterable[Effect], day: date
) -> bool:
    """Whether it is registered which boards there are, so that nobody else is one: some board with its unit, or who
    decides, or the executive when a unit that is changed is its own. A delegate is no board."""
    if not (said := state.about(BODIES, day)):
        return False
    bodies = [body.fact for body in in_force(said, day) if isinstance(body.fact, BodyRegistered) and body.fact.unit]
    deciding = body_on(said, basis.body, day)
    if deciding is not None and deciding.unit and deciding.kind in (BodyKind.BOARD, BodyKind.EXECUTIVE):
        return True
    if any(body.kind is BodyKind.BOARD for body in bodies):
        return True
    executives = {body.unit for body in bodies if body.kind is BodyKind.EXECUTIVE}
    return any(not executives.isdisjoint(way_up(units, effect.frame.unit)) for effect in changed)


def _are_nobodys(units: Mapping[str, UnitOnDay], changed: Iterable[Effect]) -> bool:
    """Whether all that is changed is of units that hold what is no board's own: the executive has that in hand."""
    of = {units[effect.frame.unit].role if effect.frame.unit in units else None for effect in changed}
    return of <= {UnitRole.FINANCE, UnitRole.CENTRAL_RESERVE}


def _is_called_another(units: Mapping[str, UnitOnDay], body: str, changed: Iterable[Effect]) -> bool:
    """Whether a unit whose frame a board changes is called as a board, and that is another one. A part of a board is
    called so after it (`Socialnämndens arbetsutskott`)."""
    called, key = _names(units, {effect.frame.unit for effect in changed}), body_key(body)
    boards = [name for name in called if body_key(name).endswith(_BOARD)]
    may_be = (body_key(name) in key or is_like(name, body) for name in boards)
    return bool(boards) and key.endswith(_BOARD) and not any(may_be)


def _is_called_like(units: Mapping[str, UnitOnDay], body: str, changed: Iterable[Effect]) -> bool:
    """Whether the unit whose frame a body changes is called as it is, written otherwise."""
    called = _names(units, {effect.frame.unit for effect in changed})
    return any(body_key(name).endswith(_BOARD) and is_like(name, body) for name in called)


_BOARD: Final = ("nämnd", "nämnden", "styrelse", "styrelsen")
"""How the names of boards end; any other body may be a part of some board."""


def _moved_between(
    state: State, changed: Sequence[Effect], situation: Situation, together: WholeCommand
) -> Sequence[Effect]:
    """What a decision, with all its clauses, moves between the council's frames of units with nothing above them in
    common, when a frame that is changed is one of those: nobody is the board of both. Nothing when it does not."""
    if situation.decision is None or not any(effect.sides.net_ore for effect in changed):
        return ()
    paragraph = state.named(situation.decision).whole()
    nets: dict[DecisionName, list[Effect]] = together.once("changed in paragraphs", dict)
    if paragraph not in nets:
        nets[paragraph] = _nets(together.completed, paragraph)
    here, units = changed[-1].frame, state.units_on(situation.decided.latest, situation.decided.latest)
    there = [effect for effect in nets[paragraph] if (effect.frame.kind, effect.frame.year) == (here.kind, here.year)]
    giving, given = ([e for e in there if (e.sides.net_ore or 0) * sign > 0] for sign in (-1, 1))
    for source, target in product(giving, given):
        ways = (set(way_up(units, effect.frame.unit)) for effect in (source, target))
        if here in (source.frame, target.frame) and not set[str].intersection(*ways):
            return (source, target)
    return ()


def _nets(after: State, paragraph: DecisionName) -> list[Effect]:
    """By how much a decision changes each frame of what the council has set."""
    changed, lines = list[Effect](), council_lines(after)
    for tag, known in after.frames.items():
        own = [fact for fact in known.facts if is_of(fact, paragraph)]
        if own and (ore := net_of(own, after, tag, lines)):
            changed.append(Effect(own[0].frame, Sides(None, None, ore), None))
    return changed


def _adds_to_reserve(state: State, effect: Effect, situation: Situation, units: Mapping[str, UnitOnDay]) -> bool:
    """Whether an effect gives money back to a central reserve: that takes nothing from whom the reserve is for."""
    if effect.sets is None and (effect.sides.net_ore or 0) <= 0:
        return False
    more_ore = change(state, effect, situation)[1]
    return more_ore is not None and more_ore > 0 and is_reserve(effect.frame, units)


def _by_some_board(state: State, basis: Basis, day: date, *, alone: bool, within: bool) -> bool:
    """Whether the unit that a decision is about may well be that of its body, which is known, but not for which unit.
    Who decides by delegation may be unknown when the board that has given it is named (`nämndens delegationsordning`):
    any other text is nobody's right. `alone`: it is about one unit; `within`: about no more than one board's."""
    near = nearest_body(state, basis.body, day)
    if basis.delegation is None:
        return alone and near is None
    return within and (near is None or (not near and any(map(is_called_board, delegating(state, basis, day)))))


def _names(units: Mapping[str, UnitOnDay], of: Iterable[str]) -> Iterator[str]:
    return (name for unit in of if unit in units for name in (units[unit].name, *units[unit].aliases))


def not_its_own(body: str, frame: FrameKey, *, guarded: bool, executive: bool = False) -> Refusal:
    """The refusal of a change of a frame that is not the body's; `guarded`: the council has set it. The `executive` may
    give out of a reserve."""
    whose = "Ramen är fastställd av fullmäktige, och organet" if guarded else "Organet"
    detail = f"{body} ändrar {frame_label(frame)}. {whose} är inte känt som det som svarar för enheten."
    right = "ett beslut av fullmäktige eller av enhetens nämnd; eller organet registrerat med enheten, om det är dess"
    right += f"; {_OUT_OF_RESERVE}" if executive else ""
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
        right += f"; eller {delegation_said(body)}; {_OUT_OF_RESERVE}"
    return Refusal("transfer-across-units", detail, body, right=right)


_OUT_OF_RESERVE: Final = f"ur en central medelsreserv: styrelsens ”{words.fact('central-reserve-released')}”"


def delegation_said(body: str) -> str:
    """What would do in place of the council's own decision, when it has let a body decide (KL 5:2)."""
    recorded = f"registrerad som ”{words.fact('competence-decided')}” i stället för fullmäktige"
    return f"fullmäktiges delegation till {body}, om den finns, angiven eller {recorded}"
