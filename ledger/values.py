"""What facts are made of: frame keys, amounts, the basis of a decision, what was noticed at its recording.

Values are immutable, refuse unknown fields, and leave defaults out of the stored bytes. Amounts are int öre.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from ledger.decision_names import decision_key
from ledger.money import LONGEST_TEXT, Ore
from ledger.text import Text
from ledger.when import DecidedDay, Year, last_day_said

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$(?!\n)")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Position = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Clause = Annotated[int, msgspec.Meta(ge=1, le=9999)]


Rate = Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)]
"""A share in billionths (parts per 10⁹), exact and whole: 0,35 ‰ is 350 000, 3 % is 30 000 000. Its fields end in
`_ppb`."""


PrintedText = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT)]
"""An amount or a share as a document prints it, verbatim: `6 300 tkr`, `55 miljoner kronor`. Its unit and decimals say
how exact it is."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Shared settings: immutable, unknown fields refused, defaults left out of the stored bytes."""


class OrganisationKind(StrEnum):
    """Kinds of organisation. The kind selects the rules that apply: KL 11 for municipalities and regions, KL 9 and 11
    for federations, the statutes for associations."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    MUNICIPAL_FEDERATION = "municipal-federation"
    ASSOCIATION = "association"
    COMPANY = "company"


class UnitRole(StrEnum):
    """What a unit is in the whole: one that holds taxes, grants and net interest, or one that holds money for others.
    Every other unit has none."""

    FINANCE = "finance"
    CENTRAL_RESERVE = "central-reserve"


class FrameKind(StrEnum):
    """Operating money (costs and revenues) or investment money (expenditures and receipts); never summed together."""

    OPERATING = "operating"
    INVESTMENT = "investment"


class Commitment(StrEnum):
    """How far a decided amount binds. A budget outranks a plan for the same year (KL 11:5-6)."""

    BUDGET = "budget"
    PLAN = "plan"


class Stage(StrEnum):
    """How far a fact has come. Only decided facts make the current frame."""

    PROPOSED = "proposed"
    RECOMMENDED = "recommended"
    DECIDED = "decided"


def fields_of(value: object) -> Iterator[tuple[str, object]]:
    """What a value is made of: the fields of a fact by their names, what stands in a list by its place (`[0]`). Nothing
    for anything else. The one place that goes through fields whatever they are, for what holds for every text, or for
    everything that is printed; whoever means one field names it."""
    if isinstance(value, tuple):
        yield from ((f"[{place}]", inner) for place, inner in enumerate(value))
    elif isinstance(value, msgspec.Struct):
        yield from ((name, getattr(value, name)) for name in value.__struct_fields__)


def field_path(where: str, name: str) -> str:
    """The path to a field below another.

    >>> field_path(field_path("steps", "[0]"), "name")
    'steps[0].name'
    """
    return f"{where}{name}" if name.startswith("[") or not where else f"{where}.{name}"


class FrameKey(Value, frozen=True):
    """Which frame: unit, line (appropriation item or project, `total` when the document has none), kind and year."""

    unit: Identifier
    kind: FrameKind
    year: Year
    line: Identifier = "total"

    @property
    def tag(self) -> str:
        """The tag by which everything that sets or changes this frame is found: `frame:slk/total/operating/2026`."""
        return self.subject("frame")

    def subject(self, kind: str) -> str:
        """What is about this frame and changes nothing in it: `outcome:slk/total/operating/2026`."""
        return f"{kind}:{self.unit}/{self.line}/{self.kind}/{self.year}"

    @classmethod
    def of_tag(cls, tag: str) -> "FrameKey":
        """The frame of a tag."""
        unit, line, kind, year = tag.removeprefix("frame:").split("/")
        return cls(unit, FrameKind(kind), int(year), line)

    @property
    def following(self) -> "FrameKey":
        """The same frame a year later."""
        return FrameKey(self.unit, self.kind, self.year + 1, self.line)

    @property
    def preceding(self) -> "FrameKey":
        """The same frame a year earlier."""
        return FrameKey(self.unit, self.kind, self.year - 1, self.line)


class OperatingAmount(Value, tag="operating", frozen=True):
    """Costs and revenues in öre. In a frame both are positive; in a change either may be negative."""

    costs_ore: Ore
    revenues_ore: Ore

    @property
    def net_ore(self) -> int:
        """Net cost: costs − revenues, positive when costs are larger."""
        return self.costs_ore - self.revenues_ore


class InvestmentAmount(Value, tag="investment", frozen=True):
    """Expenditures and receipts in öre; the same signs as for operating amounts."""

    expenditures_ore: Ore
    receipts_ore: Ore

    @property
    def net_ore(self) -> int:
        """Expenditures − receipts."""
        return self.expenditures_ore - self.receipts_ore


class NetAmount(Value, tag="net", frozen=True):
    """Only the net is decided; the gross sides are unknown, and answers say so."""

    net_ore: Ore


Amount = OperatingAmount | InvestmentAmount | NetAmount


class ControlOf(StrEnum):
    """Which figure a printed control total is about."""

    COSTS = "costs"
    REVENUES = "revenues"
    EXPENDITURES = "expenditures"
    RECEIPTS = "receipts"
    NET = "net"


Addends = Annotated[int, msgspec.Meta(ge=2, le=1000)]
"""How many printed figures another is the sum of."""


class ControlTotal(Value, frozen=True):
    """A figure as the document prints it, verbatim (`1 531,3 mnkr`), kept beside what the ledger computes. `addends`:
    it is the sum of so many figures, each printed with the same precision, so it may differ by half a unit of each."""

    of: ControlOf
    printed: PrintedText
    addends: Addends | None = None


class PrintedTotal(Value, frozen=True):
    """What a document prints as the sum of the frames that one decision sets, for one kind of money and one year."""

    kind: FrameKind
    year: Year
    printed: Annotated[tuple[ControlTotal, ...], msgspec.Meta(min_length=1, max_length=5)]


class SourceDocument(Value, frozen=True):
    """The document a fact was read from. `sha256` is of the file's bytes, in lower-case hexadecimal."""

    title: Text
    sha256: Sha256
    page: Text | None = None


