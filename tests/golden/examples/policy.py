"""Examples of how an organisation holds to its rules."""

from datetime import date
from typing import Final

from ledger.entry import Entry
from ledger.events.policy import ControlPolicyDecided, Treatment
from tests.golden.examples.common import BY, COMPLETE

EXAMPLES: Final = {
    "control-policy-decided.v1": Entry(
        ControlPolicyDecided("frame-would-be-negative", Treatment.WARN, date(2026, 1, 1), "Prövas under året."),
        BY,
        COMPLETE,
    ),
    "control-policy-decided.v1.least": Entry(ControlPolicyDecided("frame-would-be-negative", Treatment.REFUSE), BY),
}
