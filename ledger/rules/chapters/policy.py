"""Rules for the organisation's own rules: only what can be relaxed is relaxed, and only a warning that is there is
looked at."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never, get_args

from ledger.decision_names import body_key
from ledger.errors import REFUSALS, Refusal, RuleClass
from ledger.events import family, stored_name
from ledger.events.policy import (
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    PolicyFact,
    ToleranceDecided,
    Treatment,
    WarningResolved,
)
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.meaning.policy import BODIES, competent_on, is_highest
from ledger.money import amount_text
from ledger.rules.bodies import body_keys
from ledger.rules.chapters.corrections import standing_entry
from ledger.rules.chapters.registering import called_otherwise, name_taken, registered_by, registered_otherwise
from ledger.rules.family import Family
from ledger.values import RecordedWarning
from ledger.words import everyday, words
from ledger.words.law import REFUSED_BY_LAW
from ledger.words.notices import FLAGS


def shape(fact: PolicyFact) -> Iterator[Refusal]:
    """What it names is there, and can be decided about."""
    match fact:
        case ControlPolicyDecided():
            yield from _relaxable(fact.rule)
            yield from _of_law(fact)
        case ToleranceDecided(tolerance_ore) if tolerance_ore < 0:
            asserted = amount_text(tolerance_ore)
            yield Refusal("amount-negative", f"Toleransen är negativ: {asserted}.", asserted, right="0 kr eller mer")
        case CompetenceDecided(event) if event not in words.FACTS:
            detail = f"Händelsen ”{event}” finns inte i katalogen."
            yield Refusal("value-malformed", detail, event, right=_event_like(event), where="event")
        case CompetenceDecided():
            yield from _limits(fact)
        case ToleranceDecided() | BodyRegistered() | WarningResolved():
            return
        case _:
            assert_never(fact)


def _limits(fact: CompetenceDecided) -> Iterator[Refusal]:
    """A limit says how much, of what is not below zero, and is of somebody who decides."""
    bodies = {body_key(body) for body in fact.bodies}
    for number, limit in enumerate(fact.limits):
        place, amounts = f"limits[{number}]", (limit.per_decision_ore, limit.per_project_year_ore)
        if amounts == (None, None):
            detail = f"Gränsen för {limit.body} säger inget belopp."
            yield Refusal("field-missing", detail, right="ett belopp per beslut, eller per projekt och år", where=place)
        for ore in [ore for ore in amounts if ore is not None and ore < 0]:
            asserted = amount_text(ore)
            detail = f"Gränsen för {limit.body} är negativ: {asserted}."
            yield Refusal("amount-negative", detail, asserted, right="0 kr eller mer", where=place)
        if bodies and body_key(limit.body) not in bodies:
            detail = f"Gränsen gäller {limit.body}, som inte är bland dem som beslutar: {', '.join(fact.bodies)}."
            yield Refusal("value-malformed", detail, limit.body, right=", ".join(fact.bodies), where=f"{place}.body")


def _event_like(name: str) -> str:
    """The event that was meant: the one whose Swedish word it is, or those whose names it looks like."""
    meant = [family for family, word in words.FACTS.items() if word.swedish == name.casefold()]
    word = everyday.everyday_word(name)
    near = meant or (everyday.names_like(name, words.FACTS) if word is None else word.events)
    return "; ".join((*near, "liggare events HÄNDELSE visar händelsens namn"))


def _relaxable(rule: str) -> Iterator[Refusal]:
    """Arithmetic, identity and references hold for everybody (class A)."""
    kind = REFUSALS.get(rule)
    if kind is not None and kind.rule_class is RuleClass.B:
        return
    right = "någon av: " + ", ".join(code for code, refusal in REFUSALS.items() if refusal.rule_class is RuleClass.B)
    if kind is None:
        yield Refusal("rule-unknown", f"Det finns ingen regel ”{rule}”.", rule, right=right, where="rule")
    else:
        detail = f"Regeln {rule} ({kind.title.lower()}) gäller alla; ingen organisation hanterar den på sitt sätt."
        yield Refusal("rule-not-relaxable", detail, rule, right=right, where="rule")


def _of_law(fact: ControlPolicyDecided) -> Iterator[Refusal]:
    """D-14: a rule whose source is law never goes below a warning."""
    if fact.treatment is Treatment.IGNORE and fact.rule in REFUSED_BY_LAW:
        law, said = REFUSED_BY_LAW[fact.rule], words.value(fact.treatment)
        detail = f"Regeln {fact.rule} ({REFUSALS[fact.rule].title.lower()}) står i lag ({law}): den bortser ingen från."
        right = f"{words.value(Treatment.WARN)} eller {words.value(Treatment.REFUSE)}"
        yield Refusal("rule-not-relaxable", detail, said, right=right, where="treatment")


def own_rules(state: State, fact: PolicyFact, situation: Situation) -> Iterator[Refusal]:
    """D-14: how rules are treated, what is tolerated and who decides what is decided by the highest body, or by whom it
    has named for that, and on some basis. Also what was decided before the ledger was opened has one."""
    if not isinstance(fact, ControlPolicyDecided | ToleranceDecided | CompetenceDecided) or state.organisation is None:
        return
    basis, day, kind = situation.basis, situation.decided.latest, state.organisation.kind
    rule = words.fact(family(stored_name(type(fact))))
    if basis is None:
        detail = f"”{rule}” är organisationens egen regel, och ingen har beslutat den: underlaget saknas."
        yield Refusal("own-rule-by-other-body", detail, right="ett beslut av organisationens högsta organ")
    elif isinstance(fact, CompetenceDecided) and fact.within is not None:
        yield from _inside(state, fact.within, basis.body, day)
    elif not is_highest(state.about(BODIES), basis.body, day, kind) and not _named(state, fact, basis.body, day):
        detail = f"{basis.body} bestämmer inte organisationens egna regler (”{rule}”); det gör dess högsta organ."
        right = "ett beslut av organisationens högsta organ, eller av den som det har gett beslutanderätten"
        yield Refusal("own-rule-by-other-body", detail, basis.body, right=right)


def _inside(state: State, board: str, body: str, day: date) -> Iterator[Refusal]:
    """D-14: delegation inside a board's own right, with its limits, is that board's."""
    if body_keys(state, board, day).isdisjoint(body_keys(state, body, day)):
        detail = f"{body} bestämmer inte vem som beslutar i stället för {board}; det gör {board} (KL 6:37)."
        yield Refusal("own-rule-by-other-body", detail, body, right=f"ett beslut av {board}")


def _named(state: State, fact: PolicyFact, body: str, day: date) -> bool:
    """Whether the highest body has let a body decide rules of a kind."""
    said = state.about(f"policy:competence-{family(stored_name(type(fact)))}")
    allowed = competent_on(said, day) if said else None
    own = body_keys(state, body, day)
    return allowed is not None and any(own & body_keys(state, name, day) for name in allowed.bodies)


def policy_refusals(state: State, fact: PolicyFact, situation: Situation) -> Iterator[Refusal]:
    """Who decides the organisation's own rules, whatever an entry that this comes instead of says about it; and which
    warnings there are to look at."""
    without = state if situation.corrects is None else state.without(situation)
    yield from own_rules(without, fact, situation)
    if isinstance(fact, BodyRegistered):
        yield from called_otherwise(without, fact)
        yield from registered_by(without, fact, situation)
        yield from name_taken(without, fact, situation)
    yield from resolve(state, fact, situation)


def policy_warnings(state: State, fact: PolicyFact, situation: Situation) -> Iterator[RecordedWarning]:
    """A body that becomes another than it is registered as."""
    if isinstance(fact, BodyRegistered):
        yield from registered_otherwise(state, fact, situation)


def resolve(state: State, fact: PolicyFact, _situation: Situation) -> Iterator[Refusal]:
    """A warning that is looked at is one that an entry has, and that entry still stands."""
    if not isinstance(fact, WarningResolved):
        return
    corrected = "är rättad av posten {successor}, och dess varningar är inte öppna"
    target, refused = standing_entry(state, fact.position, corrected, "en varning på posten {successor}")
    if target is None:
        yield from refused
        return
    codes = dict.fromkeys(warning.code for warning in target.entry.recording.warnings)
    if fact.warning not in codes and fact.warning not in FLAGS:
        detail = f"Posten {fact.position} har ingen varning ”{fact.warning}”."
        yield Refusal("warning-unknown", detail, fact.warning, right=", ".join(codes) or "en post som har varningar")


FAMILY = Family(get_args(PolicyFact), shape, policy_refusals, policy_warnings)