class Basis(Value, frozen=True):
    """On what grounds: who decided, when, and where it is written.

    `decided` is the day of the decision, or its bounds. `effective_day` is the day from which it takes effect and
    belongs to the period, not to the decided clock. `paragraph` is verbatim, such as `§ 12`. A decision on `conditions`
    counts from the day when each of them has been met, which is an entry of its own. `delegation` cites by what right
    somebody decides in a body's place (KL 6:37-38).
    """

    body: Text
    decided: DecidedDay
    source: SourceDocument
    case_number: Text | None = None
    paragraph: Text | None = None
    clause: Clause | None = None
    effective_day: date | None = None
    conditions: tuple[Identifier, ...] = ()
    delegation: Text | None = None

    @property
    def decision_key(self) -> str:
        """By which the decision is referred to, without its clause. With neither case nor paragraph it is known by its
        day, and so by nothing while its last day is not said: the day on which it was recorded is no name of it."""
        key = decision_key(self.body, self.case_number, self.paragraph)
        if self.case_number is not None or self.paragraph is not None or last_day_said(self.decided) is not None:
            return key
        return f"{key} {_UNDATED}"


_UNDATED: Final = "odaterat"
"""What no reference has in its key, since no key has a space."""


class DecisionReference(Value, frozen=True):
    """Which decision: its body, case and paragraph as the decision's own basis has them, and the clause when only one
    is meant. `decided_on` tells decisions apart that have all that in common, as when paragraphs start anew each year.
    """

    body: Text
    case_number: Text | None = None
    paragraph: Text | None = None
    clause: Clause | None = None
    decided_on: date | None = None

    @property
    def key(self) -> str:
        """The `decision_key` of the decisions it means."""
        return decision_key(self.body, self.case_number, self.paragraph)


class RecordedWarning(Value, frozen=True):
    """Something noticed when a fact was recorded. It never blocks and is never lost. Codes: `notices.WARNINGS`."""

    code: str
    values: dict[str, str] = {}


class Acceptance(Value, frozen=True):
    """A class B rule set aside by name, with the reason and who accepted it (an opaque subject id)."""

    rule: str
    reason: Text
    who: Text


class Recording(Value, frozen=True):
    """Who wrote the entry into the ledger (an opaque subject id, never a name), by which door, and what was noticed."""

    by: Text
    via: Text
    warnings: tuple[RecordedWarning, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
