"""Rules for which bodies there are: what they are called says what they can be, and the highest body says it (D-14).

A body that is registered as the council may set the organisation's rules and raise its total, so who registers it, and
under which name, is looked at as hard as those rules are.
"""

from collections.abc import Iterator
from datetime import date

from ledger.decision_names import body_key
from ledger.errors import Refusal
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.policy import BODIES, body_on, competent_on, contradicted, is_highest
from ledger.meaning.tree import exists_on
from ledger.rules.bodies import body_keys
from ledger.values import OrganisationKind, RecordedWarning
from ledger.words import words
from ledger.words.law import LAW


def called_otherwise(state: State, fact: BodyRegistered) -> Iterator[Refusal]:
    """A body that is called as the law calls one kind of body is not another (KL 3:1-4, 6:1)."""
    wrong = None if state.organisation is None else contradicted(fact, state.organisation.kind)
    if wrong is not None:
        name, kind = wrong
        own = words.value(kind)
        detail = f"{name} är {own} enligt {LAW['boards'].cited}, inte {words.value(fact.kind)}."
        right = f"slaget {own}, eller organets eget namn"
        yield Refusal("body-called-otherwise", detail, words.value(fact.kind), own, right=right, where="kind")


def name_taken(state: State, fact: BodyRegistered, situation: Situation) -> Iterator[Refusal]:
    """A name is one body's: of two that have it, the one registered last would get the decisions of both. A body that
    is registered anew by the same name, or by another with the same unit, is itself; and that of a unit which has ended
    leaves its name."""
    day = max(situation.decided.latest, fact.applies_from or date.min)
    last = {
        body_key(said.fact.body): said.fact
        for said in state.about(BODIES)
        if isinstance(said.fact, BodyRegistered) and said.position != situation.corrects
    }
    for other in last.values():
        shared = other.keys & fact.keys
        if not shared or body_key(other.body) == body_key(fact.body) or (other.unit and other.unit == fact.unit):
            continue
        if (known := state.of_unit(other.unit or "", day)) and not exists_on(known, day):
            continue
        name = next(name for name in (fact.body, *fact.aliases) if body_key(name) in shared)
        detail = f"{name} är redan ett namn på {other.body}. Ett beslut av {name} skulle räknas som {fact.body}s."
        right = f"ett namn som bara {fact.body} har; eller {other.body} registrerad igen utan det namnet"
        yield Refusal("body-name-taken", detail, name, right=right)


def registered_otherwise(state: State, fact: BodyRegistered, situation: Situation) -> Iterator[RecordedWarning]:
    """A body that is registered already as something else, or with another unit: that ends without a word of its own,
    and what the body decides about its former unit is then refused it."""
    day = fact.applies_from or situation.decided.latest
    before = body_on([said for said in state.about(BODIES) if said.position != situation.corrects], fact.body, day)
    itself = before is not None and body_key(before.body) == body_key(fact.body)
    if before is not None and itself and (before.kind, before.unit) != (fact.kind, fact.unit):
        values = {"body": fact.body, "was": _registered_as(before), "day": str(day), "becomes": _registered_as(fact)}
        yield RecordedWarning("body-registered-otherwise", values)


def _registered_as(body: BodyRegistered) -> str:
    kind = words.value(body.kind)
    return f"{kind} utan enhet" if body.unit is None else f"{kind} för {body.unit}"


def registered_by(state: State, fact: BodyRegistered, situation: Situation) -> Iterator[Refusal]:
    """D-14: which bodies there are is said by the highest body, or by whom it has named; who decides for somebody by
    delegation, by somebody else. On some basis, also at the opening of a ledger."""
    if state.organisation is None:
        return
    basis, rule = situation.basis, words.fact("body-registered")
    if basis is None:
        detail = f"”{rule}” säger vem som får besluta vad, och ingen har beslutat det: underlaget saknas."
        yield Refusal("own-rule-by-other-body", detail, right="ett beslut av organisationens högsta organ")
    elif not _may_register(state, fact, situation, basis.body):
        detail = f"{basis.body} bestämmer inte vad {fact.body} är i organisationen; det gör dess högsta organ."
        right = "ett beslut av organisationens högsta organ, eller av den som det har gett beslutanderätten"
        yield Refusal("own-rule-by-other-body", detail, basis.body, right=right)


def _may_register(state: State, fact: BodyRegistered, situation: Situation, body: str) -> bool:
    day, bodies = situation.decided.latest, state.about(BODIES)
    kind = None if state.organisation is None else state.organisation.kind
    if kind is None or is_highest(bodies, body, day, kind):
        return True
    itself = body_key(body) in fact.keys
    if fact.kind is BodyKind.DELEGATE and not itself:
        return True
    if (
        fact.kind is BodyKind.COUNCIL
        and itself
        and kind not in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
    ):
        return True  # the highest body by another name than the usual ones, which nobody else can say
    said = state.about("policy:competence-body-registered")
    allowed = competent_on(said, day) if said else None
    own = body_keys(state, body, day)
    return allowed is not None and any(own & body_keys(state, name, day) for name in allowed.bodies)
