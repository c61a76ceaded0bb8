"""The organisation's own rules: how strictly it holds to which of them, who decides what, and which warnings it has
looked at. They are history too."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from ledger.decision_names import body_key
from ledger.events.fact import Fact, its_subject, its_unit_if_named
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier, Position, Value


class Treatment(StrEnum):
    """What happens when something goes against a rule: it is refused unless it is accepted by name, or it is stored
    with a warning, or nobody minds."""

    REFUSE = "refuse"
    WARN = "warn"
    IGNORE = "ignore"


class BodyKind(StrEnum):
    """What a body is in its organisation: the council, the executive, another board, or somebody who decides for one of
    them by delegation (KL 5:1, 6:1, 6:37)."""

    COUNCIL = "council"
    EXECUTIVE = "executive"
    BOARD = "board"
    DELEGATE = "delegate"


class OwnRule(Fact, frozen=True):
    """Facts about the organisation's own rules. They are decided too (D-14): one without a basis goes against a rule
    that can be set aside, so that old entries without any can be read. Each holds for decisions from `applies_from`, or
    from its own decision day when it says no other."""

    needs_basis: ClassVar[bool] = False

    def tags(self) -> tuple[str, ...]:
        """Every decision looks at the organisation's rules, so they are found together with it."""
        return ("organisation", *self.subjects())


class _DatedRule(OwnRule, frozen=True, kw_only=True):
    """Rules that hold from a day on, until the same is decided again."""

    applies_from: date | None = None
    note: Text | None = None


class ControlPolicyDecided(_DatedRule, tag_field="type", tag="control-policy-decided.v1", frozen=True):
    """How the organisation treats a rule from a day on, until the next time that is decided. `rule` is the code of a
    class B refusal; the rules of arithmetic and identity cannot be relaxed."""

    rule: Identifier
    treatment: Treatment

    subjects = its_subject("policy", "rule")


class ToleranceDecided(_DatedRule, tag_field="type", tag="tolerance-decided.v1", frozen=True):
    """How many öre a printed control total may differ from what is computed, beyond its own printed precision, before
    that is a warning. Documents that are written in whole thousands of rounded parts need one."""

    tolerance_ore: Ore

    def subjects(self) -> tuple[str, ...]:
        """The warning that it is about."""
        return ("policy:control-total-differs",)


class AmountLimit(Value, frozen=True):
    """How much a body may decide: in one decision, and for one project in a calendar year, of what it decides then. A
    project is the line of a frame, or what else the money is for: a named project, an earmark of equity."""

    body: Text
    per_decision_ore: Ore | None = None
    per_project_year_ore: Ore | None = None


class CompetenceDecided(_DatedRule, tag_field="type", tag="competence-decided.v1", frozen=True):
    """Who decides what: `event` is an event family such as `frame-adjusted`, and nobody but `bodies` and the highest
    body decides it, none of the former more than its `limits` say. No bodies: whoever decides is right again, as far as
    the organisation's own rules go. `within` names the board in whose place the bodies decide (KL 6:37): a delegation
    inside its own right, which takes nothing from anybody else."""

    event: Identifier
    bodies: Annotated[tuple[Text, ...], msgspec.Meta(max_length=100)] = ()
    limits: Annotated[tuple[AmountLimit, ...], msgspec.Meta(max_length=100)] = ()
    within: Text | None = None

    def subjects(self) -> tuple[str, ...]:
        """The event family."""
        return (f"policy:competence-{self.event}",)


class BodyRegistered(OwnRule, tag_field="type", tag="body-registered.v1", frozen=True):
    """What a body is, and which unit it answers for, when its name alone does not tell: a body called as its unit, and
    the council by its usual names, are known without this. `aliases` are what it is called beside."""

    body: Text
    kind: BodyKind
    unit: Identifier | None = None
    applies_from: date | None = None
    aliases: Annotated[tuple[Text, ...], msgspec.Meta(max_length=100)] = ()

    @property
    def keys(self) -> frozenset[str]:
        """By what it is known again."""
        return frozenset(map(body_key, (self.body, *self.aliases)))

    def subjects(self) -> tuple[str, ...]:
        """All bodies together: a decision may name any of them."""
        return ("policy:bodies",)

    units = its_unit_if_named


class WarningResolved(Fact, tag_field="type", tag="warning-resolved.v1", frozen=True):
    """A controller has looked at a warning and is done with it: from here on the known clock it is no longer open. It
    stays with its entry for ever. Who did it is who records this."""

    needs_basis: ClassVar[bool] = False

    position: Position
    warning: Identifier
    reason: Text

    subjects = its_subject("entry", "position")


PolicyFact = ControlPolicyDecided | ToleranceDecided | CompetenceDecided | BodyRegistered | WarningResolved
