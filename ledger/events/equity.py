"""Equity: what is earmarked of it, until when, and what is drawn; and units that carry their result over.

An earmark of equity (*reservation av eget kapital*) is earlier surplus set aside for a purpose and a time. It is no
cost until it is drawn. It is neither a dissent (*reservation mot beslut*) nor a provision (*avsättning* in accounts).
"""

from datetime import date
from typing import ClassVar

from ledger.events.fact import Fact, FactWithNote, its_subject, its_unit
from ledger.money import Ore
from ledger.text import Text
from ledger.values import Identifier
from ledger.when import Year


class _Reservation(Fact, frozen=True):
    """What happens to one earmark of equity, found by the earmark's permanent id."""

    reservation: Identifier

    subjects = its_subject("reservation")


class EquityReserved(_Reservation, tag_field="type", tag="equity-reserved.v1", frozen=True):
    """Earlier surplus is earmarked for a purpose until a day (reservation av eget kapital). It is no cost until it is
    drawn. `amount_ore` None: the amount is not known."""

    purpose: Text
    amount_ore: Ore | None = None
    applies_from: date | None = None
    last_day: date | None = None


class _ReservationChanged(_Reservation, frozen=True, kw_only=True):
    """What happens to an earmark once it is there."""

    note: Text | None = None


class ReservationExtended(_ReservationChanged, tag_field="type", tag="reservation-extended.v1", frozen=True):
    """An earmark may be drawn on until another day. One whose creation was never recorded may be extended all the same:
    its balance is then unknown, and `purpose` says what it is for."""

    last_day: date
    purpose: Text | None = None


class ReservationToppedUp(_ReservationChanged, tag_field="type", tag="reservation-topped-up.v1", frozen=True):
    """More equity is added to an earmark. `amount_ore` None: how much is not known, and so neither is the balance."""

    amount_ore: Ore | None = None


class ReservationDrawn(_ReservationChanged, tag_field="type", tag="reservation-drawn.v1", frozen=True):
    """An earmark is drawn on (ianspråktagande): only now it becomes a cost. `drawn_on` is the day it is used, which
    must be within the earmark's time; the decision may be older."""

    amount_ore: Ore
    drawn_on: date
    purpose: Text | None = None


class ReservationReleased(_ReservationChanged, tag_field="type", tag="reservation-released.v1", frozen=True):
    """A part of an earmark is given back to free equity before its time is out."""

    amount_ore: Ore


class ReservationLapsed(_ReservationChanged, tag_field="type", tag="reservation-lapsed.v1", frozen=True):
    """An earmark's time is out, and what remains returns to free equity. It never happens silently: somebody records
    it. `lapsed_on` is the first day it is no longer there; `amount_ore` None: whatever remained."""

    needs_basis: ClassVar[bool] = False

    lapsed_on: date
    amount_ore: Ore | None = None


class _OfOneUnit(FactWithNote, frozen=True):
    """What a unit of its own may do, and what it has to itself."""

    unit: Identifier

    subjects = its_subject("result", "unit")
    units = its_unit


class OperatingPlanApproved(_OfOneUnit, tag_field="type", tag="operating-plan-approved.v1", frozen=True):
    """A board's plan for a year is approved (verksamhetsplan), within the council's budget. It moves no money."""

    year: Year

    subjects = its_subject("budget", "year")


class ResultUnitApproved(_OfOneUnit, tag_field="type", tag="result-unit-approved.v1", frozen=True):
    """A unit may carry its result over to the next year (resultatenhet), from `first_year` on; `last_year` None: until
    something else is decided."""

    first_year: Year
    last_year: Year | None = None


class ResultCarriedOver(_OfOneUnit, tag_field="type", tag="result-carried-over.v1", frozen=True):
    """A result unit's result goes with it to a later year (resultatöverföring): a surplus is positive, a deficit
    negative. `cap_ore` is the most that may be carried, either way. It changes no frame by itself."""

    from_year: Year
    to_year: Year
    amount_ore: Ore
    cap_ore: Ore | None = None


ReservationFact = (
    EquityReserved
    | ReservationExtended
    | ReservationToppedUp
    | ReservationDrawn
    | ReservationReleased
    | ReservationLapsed
)
EquityFact = ReservationFact | OperatingPlanApproved | ResultUnitApproved | ResultCarriedOver
