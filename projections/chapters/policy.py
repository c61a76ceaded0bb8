"""The organisation's own rules on a day: how each rule is treated, who decides what, and the tolerance for totals."""

from datetime import date
from typing import Final

import msgspec

from ledger.decision_names import body_key
from ledger.errors import REFUSALS, RuleClass
from ledger.events.policy import BodyRegistered, CompetenceDecided, ToleranceDecided, Treatment
from ledger.meaning.placed import PlacedFact
from ledger.meaning.policy import begins, control_on, in_force
from projections.asking.declaration import Declaration, Heading
from projections.asking.register_query import RegisterAnswer, RegisterGround, WithNote, from_register
from projections.asking.texts import ToldEvent, ToldOre

RECIPE: Final = "policy-4"
"""The version of the answer's form and rules."""


class RuleTreatment(WithNote, frozen=True, omit_defaults=True):
    """How a rule is treated for decisions of the day. Without `position` nobody has said anything, so it is held to."""

    rule: str
    title: str
    treatment: Treatment
    applies_from: date | None = None
    position: int | None = None


class DecidedLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much a body may decide: in one decision, and for one project in a calendar year."""

    body: str
    per_decision_ore: ToldOre | None = None
    per_project_year_ore: ToldOre | None = None


class Competence(WithNote, frozen=True, omit_defaults=True):
    """Who decides an event; nobody else does. `event_text` is what it is called in Swedish. `limits` is how much each
    of them may decide; `within` the board in whose place they do, when they do so inside its right."""

    event: ToldEvent
    bodies: tuple[str, ...]
    applies_from: date
    position: int
    limits: tuple[DecidedLimit, ...] = ()
    within: str | None = None


class Tolerance(WithNote, frozen=True, omit_defaults=True):
    """How much a printed total may differ beyond its own precision."""

    tolerance_ore: ToldOre
    applies_from: date
    position: int


class RegisteredBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a body is, the unit it answers for, and what it is called beside."""

    body: str
    kind: str
    applies_from: date
    position: int
    unit: str | None = None
    unit_name: str | None = None
    aliases: tuple[str, ...] = ()


class PolicyAnswer(RegisterAnswer, frozen=True, omit_defaults=True, kw_only=True):
    """The organisation's own rules for decisions of the day `on`, as decided and known at the coordinate."""

    rules: list[RuleTreatment]
    competences: list[Competence]
    bodies: list[RegisteredBody]
    tolerance: Tolerance | None = None


@from_register(RECIPE, ("policy",))
def policy_answer(ground: RegisterGround) -> PolicyAnswer:
    """The organisation's own rules at a question's coordinates; `name` is the code of one rule."""
    standing = in_force(ground.standing(), ground.on)
    return PolicyAnswer(
        **ground.head,
        rules=[rule for rule in _rules(standing, ground) if ground.question.name in (None, rule.rule)],
        competences=_competences(standing),
        bodies=_bodies(standing, ground),
        tolerance=_tolerance(standing),
    )


POLICY: Final = Declaration("policy", "policy", RECIPE, ("name", "on"), policy_answer, Heading.AUDIT)


def _rules(standing: list[PlacedFact], ground: RegisterGround) -> list[RuleTreatment]:
    """Every rule that can be relaxed, also those nobody has said anything about."""
    return [
        _rule(code, [placed for placed in standing if f"policy:{code}" in placed.fact.subjects()], ground.on)
        for code, kind in REFUSALS.items()
        if kind.rule_class is RuleClass.B
    ]


def _rule(code: str, said: list[PlacedFact], day: date) -> RuleTreatment:
    control, title = control_on(said, day), REFUSALS[code].title
    if control is None:
        return RuleTreatment(code, title, Treatment.REFUSE)
    note = getattr(said[-1].fact, "note", None)
    return RuleTreatment(code, title, control.treatment, control.applies_from, control.position, note=note)


def _competences(standing: list[PlacedFact]) -> list[Competence]:
    """The last one said of each event, between boards and inside the right of each."""
    last = {
        (placed.fact.event, body_key(placed.fact.within or "")): (placed, placed.fact)
        for placed in standing
        if isinstance(placed.fact, CompetenceDecided)
    }
    return [_competence(placed, fact) for _, (placed, fact) in sorted(last.items()) if fact.bodies or fact.limits]


def _competence(placed: PlacedFact, fact: CompetenceDecided) -> Competence:
    limits = tuple(
        DecidedLimit(limit.body, limit.per_decision_ore, limit.per_project_year_ore) for limit in fact.limits
    )
    return Competence(fact.event, fact.bodies, begins(placed), placed.position, limits, fact.within, note=fact.note)


def _bodies(standing: list[PlacedFact], ground: RegisterGround) -> list[RegisteredBody]:
    last = {
        body_key(placed.fact.body): (placed, placed.fact)
        for placed in standing
        if isinstance(placed.fact, BodyRegistered)
    }
    return [
        RegisteredBody(
            fact.body,
            fact.kind.value,
            begins(placed),
            placed.position,
            fact.unit,
            None if fact.unit is None else ground.unit_names.get(fact.unit, fact.unit),
            fact.aliases,
        )
        for _, (placed, fact) in sorted(last.items())
    ]


def _tolerance(standing: list[PlacedFact]) -> Tolerance | None:
    decided = [(entry, entry.fact) for entry in standing if isinstance(entry.fact, ToleranceDecided)]
    if not decided:
        return None
    placed, fact = decided[-1]
    return Tolerance(fact.tolerance_ore, begins(placed), placed.position, note=fact.note)
