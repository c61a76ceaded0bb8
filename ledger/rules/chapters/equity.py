"""Rules for earmarks of equity and for units that carry their result over."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final, assert_never, get_args

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events.equity import (
    EquityFact,
    EquityReserved,
    OperatingPlanApproved,
    ReservationDrawn,
    ReservationExtended,
    ReservationFact,
    ReservationLapsed,
    ReservationReleased,
    ReservationToppedUp,
    ResultCarriedOver,
    ResultUnitApproved,
)
from ledger.looking.state import State
from ledger.meaning.placed import Claim, Decided, PlacedFact, Situation, inner_facts
from ledger.meaning.policy import BODIES, is_council
from ledger.meaning.reservations import Change, Reservation, reservation_on
from ledger.money import amount_or_unknown, amount_text, shortfall_ore
from ledger.rules import repeating
from ledger.rules.family import Family, interval_reversed
from ledger.values import OrganisationKind, RecordedWarning, Stage
from ledger.words import words

_COUNCILS: Final = {
    OrganisationKind.MUNICIPALITY: "kommunfullmäktige",
    OrganisationKind.REGION: "regionfullmäktige",
    OrganisationKind.MUNICIPAL_FEDERATION: "förbundsfullmäktige",
}
"""Kinds of organisation where a council rules over equity (KL 5:1, 9:2), and what it is called there. Associations and
companies go by their statutes."""

_COUNCIL_ONLY: Final = (EquityReserved, ReservationExtended, ReservationToppedUp, ReservationReleased)
_MOVES_MONEY: Final = (ReservationToppedUp, ReservationDrawn, ReservationReleased)


# --- The shape of one fact --------------------------------------------------------------------------------------


def shape(fact: EquityFact) -> Iterator[Refusal]:
    """Amounts that are amounts, and days and years in order (class A)."""
    match fact:
        case ReservationToppedUp() | ReservationDrawn() | ReservationReleased():
            yield from _positive(fact.amount_ore)
        case EquityReserved():
            yield from _not_negative(fact.amount_ore)
            if fact.applies_from and fact.last_day and fact.last_day < fact.applies_from:
                yield interval_reversed(fact.last_day, fact.applies_from)
        case ReservationLapsed():
            yield from _not_negative(fact.amount_ore)
        case ResultUnitApproved(first_year=first, last_year=int() as last) if last < first:
            yield interval_reversed(last, first)
        case ResultCarriedOver():
            yield from _not_negative(fact.cap_ore)
            if fact.to_year <= fact.from_year:
                yield interval_reversed(fact.to_year, fact.from_year + 1)
        case ReservationExtended() | OperatingPlanApproved() | ResultUnitApproved():
            return
        case _:
            assert_never(fact)


def _not_negative(ore: int | None) -> Iterator[Refusal]:
    if ore is not None and ore < 0:
        detail = f"Beloppet är negativt: {amount_text(ore)}. Vad som görs med det framgår av händelsen."
        yield Refusal("amount-negative", detail, amount_text(ore), right=f"{amount_text(-ore)} utan minustecken")


def _positive(ore: int | None) -> Iterator[Refusal]:
    yield from _not_negative(ore)
    if ore == 0:
        yield Refusal("amount-empty", "Beloppet är noll.", right="ett belopp skilt från noll")


# --- The fact in its ledger -------------------------------------------------------------------------------------


def refusals(state: State, fact: EquityFact, situation: Situation) -> Iterator[Refusal]:
    """What stands against it in the ledger as it is, beside what would come of it (see `limits`)."""
    if isinstance(fact, ReservationFact):
        yield from _identity(state, fact, situation)
        yield from repeating.repeated(state, _the_same(fact), situation, _said_before(state, fact, situation))
    if isinstance(fact, _COUNCIL_ONLY):
        yield from _competence(state, fact, situation)
    if isinstance(fact, ReservationLapsed):
        yield from _expired(_there(state, fact, situation), fact)
    if isinstance(fact, ResultCarriedOver):
        yield from _carried(fact)


def _identity(state: State, fact: ReservationFact, situation: Situation) -> Iterator[Refusal]:
    """An earmark is created once, and is known before it is used; an extension alone makes it known."""
    name = fact.reservation
    known = [placed for placed in _others(state, name, situation) if isinstance(placed.fact, EquityReserved)]
    if isinstance(fact, EquityReserved) and known:
        detail = f"Reservationen {name} är redan registrerad (position {known[0].position})."
        yield Refusal("reservation-already-made", detail, name, right="ett eget namn, eller en förlängning")
    began = (EquityReserved, ReservationExtended)
    if not isinstance(fact, began) and not any(
        isinstance(placed.fact, began) for placed in _others(state, name, situation)
    ):
        detail = f"Reservationen {name} finns inte i liggaren: varken dess tillkomst eller en förlängning."
        right = "reservationen eller dess förlängning först, om så utan belopp; eller en annan stavning"
        yield Refusal("reservation-unknown", detail, name, right=right)


def _others(state: State, name: str, situation: Situation) -> list[PlacedFact]:
    """What else has been decided about an earmark, also what waits for a condition."""
    placed = state.placed.get(f"reservation:{name}", ())
    return [entry for entry in placed if entry.stage is Stage.DECIDED and entry.position != situation.corrects]


def _the_same(fact: ReservationFact) -> str:
    return f"samma sak om reservationen {fact.reservation}"


def _said_before(state: State, fact: ReservationFact, situation: Situation) -> Iterator[repeating.SaidBefore]:
    """The entries that say the same of the earmark. That it is reserved at all has a rule of its own."""
    if not isinstance(fact, EquityReserved):
        yield from repeating.said_by(_others(state, fact.reservation, situation), fact)


def _competence(state: State, fact: ReservationFact, situation: Situation) -> Iterator[Refusal]:
    """R-40: only the council creates, extends, adds to or gives back an earmark (class B)."""
    kind = None if state.organisation is None else state.organisation.kind
    council, basis = _COUNCILS.get(kind) if kind else None, situation.basis
    if basis is None or kind is None or council is None:
        return
    if is_council(state.about(BODIES), basis.body, situation.decided.latest, kind):
        return
    detail = f"Bara fullmäktige rår över reservationen {fact.reservation}; här beslutar {basis.body}."
    right = f"{council}, eller ett godtagande av regeln med skäl"
    yield Refusal("reservation-not-by-council", detail, basis.body, council, right=right)


def _expired(reservation: Reservation, fact: ReservationLapsed) -> Iterator[Refusal]:
    """R-41: what remains lapses when the time is out, not before: given back in time it is released."""
    last = reservation.last_day
    if last is not None and fact.lapsed_on <= last:
        detail = (
            f"Reservationen {fact.reservation} gäller till och med {last} och kan inte upphöra redan {fact.lapsed_on}."
        )
        right = f"en dag efter {last}; i förtid: posten ”{words.fact('reservation-released')}”"
        yield Refusal("reservation-not-expired", detail, str(fact.lapsed_on), str(last), right=right)


def _carried(fact: ResultCarriedOver) -> Iterator[Refusal]:
    """R-42: no more of a result is carried over than its cap (class B). That the unit is approved is asked of the whole
    command (`unapproved`), which may approve it too."""
    if fact.cap_ore is not None and abs(fact.amount_ore) > fact.cap_ore >= 0:
        over, cap = amount_text(abs(fact.amount_ore) - fact.cap_ore), amount_text(fact.cap_ore)
        carried = f"Enheten {fact.unit} för över {amount_text(fact.amount_ore)} från {fact.from_year}"
        detail = f"{carried}; högst {cap} får föras över, plus eller minus."
        yield Refusal("carry-over-above-cap", detail, amount_text(fact.amount_ore), cap, over, f"högst {cap}")


def unapproved(after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, Refusal]]:
    """R-42: only a unit that is approved for the year carries its result over (class B): each with the number of the
    fact that says so. `claims` is what the facts of a command claim, `after` the state that has all of them."""
    for number, claim in enumerate(claims):
        decided = () if claim.fact is None else inner_facts(claim.fact)
        for inner in (inner for inner, stage, _ in decided if stage is Stage.DECIDED):
            if isinstance(inner, ResultCarriedOver) and not _is_approved(after, inner, claim.situation):
                detail = f"Enheten {inner.unit} är inte godkänd som resultatenhet för {inner.from_year}."
                right = "ett godkännande som gäller året, eller ett godtagande av regeln med skäl"
                yield number, Refusal("result-unit-missing", detail, inner.unit, right=right)


def _is_approved(state: State, fact: ResultCarriedOver, situation: Situation) -> bool:
    said = (placed.fact for placed in state.about(f"result:{fact.unit}", situation.decided.latest))
    approved = [approval for approval in said if isinstance(approval, ResultUnitApproved)]
    return any(approval.first_year <= fact.from_year <= (approval.last_year or fact.from_year) for approval in approved)


def _there(state: State, fact: ReservationFact, situation: Situation) -> Reservation:
    """The earmark as it stood where the fact comes."""
    placed = state.about(f"reservation:{fact.reservation}", situation.decided.latest)
    return reservation_on(fact.reservation, (entry for entry in placed if entry.position != situation.corrects))


# --- What would come of it --------------------------------------------------------------------------------------


def limits(before: State, after: State, subjects: Iterable[str], start: date = date.min) -> Iterator[Refusal]:
    """R-38: no earmark is overdrawn, or drawn on outside its time, on any day of the decided clock from the first that
    an entry can change; each names the first such day (class B).

    Only what the entry makes worse is refused. Of an unknown balance nothing can be said, and a warning says so.
    """
    for subject in subjects:
        name = subject.partition(":")[2]
        days = sorted(
            {placed.decided.latest for placed in (*before.placed.get(subject, ()), *after.placed.get(subject, ()))}
        )
        compared = [
            (day, reservation_on(name, before.about(subject, day)), reservation_on(name, after.about(subject, day)))
            for day in dict.fromkeys(max(day, start) for day in (*days, *after.later_acts.days()))
        ]
        yield from islice(_overdrawn(compared), 1)
        yield from islice(_outside(compared), 1)


def touched(before: State, after: State) -> Iterable[str]:
    """The earmarks about which something is held that was not, or no longer is."""
    for subject, placed in after.placed.items():
        if subject.startswith("reservation:") and placed != before.placed.get(subject, ()):
            yield subject


_Days = Sequence[tuple[date, Reservation, Reservation]]
"""Days with an earmark as it was and as it would be."""


def _overdrawn(days: _Days) -> Iterator[Refusal]:
    for day, was, now in days:
        if beyond := shortfall_ore(was.remaining_ore, now.remaining_ore):
            left, there = amount_text(-beyond), amount_or_unknown(was.remaining_ore)
            detail = (
                f"Reservationen {now.reservation} skulle överskridas, som beslutat till och med {day}: "
                f"{left} återstår; utan posten är det {there}."
            )
            right = f"{amount_text(beyond)} mindre, eller ett tillskott dessförinnan"
            yield Refusal("reservation-overdrawn", detail, calculated=left, right=right)


def _outside(days: _Days) -> Iterator[Refusal]:
    for day, was, now in days:
        known = {(change.placed.decided, change.day) for change in was.outside()}
        for change in now.outside():
            if (change.placed.decided, change.day) not in known:
                yield _drawn_outside(day, now, change)


def _drawn_outside(day: date, reservation: Reservation, change: Change) -> Refusal:
    first, last = reservation.first_day, reservation.last_day
    early = first is not None and change.day is not None and change.day < first
    end = reservation.lapsed_on or last
    time = f"till och med {last}" if end == last else f"inte från och med {end}"
    inside = f"en dag till och med {last}" if end == last else f"en dag före {end}"
    if early:
        time, inside = f"från och med {first}", f"en dag från och med {first}"
    detail = (
        f"Reservationen {reservation.reservation} gäller {time}, som beslutat till och med {day}; "
        f"den tas i anspråk {change.day}."
    )
    right = f"{inside}, eller ett beslut om förlängning dessförinnan"
    return Refusal("reservation-not-valid-then", detail, str(change.day), str(first if early else end), right=right)


def taken_for_granted(state: State, reservation: str, position: int) -> State:
    """An earmark whose creation was refused is taken to be there, with nothing known about it, in what follows."""
    there = EquityReserved(reservation, reservation)
    first = PlacedFact(there, None, Stage.DECIDED, None, date.min, Decided(date.min, 0, "", 0, position), position)
    subject = f"reservation:{reservation}"
    return replace(state, placed=state.placed.plus({subject: (*state.placed.get(subject, ()), first)}))


# --- What is worth knowing --------------------------------------------------------------------------------------


def warnings(state: State, fact: EquityFact, situation: Situation) -> Iterator[RecordedWarning]:
    """What a reader should know about an earmark, before the fact is applied to `state`."""
    if not isinstance(fact, ReservationFact):
        return
    yield from repeating.perhaps_repeated(state, _the_same(fact), situation, _said_before(state, fact, situation))
    there = _there(state, fact, situation)
    yield from _balance_unknown(there, fact)
    match fact:
        case ReservationExtended():
            yield from _extended_late(there, fact, situation.decided.latest)
        case ReservationDrawn(purpose=str() as purpose) if there.purpose and not _same(purpose, there.purpose):
            values = {"reservation": fact.reservation, "purpose": there.purpose, "asserted": purpose}
            yield RecordedWarning("reservation-purpose-differs", values)
        case ReservationLapsed():
            yield from _lapsed(there, fact)
        case _:
            return


def _balance_unknown(there: Reservation, fact: ReservationFact) -> Iterator[RecordedWarning]:
    """An unknown balance is legal, and makes limits warnings."""
    reason = None
    if isinstance(fact, EquityReserved | ReservationToppedUp) and fact.amount_ore is None:
        reason = "beloppet är inte känt"
    elif not isinstance(fact, EquityReserved) and not there.origin_known:
        reason = "dess tillkomst är inte registrerad"
    elif isinstance(fact, (*_MOVES_MONEY, ReservationLapsed)) and there.remaining_ore is None:
        reason = "ett tidigare belopp är inte känt"
    if reason is not None:
        yield RecordedWarning("reservation-balance-unknown", {"reservation": fact.reservation, "reason": reason})


def _extended_late(there: Reservation, fact: ReservationExtended, decided: date) -> Iterator[RecordedWarning]:
    """R-39: an earmark is extended while it is there; after that a new one is made."""
    if there.last_day is not None and there.last_day < decided:
        values = {"reservation": fact.reservation, "last_day": str(there.last_day), "decided_day": str(decided)}
        yield RecordedWarning("reservation-extended-late", values)


def _lapsed(there: Reservation, fact: ReservationLapsed) -> Iterator[RecordedWarning]:
    if there.last_day is None:
        yield RecordedWarning("reservation-end-unknown", {"reservation": fact.reservation})
    if fact.amount_ore is not None and there.remaining_ore not in (None, fact.amount_ore):
        calculated = amount_text(there.remaining_ore or 0)
        values = {"asserted": amount_text(fact.amount_ore), "calculated": calculated}
        yield RecordedWarning("reservation-lapse-differs", {"reservation": fact.reservation} | values)


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


FAMILY = Family(get_args(EquityFact), shape, refusals, warnings)
