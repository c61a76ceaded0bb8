"""The warning table: every warning the rules give, with its exact text. A warning never blocks and is never lost."""

from datetime import date
from typing import Final

import msgspec
import pytest

from ledger.events import FrameAdjusted, FrameDecided, LedgerOpened, OpeningEntryMade, UnitClosed
from ledger.values import ControlOf, ControlTotal, FrameKind, InvestmentAmount, NetAmount, OrganisationKind
from ledger.when import BoundsOrigin, DecisionBounds
from ledger.words.notices import WARNINGS
from tests.given import BUDGET, PLAN, adjusted, basis, between, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import When, accepting, given, past, warning, without_basis
from tests.ledger.rules.tables.chapters import CHAPTERS
from tests.ledger.rules.tables.rows import row

FRAME: Final = past(decided(100_00))
LATER: Final = basis("2026-03-01")
EARLIER: Final = basis("2025-06-01")


def printed(of: ControlOf, text: str) -> FrameDecided:
    """A budget of 1 578,9 mnkr in costs and 47,6 mnkr in revenues, with one figure as its document prints it."""
    return FrameDecided(key(), BUDGET, money(157_890_000_000, 4_760_000_000), printed=(ControlTotal(of, text),))


ROWS: Final = {
    "R-05: a decision with bounds that comes again from its minutes": row(
        given(past(adjusted(5_00), between("2025-11-01", "2025-11-30"))).when(adjusted(5_00), basis()),
        warning(
            "decision-perhaps-recorded",
            "Beslutet kan vara registrerat redan: posten 5 säger samma ändring av slk drift 2026, och det enda som "
            "skiljer är beslutsdag. Är det samma beslut ska den posten rättas i stället; är båda redan registrerade "
            "tas den ena tillbaka med en rättelse. Annars står det två gånger.",
        ),
        warning("frame-not-set"),
    ),
    "R-05: the same clause with another amount": row(
        given(FRAME, past(adjusted(5_00))).when(adjusted(9_00), basis()),
        warning(
            "decision-changes-frame-again",
            "slk drift 2026: samma beslut (KF § 12 att-sats 1) ändrar redan ramen, i posten 6. Är det samma ändring "
            "ska den posten rättas i stället; är båda redan registrerade tas den ena tillbaka med en rättelse.",
        ),
    ),
    "R-05: a frame that is set and changed by as much": row(
        given(FRAME, past(decided(101_00), LATER)).when(adjusted(1_00), LATER),
        warning(
            "frame-set-and-changed",
            "slk drift 2026: samma beslut sätter ramen till 101\u00a0kr netto och ändrar den med 1\u00a0kr (se posten "
            "6); den blir 102\u00a0kr. Kontrollera om ändringen redan ingår i beloppet.",
        ),
    ),
    "a change decided before the set that is already there": row(
        given(FRAME).when(adjusted(5_00), EARLIER),
        warning(
            "swallowed",
            "Beslutet räknas före det som senast satte ramen (2025-11-24, position 5) och ändrar därför inte ramen "
            "slk drift 2026 därefter.",
        ),
    ),
    "a plan after the budget for the same year": row(
        given(FRAME).when(decided(90_00, commitment=PLAN), LATER),
        warning(
            "outranked",
            "Planen för slk drift 2026 gäller inte: en budget för samma år är redan beslutad (position 5).",
        ),
    ),
    "a change of a frame that has not been set": row(
        given().when(adjusted(5_00), LATER),
        warning("frame-not-set", "Ramen slk drift 2026 har inget känt utgångsvärde; bara ändringen är känd."),
    ),
    "a net change that hides the costs": row(
        given(FRAME).when(FrameAdjusted(key(), NetAmount(5_00)), LATER),
        warning("gross-becomes-unknown", "slk drift 2026: bruttot blir okänt, eftersom bara nettot ändras."),
    ),
    "a turnover change that leaves revenues less than nothing": row(
        given(FRAME, past(turnover(5_00, 5_00), basis("2025-12-15"))).when(turnover(-6_00, -6_00), LATER),
        warning("revenues-below-zero", "slk drift 2026: intäkterna skulle bli −1\u00a0kr, alltså mindre än noll."),
    ),
    "an opening entry without a day, after what is decided already": row(
        given(FRAME, past(adjusted(5_00), basis("2025-12-15", "§ 3"))).when(
            OpeningEntryMade(key(), BUDGET, money(90_00)), between(None, "2026-01-31")
        ),
        warning("decision-day-inferred"),
        warning(
            "undated-set-replaces",
            "slk drift 2026: beslutsdagen är inte känd, så posten räknas som beslutad 2026-01-31 och ersätter post 5 "
            "och 6, som kan vara beslutade efter den. Ange dagen, eller gränser, om den är äldre.",
        ),
    ),
    "a plan for a fourth year": row(
        given().when(decided(90_00, frame=key(year=2029), commitment=PLAN), basis("2025-11-24")),
        warning(
            "plan-beyond-three-years",
            "2029 ligger utanför den treåriga ekonomiska planen 2026–2028 (KL 11:6).",
        ),
    ),
    "R-33: a printed figure that differs": row(
        given().when(printed(ControlOf.NET, "1 531,4 mnkr"), basis()),
        warning(
            "control-total-differs",
            "slk drift 2026: dokumentet anger netto 1 531,4 mnkr, uträknat blir det 1\u00a0531,3\u00a0mnkr, "
            "skillnad 0,1\u00a0mnkr.",
        ),
    ),
    "a printed figure for a side that is not known": row(
        given().when(
            FrameDecided(key(), BUDGET, NetAmount(1_00), printed=(ControlTotal(ControlOf.COSTS, "5 mnkr"),)), basis()
        ),
        warning(
            "control-total-missing-side",
            "slk drift 2026: dokumentet anger kostnader 5 mnkr, men den sidan har inget känt belopp.",
        ),
    ),
    "R-36: a printed figure for a side that the frame does not have": row(
        given().when(
            FrameDecided(
                key(kind=FrameKind.INVESTMENT),
                BUDGET,
                InvestmentAmount(500_000_000, 0),
                printed=(ControlTotal(ControlOf.COSTS, "5 mnkr"),),
            ),
            basis(),
        ),
        warning(
            "control-total-missing-side",
            "slk investering 2026: dokumentet anger kostnader 5 mnkr, men den sidan har inget känt belopp.",
        ),
    ),
    "R-04: a basis without its case, paragraph and clause": row(
        given().when(decided(1_00), msgspec.structs.replace(basis(paragraph=None, clause=None), case_number=None)),
        warning("basis-incomplete", "Underlaget saknar ärende, paragraf och att-sats."),
    ),
    "R-04: a basis without its clause": row(
        given().when(decided(1_00), basis(clause=None)),
        warning("basis-incomplete", "Underlaget saknar att-sats."),
    ),
    "R-03: a decision day that is only known by its bounds": row(
        given().when(decided(1_00), between("2025-10-01", "2025-12-31")),
        warning(
            "decision-day-inferred",
            "Beslutsdagen är inte känd: tidigast 2025-10-01, senast 2025-12-31. Gränserna är härledda: "
            "dagen framgår inte",
        ),
    ),
    "R-03: a decision day whose last day is that of the recording": row(
        given().when(
            decided(1_00),
            msgspec.structs.replace(
                basis(), decided=DecisionBounds("Bara året är tryckt.", BoundsOrigin.PRINTED, date(2026, 1, 1))
            ),
        ),
        warning(
            "decision-day-inferred",
            "Beslutsdagen är inte känd: tidigast 2026-01-01, senast 2026-11-21 (registreringsdagen). Gränserna är "
            "tryckta: Bara året är tryckt.",
        ),
    ),
    "R-09: an effect from before the decision": row(
        given().when(decided(1_00), msgspec.structs.replace(basis("2026-06-15"), effective_day=date(2026, 1, 1))),
        warning("effective-before-decision", "Beslutet gäller från 2026-01-01, före beslutsdagen 2026-06-15."),
    ),
    "a change that only takes from a unit after its last day": row(
        given(FRAME, without_basis(UnitClosed("slk", date(2025, 12, 31)))).when(adjusted(-1_00), LATER),
        warning("unit-not-there", "Enheten slk finns inte under 2026."),
    ),
    "a rule that was set aside by name": row(
        given(FRAME).when(adjusted(-150_00), LATER, accept=[accepting("frame-would-be-negative")]),
        warning(
            "rule-accepted",
            "Regeln frame-would-be-negative frångicks av controller-7 med skälet ”fullmäktige beslutade så”. "
            "Kostnaderna i slk drift 2026 skulle bli −50\u00a0kr, som beslutat till och med 2026-03-01; utan posten "
            "är de 100\u00a0kr.",
        ),
    ),
    **{name: row for chapter in CHAPTERS for name, row in chapter.WARNING_ROWS.items()},
}


