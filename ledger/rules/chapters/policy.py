"""Rules for the organisation's own rules: only what can be relaxed is relaxed, and only a warning that is there is
looked at."""

from collections.abc import Iterator
from typing import assert_never, get_args

from ledger.errors import REFUSALS, Refusal, RuleClass
from ledger.events.policy import (
    BodyRegistered,
    CompetenceDecided,
    ControlPolicyDecided,
    PolicyFact,
    ToleranceDecided,
    WarningResolved,
)
from ledger.looking.state import State
from ledger.meaning.placed import Situation
from ledger.money import amount_text
from ledger.rules.chapters.corrections import standing_entry
from ledger.rules.family import Family
from ledger.words import everyday, words
from ledger.words.notices import FLAGS


def shape(fact: PolicyFact) -> Iterator[Refusal]:
    """What it names is there, and can be decided about."""
    match fact:
        case ControlPolicyDecided():
            yield from _relaxable(fact.rule)
        case ToleranceDecided(tolerance_ore) if tolerance_ore < 0:
            asserted = amount_text(tolerance_ore)
            yield Refusal("amount-negative", f"Toleransen är negativ: {asserted}.", asserted, right="0 kr eller mer")
        case CompetenceDecided(event) if event not in words.FACTS:
            detail = f"Händelsen ”{event}” finns inte i katalogen."
            yield Refusal("value-malformed", detail, event, right=_event_like(event), where="event")
        case ToleranceDecided() | CompetenceDecided() | BodyRegistered() | WarningResolved():
            return
        case _:
            assert_never(fact)


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


FAMILY = Family(get_args(PolicyFact), shape, resolve)
