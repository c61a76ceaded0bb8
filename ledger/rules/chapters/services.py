"""Rules for shared services: what is referred to exists, keys share everything, conditions come before what they block.

A cost that is shared by a key says who pays what; it never changes a frame (R-15). What a document prints wrong is kept
and noticed.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never, get_args

from ledger.errors import Refusal
from ledger.events import Fact, family, stored_name
from ledger.events.bridges import BridgeAmount, BridgeRecorded, FiguresPrinted, OfWhich, PrintedFigure, StepKind
from ledger.events.services import (
    AllocationKeyDecided,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    CostShared,
    FundingDecided,
    InitiativeAmount,
    InitiativeInvoiced,
    InitiativeStarted,
    ServiceCategorised,
    ServiceFact,
    ServiceRegistered,
    ServiceRepackaged,
    VolumesExempted,
)
from ledger.looking.state import State
from ledger.meaning.bridges import Difference, differences, figure_differences
from ledger.meaning.placed import Situation
from ledger.meaning.services import amount_in, conditions_of, key_in_force, service_on
from ledger.money import MINUS, AmountError, amount_text, parse_amount, parse_rate, rate_text, text_beside
from ledger.rules.family import Family
from ledger.values import RecordedWarning, field_path, fields_of
from ledger.words import words

# --- Shape ------------------------------------------------------------------------------------------------------


def shape(fact: ServiceFact) -> Iterator[Refusal]:
    """Arithmetic and identity of one fact (class A)."""
    yield from _printed_readable(fact, "")
    match fact:
        case AllocationKeyDecided():
            yield from _shares_whole(fact)
        case FundingDecided() | ConditionAttached() if fact.service is None and fact.initiative is None:
            detail = "Det framgår inte vilken tjänst eller insats det gäller."
            yield Refusal("field-missing", detail, right="tjänst, insats eller båda")
        case BridgeRecorded():
            yield from _bridge_holds(fact)
        case ServiceRegistered() | ServiceCategorised() | ServiceRepackaged() | VolumesExempted() | CostShared():
            return
        case FundingDecided() | ConditionAttached() | ChangeInitiativeDecided():
            return
        case InitiativeStarted() | InitiativeInvoiced() | FiguresPrinted():
            return
        case _:
            assert_never(fact)


def _shares_whole(key: AllocationKeyDecided) -> Iterator[Refusal]:
    """R-48: the shares are exactly the whole, and nobody has two."""
    if not key.shares:
        return
    summed, units = sum(share.share for share in key.shares), [share.unit for share in key.shares]
    if key.denominator is None or summed != key.denominator or summed == 0:
        whole = None if key.denominator is None else str(key.denominator)
        said = "ingen nämnare är angiven" if whole is None else f"nämnaren är {whole}"
        detail = f"Nyckeln {key.key} för {key.year}: andelarna är tillsammans {summed}, {said}."
        difference = None if key.denominator is None else str(summed - key.denominator).replace("-", MINUS)
        right = f"andelar som tillsammans är exakt {whole}" if key.denominator else "en nämnare större än noll"
        yield Refusal("shares-not-whole", detail, whole, str(summed), difference, right)
    twice = sorted({unit for unit in units if units.count(unit) > 1})
    if twice:
        detail = f"Nyckeln {key.key} för {key.year} nämner {', '.join(twice)} mer än en gång."
        yield Refusal("shares-not-whole", detail, right="en andel för varje enhet")


def _bridge_holds(bridge: BridgeRecorded) -> Iterator[Refusal]:
    """A bridge starts from a base, and every step has a figure in every column."""
    if bridge.steps[0].kind is not StepKind.BASE:
        detail = f"Bryggan {bridge.bridge} börjar inte med ett utgångsläge."
        right = f"ett första led av slaget {words.value(StepKind.BASE)}"
        yield Refusal("bridge-malformed", detail, right=right, where="steps[0]")
    for number, step in enumerate(bridge.steps):
        if len(step.amounts) != len(bridge.columns):
            detail = f"Ledet ”{step.name}” har {len(step.amounts)} belopp, bryggan har {len(bridge.columns)} kolumner."
            yield Refusal(
                "bridge-malformed", detail, right="ett belopp för varje kolumn", where=f"steps[{number}].amounts"
            )


def _printed_readable(value: object, where: str) -> Iterator[Refusal]:
    """What is kept as printed can be read as an amount, wherever in the fact it stands."""
    for name, inner in fields_of(value):
        place = field_path(where, name)
        if name in ("as_printed", "printed_increase", "printed_share") and isinstance(inner, str):
            yield from _readable(inner, place, share=name == "printed_share")
        else:
            yield from _printed_readable(inner, place)


def _readable(printed: str, where: str, *, share: bool) -> Iterator[Refusal]:
    try:
        if share:
            parse_rate(printed)
        else:
            parse_amount(printed)
    except AmountError as error:
        yield Refusal(error.code, f"{error.detail}.", printed, right=error.right, where=where)


# --- Refusals ---------------------------------------------------------------------------------------------------


def refusals(state: State, fact: ServiceFact, situation: Situation) -> Iterator[Refusal]:
    """What is referred to exists; a service is registered once; conditions are met before what they block (R-51)."""
    if isinstance(fact, ServiceRegistered) and situation.corrects is None:
        known = service_on(_decided(state, f"service:{fact.service}"), fact.service, date.max)
        if known is not None:
            detail = f"Tjänsten {fact.service} är redan registrerad som {known.name}."
            right = "ett eget id för varje tjänst, eller en rättelse av den post som registrerade den"
            yield Refusal("service-already-registered", detail, fact.name, known.name, right=right)
    yield from references(state, fact)
    match fact:
        case CostShared():
            yield from _key_shares(state, fact)
        case InitiativeStarted():
            yield from _in_order(state, fact.initiative, fact.started_on, (Blocks.START,), "påbörjas")
        case InitiativeInvoiced():
            blocking = (Blocks.START, Blocks.INVOICE)
            yield from _in_order(state, fact.initiative, fact.invoiced_on, blocking, "faktureras")
        case _:
            return


_OfInitiative = FundingDecided | ConditionAttached | InitiativeStarted | InitiativeInvoiced
"""What may be about a change initiative that is there already."""


def references(state: State, fact: Fact, beside: Iterable[Fact] = ()) -> Iterator[Refusal]:
    """Services and initiatives that a fact names are in the ledger, or in the facts `beside` it in a proposal."""
    there = (*beside, fact)
    for service in _services_of(fact):
        known = [*(placed.fact for placed in state.placed.get(f"service:{service}", ())), *there]
        if not any(isinstance(other, ServiceRegistered) and other.service == service for other in known):
            detail = f"Tjänsten {service} är inte registrerad."
            yield Refusal(
                "service-unknown", detail, service, right="Registrera först tjänsten, eller rätta stavningen."
            )
    initiative = fact.initiative if isinstance(fact, _OfInitiative) else None
    if initiative is not None:
        known = [*(placed.fact for placed in state.placed.get(f"initiative:{initiative}", ())), *there]
        if not any(isinstance(other, ChangeInitiativeDecided) and other.initiative == initiative for other in known):
            detail = f"Förändringsinsatsen {initiative} finns inte i liggaren."
            right = "en insats som är föreslagen, tillstyrkt eller beslutad"
            yield Refusal("initiative-unknown", detail, initiative, right=right)


def _services_of(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, ServiceRegistered):
        return ()
    return tuple(subject.removeprefix("service:") for subject in fact.subjects() if subject.startswith("service:"))


def _decided(state: State, subject: str) -> list[Fact]:
    return [placed.fact for placed in state.about(subject)]


def _key_shares(state: State, fact: CostShared) -> Iterator[Refusal]:
    keys = [key for key in _decided(state, f"key:{fact.key}") if isinstance(key, AllocationKeyDecided)]
    if not keys:
        detail = f"Fördelningsnyckeln {fact.key} är inte beslutad."
        yield Refusal("key-unknown", detail, fact.key, right="en beslutad nyckel; ett förslag gäller inte")
    elif key_in_force(keys, fact.service, fact.year) is None:
        detail = f"Fördelningsnyckeln {fact.key} gäller inte tjänsten {fact.service} under {fact.year}."
        yield Refusal("key-not-in-force", detail, fact.service, right="en nyckel som gäller tjänsten det året")


def _in_order(state: State, initiative: str, day: date, blocking: tuple[Blocks, ...], verb: str) -> Iterator[Refusal]:
    """R-51: the initiative is decided, and every condition that blocks this has been met by the day."""
    decided = _decided(state, f"initiative:{initiative}")
    known = state.placed.get(f"initiative:{initiative}", ())
    if known and not any(isinstance(fact, ChangeInitiativeDecided) for fact in decided):
        detail = f"Förändringsinsatsen {initiative} är inte beslutad, och kan inte {verb}."
        yield Refusal("initiative-not-decided", detail, initiative, right="ett beslut om insatsen först")
    for condition in conditions_of(decided, initiative):
        met = state.later_acts.met_on(condition.condition, date.max)
        if condition.blocks in blocking and not state.later_acts.has_met((condition.condition,), day):
            when = "är inte uppfyllt" if met is None else f"uppfylldes först {met}"
            detail = (
                f"Förändringsinsatsen {initiative} kan inte {verb} {day}: villkoret {condition.condition} "
                f"(”{condition.wording}”) {when}."
            )
            right = "posten ”villkor uppfyllt” före den dagen" if met is None else f"{met} eller senare"
            yield Refusal("condition-not-met", detail, str(day), None if met is None else str(met), right=right)


# --- Warnings ---------------------------------------------------------------------------------------------------


def warnings(state: State, fact: Fact, _situation: Situation | None = None) -> Iterator[RecordedWarning]:
    """What a reader should know about a fact; of a fact that is only proposed, too."""
    yield from printed_otherwise(state, fact)
    match fact:
        case AllocationKeyDecided(shares=()):
            yield RecordedWarning("key-without-shares", {"key": fact.key, "year": str(fact.year)})
        case CostShared():
            yield from _key_warnings(state, fact)
        case ServiceCategorised():
            yield from _same_category(state, fact)
        case InitiativeStarted():
            yield from _only_indicated(state, fact.initiative, fact.started_on.year)
        case InitiativeInvoiced():
            yield from _only_indicated(state, fact.initiative, fact.invoiced_on.year)
        case _:
            return


def printed_otherwise(state: State, fact: Fact) -> Iterator[RecordedWarning]:
    """Every figure that a document prints and that is not what the fact itself, and the bridges it names, come to."""
    yield from _printed_otherwise(fact, words.fact(family(stored_name(type(fact)))))
    match fact:
        case BridgeRecorded():
            yield from map(_differs, differences(fact))
        case FiguresPrinted():
            yield from map(_differs, figure_differences(fact, _bridges(state, fact)))
        case _:
            return


_Printed = CostShared | InitiativeAmount | InitiativeInvoiced | BridgeAmount | OfWhich | PrintedFigure
"""Amounts that are kept as they are printed, too."""


def _printed_otherwise(value: object, where: str) -> Iterator[RecordedWarning]:
    """An amount that the document prints in a way that is not the same amount, even when it is rounded."""
    fields = dict(fields_of(value))
    place = f"{where}, {fields['name']}" if isinstance(fields.get("name"), str) else where
    if isinstance(value, _Printed) and value.as_printed is not None:
        printed = parse_amount(value.as_printed)
        if abs(printed.ore - value.amount_ore) > printed.half_unit_ore:
            yield _differs(Difference(place, value.as_printed, printed.ore, value.amount_ore))
    for inner in fields.values():
        yield from _printed_otherwise(inner, place)


def _key_warnings(state: State, fact: CostShared) -> Iterator[RecordedWarning]:
    """R-49: a key of an earlier year holds on; one without shares cannot share anything yet."""
    key = key_in_force(_decided(state, f"key:{fact.key}"), fact.service, fact.year)
    if key is not None and key.year < fact.year:
        yield RecordedWarning(
            "key-of-earlier-year", {"key": key.key, "key_year": str(key.year), "year": str(fact.year)}
        )
    if key is not None and not key.shares:
        yield RecordedWarning("key-without-shares", {"key": key.key, "year": str(key.year)})


def _same_category(state: State, fact: ServiceCategorised) -> Iterator[RecordedWarning]:
    day = fact.applies_from or date.max
    known = service_on(_decided(state, f"service:{fact.service}"), fact.service, day)
    if known is not None and known.category is not None and known.category.category is fact.category:
        yield RecordedWarning("category-unchanged", {"service": fact.service, "category": words.value(fact.category)})


def _only_indicated(state: State, initiative: str, year: int) -> Iterator[RecordedWarning]:
    """R-52: in the year it falls due, what was only indicated needs a decision of its own."""
    decided = [
        fact for fact in _decided(state, f"initiative:{initiative}") if isinstance(fact, ChangeInitiativeDecided)
    ]
    amount = amount_in(decided[-1], year) if decided else None
    if amount is not None and amount.decided_ore == 0 and amount.indicated_ore != 0:
        values = {"initiative": initiative, "year": str(year), "amount": amount_text(amount.indicated_ore)}
        yield RecordedWarning("amount-only-indicated", values)


def _bridges(state: State, fact: FiguresPrinted) -> list[BridgeRecorded]:
    placed = (entry for subject in fact.subjects() for entry in state.placed.get(subject, ()))
    return [entry.fact for entry in placed if isinstance(entry.fact, BridgeRecorded)]


def _differs(difference: Difference) -> RecordedWarning:
    """A printed figure that is not what is computed: kept as printed, and said."""
    values = {
        "where": difference.where,
        "asserted": difference.printed,
        "calculated": _beside(difference, difference.computed_number),
        "difference": _beside(difference, difference.printed_number - difference.computed_number),
    }
    return RecordedWarning("printed-figure-differs", values)


def _beside(difference: Difference, number: int) -> str:
    """A figure in the unit of the printed one that it is held against."""
    if difference.is_share:
        return rate_text(number)
    try:
        return text_beside(number, parse_amount(difference.printed))
    except AmountError:  # nothing was printed: what was stated is told in öre
        return amount_text(number)


FAMILY = Family(get_args(ServiceFact), shape, refusals, warnings)