@pytest.mark.parametrize("name", ROWS)
def test_each_warning_says_what_was_noticed(name: str) -> None:
    ROWS[name].when.then(*ROWS[name].says)


def test_every_warning_has_its_row() -> None:
    of_totals = {"printed-total-differs", "printed-total-missing-side"}  # in test_totals.py
    of_whole_commands = of_totals | {"amounts-out-of-scale", "change-out-of-scale", "frames-at-two-levels"}
    # there too, in test_scale.py, and in test_levels.py
    assert {says.code for row in ROWS.values() for says in row.says} == set(WARNINGS) - of_whole_commands


@pytest.mark.parametrize(
    "text", ["1 531,3 mnkr", "1 531 mnkr", "1 531 300 tkr", "1,5 mdkr"], ids=["one decimal", "none", "tkr", "mdkr"]
)
def test_r33_a_printed_figure_within_its_own_precision_is_right(text: str) -> None:
    given().when(printed(ControlOf.NET, text), basis()).then()


@pytest.mark.parametrize("text", ["1 531,35 mnkr", "1 530 mnkr", "1 531 299 tkr", "1,6 mdkr"])
def test_r33_a_printed_figure_outside_its_own_precision_is_noticed(text: str) -> None:
    given().when(printed(ControlOf.NET, text), basis()).then(warning("control-total-differs"))


