"""What the chapter of policy adds to the rich ledger: every type of entry, one fact to a command."""

from ledger.events.policy import BodyKind, Treatment
from tests.given import Command
from tests.golden.examples import least
from tests.projections.rich.frames import on

WARNED = 20
"""A position with a warning: an adjustment of a frame that was never set."""


def entries(_first: int) -> tuple[Command, ...]:
    """The commands, of which the first gets the position `first`."""
    committee = least("body-registered.v1", body="ekonomiutskottet", kind=BodyKind.DELEGATE, unit="slk")
    seen_to = {"warning": "frame-not-set", "reason": "Ramen är känd från en annan källa."}
    return (
        on("2026-01-15", least("control-policy-decided.v1", treatment=Treatment.WARN)),
        on("2026-01-15", least("tolerance-decided.v1", tolerance_ore=100)),
        on("2026-01-15", least("competence-decided.v1", event="index-decided", bodies=("KF",))),
        on("2026-01-15", committee),
        Command((least("warning-resolved.v1", position=WARNED, **seen_to),)),
    )
