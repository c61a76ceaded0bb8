"""An index changes every frame that names it, so who decides it is held as who changes those (R-12, R-14)."""

import msgspec
import pytest

from ledger.events import FrameAdjusted, FrameDecided, IndexDecided
from ledger.events.policy import CompetenceDecided
from ledger.values import FrameKey
from tests.given import BUDGET, basis, decided, key, money
from tests.ledger.rules.deciders.test_across import IFO, KS, SN, UNITS, refused
from tests.ledger.rules.scenario import Given, Past, accepting, corrected, given, past
from tests.ledger.rules.test_competence import OTHERS, RAISED, by

UP, DOWN = IndexDecided("ix", 300_000_000), IndexDecided("ix", -300_000_000)


def waiting(frame: FrameKey) -> FrameDecided:
    """100 kr + index."""
    return FrameDecided(frame, BUDGET, money(100_00), index="ix")


def world(*more: Past) -> Given:
    """The council has set kfn to 100 kr + index."""
    return given(*UNITS, IFO, SN, KS, past(waiting(key("kfn"))), *more)


@pytest.mark.parametrize("body", ["Socialnämnden", "Kommunstyrelsen", "Kulturnämnden", "Komunfullmäktige"])
def test_nobody_but_the_council_lifts_its_frames_by_an_index(body: str) -> None:
    """zf21-04: the index 30 % of a board makes 130 of the council's 100."""
    assert refused(world(), UP, on=by(body)) == [RAISED]
    assert refused(world(), UP, on=by("KF")) == []
    first = 5 + len(UNITS) + 4
    scene = world(past(IndexDecided("ix", 30_000_000), by("KF")))
    assert [each.code for each in scene.when(corrected(first, UP, by(body))).verdict.refusals] == [RAISED]


def test_the_text_says_by_how_much() -> None:
    (one,) = world().when(UP, by("Socialnämnden")).verdict.refusals
    assert one.detail == (
        "Socialnämnden beslutar indexet ix till 30\u00a0%, som höjer ramar som fullmäktige har fastställt med "
        "30\u00a0kr netto. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    accepted = world().when(UP, by("Socialnämnden"), accept=[accepting(RAISED)]).verdict
    assert [warning.code for warning in accepted.warnings] == ["rule-accepted"]


def test_what_the_council_has_delegated_and_what_is_ones_own() -> None:
    delegated = msgspec.structs.replace(by("Kommunstyrelsen"), delegation="KF 2025-11-24 § 12, punkt 4")
    assert refused(world(), UP, on=delegated) == []
    assert refused(world(), IndexDecided("another", 300_000_000), on=by("Socialnämnden")) == []
    own = given(*UNITS, SN, past(waiting(key("sn", 2027)), by("Socialnämnden")))
    assert refused(own, UP, on=by("Socialnämnden", "2026-03-02")) == []
    anew = world(past(decided(90_00, frame=key("kfn")), basis("2025-12-15", "§ 77")))
    assert refused(anew, UP, on=by("Socialnämnden")) == [], "nothing that counts waits for it"


def test_r14_lower_is_no_raise_and_still_anothers() -> None:
    assert refused(world(), DOWN, on=by("Socialnämnden")) == [OTHERS]
    own = given(*UNITS, SN, past(waiting(key("sn"))))
    assert refused(own, DOWN, on=by("Socialnämnden")) == []
    assert refused(own, UP, on=by("Socialnämnden")) == [RAISED]
    change = given(
        *UNITS, SN, past(decided(9_00, frame=key("sn"))), past(FrameAdjusted(key("sn"), money(9_00), index="ix"))
    )
    assert refused(change, UP, on=by("Socialnämnden")) == [RAISED]


@pytest.mark.parametrize("within", ["Kommunfullmäktige", "KF", None])
def test_what_the_council_has_recorded_that_a_body_decides_it_need_not_cite(within: str | None) -> None:
    """KL 5:2: a rule of the council's own, about the index."""
    let = CompetenceDecided("index-decided", ("Kommunstyrelsen",), within=within)
    rightly = past(let, by("KF", "2026-02-15"), "2026-02-16")
    assert refused(world(rightly), UP, on=by("KS", "2026-03-10")) == []
    assert refused(world(rightly), UP, on=by("KS", "2026-02-14")) == [RAISED], "not yet"
    assert RAISED in refused(world(rightly), UP, on=by("Socialnämnden", "2026-03-10"))
    of_another = CompetenceDecided("frame-transferred", ("Kommunstyrelsen",), within=within)
    assert refused(world(past(of_another, by("KF", "2026-02-15"))), UP, on=by("KS", "2026-03-10")) == [RAISED]
    if within is None:
        by_itself = past(let, by("KS", "2026-02-15"), "2026-02-16")
        assert refused(world(by_itself), UP, on=by("KS", "2026-03-10")) == [RAISED], "nobody lets itself"


def test_the_text_says_how_a_delegation_is_recorded() -> None:
    (one,) = world().when(UP, by("Socialnämnden")).verdict.refusals
    assert one.right == (
        "ett beslut av fullmäktige, eller fullmäktiges delegation till Socialnämnden, om den finns, angiven eller "
        "registrerad som ”beslutanderätt” i stället för fullmäktige"
    )