def test_the_control_total_of_a_transfer_is_about_what_arrives() -> None:
    moved = msgspec.structs.replace(transferred(5_00), printed=(ControlTotal(ControlOf.COSTS, "5 kr"),))
    other = past(decided(0, frame=key("sbk")))
    given(FRAME, other).when(moved, LATER).then()


def _in_a_ledger_that_prints_revenues_negative(text: str, revenues_ore: int = 4_760_000_000) -> When:
    city = LedgerOpened("Staden", OrganisationKind.MUNICIPALITY, "212000-0142", "0180", revenues_printed_negative=True)
    total = ControlTotal(ControlOf.REVENUES, text)
    return given(kept_by=city).when(
        FrameDecided(key(), BUDGET, money(157_890_000_000, revenues_ore), printed=(total,)), basis()
    )


def test_a_ledger_whose_documents_print_revenues_negative_compares_them_so() -> None:
    _in_a_ledger_that_prints_revenues_negative("−47,6 mnkr").then()
    _in_a_ledger_that_prints_revenues_negative("47,6 mnkr").then()
    _in_a_ledger_that_prints_revenues_negative("−47,7 mnkr").then(
        warning(
            "control-total-differs",
            "slk drift 2026: dokumentet anger intäkter −47,7 mnkr, uträknat blir det 47,6\u00a0mnkr, "
            "skillnad 0,1\u00a0mnkr.",
        )
    )


def test_a_ledger_whose_documents_print_revenues_positive_takes_a_minus_for_what_it_says() -> None:
    given().when(printed(ControlOf.REVENUES, "−47,6 mnkr"), basis()).then(warning("control-total-differs"))


@pytest.mark.parametrize(("addends", "kronor", "differs"), [(None, 1_000, True), (5, 3_000, False), (5, 3_001, True)])
def test_r33_a_printed_sum_may_differ_by_half_a_unit_of_each_addend(
    addends: int | None, kronor: int, differs: bool
) -> None:
    """A result of 0 thousand, the sum of five rows in whole thousands: six roundings of 500 kr."""
    result = ControlTotal(ControlOf.NET, "0 tkr", addends)
    segment = FrameDecided(key(), BUDGET, money(100_000_00 + kronor * 100, 100_000_00), printed=(result,))
    given().when(segment, basis()).then(*([warning("control-total-differs")] if differs else []))
