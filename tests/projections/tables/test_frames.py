"""Frames at every corner of both clocks: the SQL, the rules' own fold and a naive model say the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import FrameDecided, ProposalMade, UnitRegistered
from ledger.log.database import Cursor, Database
from ledger.looking.state import fold
from ledger.values import Acceptance, FrameKind, InvestmentAmount, NetAmount
from ledger.when import swedish_day
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.frames import figures as figures
from projections.frames.current import FramesAnswer, frames_answer
from projections.tables.frames import years_at
from tests.given import AUTHOR, BUDGET, Command, adjusted, basis, between, command, decided, key, transferred
from tests.projections import naive
from tests.projections.corners import OUTSIDE, Found, as_naive, by_the_rules, found_at
from tests.projections.naive import Coordinate
from tests.projections.random_ledgers import DAYS, FIRST, FRAMES, NAMES, Drawn, ledger_of, ledgers
from tests.projections.rich import withdrawn

DAY = date(2026, 3, 1)
YEARS = sorted({frame.year for frame in FRAMES})
VOICES = (("decided", None), *((stage, name) for stage in ("proposed", "recommended") for name in NAMES))

at_random = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SET_TWICE = (Acceptance("frame-set-twice", "prövas här", "tester-1"),)


def corners(drawn: Drawn, recorded_on: date) -> Iterator[Coordinate]:
    """Every position, every day something turns on and the day before, everybody who speaks."""
    days = sorted({day for turn in (*DAYS, recorded_on) for day in (turn, turn - timedelta(days=1))})
    said = {(line.said.stage, line.said.proposal) for line in drawn.lines if line.said}
    for position in range(FIRST - 1, FIRST + len(drawn.lines)):
        for day in days:
            yield from (Coordinate(position, day, *voice) for voice in VOICES if voice in said)


def check_corners(ledger: OpenLedger, drawn: Drawn) -> None:
    recorded = list(ledger.log.stream())
    recorded_on = swedish_day(recorded[-1].recorded_at)
    known = {position: fold(recorded[:position]) for position in range(len(recorded) + 1)}
    with ledger.model.cursor() as cursor:
        for corner in corners(drawn, recorded_on):
            expected = naive.answer(drawn.lines, FIRST, corner, recorded_on)
            answered = _found(cursor, corner)
            assert as_naive(answered.frames) == expected.frames, corner
            assert answered.beside == expected.beside, corner
            if corner.proposal is None:
                assert by_the_rules(known[corner.position], corner) == expected.frames, corner


def _found(cursor: Cursor, corner: Coordinate) -> Found:
    """Nothing, where nobody had put the proposal forward."""
    try:
        return found_at(cursor, corner, YEARS)
    except Refused as refused:
        if refused.refusals[0].code != "proposal-unknown":
            raise
        return Found([], {part: [] for part in OUTSIDE}, {})


@at_random
@given(drawn=ledgers())
def test_the_read_model_the_rules_and_a_naive_model_agree_at_every_corner(database: Database, drawn: Drawn) -> None:
    with ledger_of(database, drawn) as ledger:
        ledger.runner.catch_up()
        check_corners(ledger, drawn)


# --- Order, signs and sums, by hand -------------------------------------------------------------------------


def ask(ledger: OpenLedger, **more: Any) -> FramesAnswer:
    ledger.runner.catch_up()
    return frames_answer(ledger.model, Question(year=2026, as_of=DAY, **more)).answer


def keys(frames: list[figures.Frame]) -> list[str]:
    return [f"{frame.unit} {frame.line} {frame.kind}" for frame in frames]


def test_frames_come_by_unit_and_line_and_operating_before_investment(
    application: Application, stad: OpenLedger
) -> None:
    """Character by character, so that no server's alphabet moves a hyphen or a digit."""
    units = [UnitRegistered(unit, unit) for unit in ("s-bk", "s1bk", "zz")]
    application.record("stad", Command(tuple(units)), AUTHOR, "units")
    spent = InvestmentAmount(330, 0)
    facts = [
        decided(1, frame=key("zz")),
        FrameDecided(key("slk", kind=FrameKind.INVESTMENT), BUDGET, spent),
        decided(1, frame=key("slk")),
        decided(1, frame=key("slk", line="a-b")),
        decided(1, frame=key("slk", line="aa")),
        FrameDecided(key("slk", kind=FrameKind.INVESTMENT, line="aa"), BUDGET, spent),
        decided(1, frame=key("s1bk")),
        decided(1, frame=key("s-bk")),
    ]
    application.record("stad", command(*facts), AUTHOR, "k1")
    assert keys(ask(stad).frames) == [
        "s-bk total operating",
        "s1bk total operating",
        "slk a-b operating",
        "slk aa operating",
        "slk aa investment",
        "slk total operating",
        "slk total investment",
        "zz total operating",
    ]


def test_paragraphs_are_ordered_by_number_and_then_by_letter(application: Application, stad: OpenLedger) -> None:
    """The last of the day holds: § 9 before § 12, § 12 before § 12 A, and Å after Z, whatever was recorded last."""
    for costs, paragraph in enumerate(("§ 12 Å", "§ 12 Z", "§ 12", "§ 9", None), start=1):
        made = command(decided(costs), on=basis("2025-11-24", paragraph))
        application.record("stad", msgspec.structs.replace(made, accept=SET_TWICE), AUTHOR, f"k{costs}")
        assert ask(stad).frames[0].costs_ore == 1


def test_the_last_set_of_a_proposal_holds_and_what_comes_after_it_is_added(
    application: Application, stad: OpenLedger
) -> None:
    """All of a proposal stands in one place in decided order; there its own order counts."""
    facts = (adjusted(7), decided(50_000), adjusted(11), decided(60_000), adjusted(500), adjusted(80))
    made = msgspec.structs.replace(command(ProposalMade("alliansen", facts)), accept=SET_TWICE)
    application.record("stad", made, AUTHOR, "k1")
    [frame] = ask(stad, proposal="alliansen").frames
    assert frame.costs_ore == 60_580
    assert [part.part for part in frame.parts] == ["replaced"] * 3 + ["counted"] * 3


def test_a_warning_is_told_once_for_each_entry(application: Application, stad: OpenLedger) -> None:
    """Without a case number every fact of the proposal would repeat the same warning."""
    facts = (decided(50_000), adjusted(500))
    on = msgspec.structs.replace(basis(), case_number=None)
    application.record("stad", command(ProposalMade("alliansen", facts), on=on), AUTHOR, "k1")
    [frame] = ask(stad, proposal="alliansen").frames
    assert [(warning.position, warning.text) for warning in frame.warnings] == [(5, "Underlaget saknar ärende.")]


def test_a_frame_with_only_undetermined_parts_is_no_frame_yet(application: Application, stad: OpenLedger) -> None:
    facts = (decided(25_000), adjusted(1_000, frame=key("sbk")))
    application.record("stad", command(*facts, on=between("2025-12-01", "2026-06-30")), AUTHOR, "k1")
    answer = ask(stad)
    assert (answer.frames, [total.frames for total in answer.totals], answer.note) == ([], [0, 0], None)
    assert [(frame.unit, frame.commitment, frame.costs_ore) for frame in answer.undetermined] == [
        ("sbk", None, 1_000),
        ("slk", "budget", 25_000),
    ]


def test_an_undetermined_transfer_stands_outside_both_frames_with_its_sign(
    application: Application, stad: OpenLedger
) -> None:
    facts = (decided(25_000), decided(5_000, frame=key("sbk")))
    application.record("stad", command(*facts), AUTHOR, "k1")
    application.record("stad", command(transferred(1_000), on=between("2026-01-01", "2026-06-30")), AUTHOR, "k2")
    answer = ask(stad)
    assert [(frame.unit, frame.costs_ore) for frame in answer.frames] == [("sbk", 5_000), ("slk", 25_000)]
    assert [(frame.unit, frame.costs_ore, frame.net_ore) for frame in answer.undetermined] == [
        ("sbk", 1_000, 1_000),
        ("slk", -1_000, -1_000),
    ]
    assert [part.part for part in answer.frames[0].parts] == ["counted", "undetermined"]


def test_what_is_unknown_in_one_frame_is_unknown_in_the_total_and_nothing_else_is(
    application: Application, stad: OpenLedger
) -> None:
    net_only = FrameDecided(key("sbk"), BUDGET, NetAmount(-500))
    application.record("stad", command(decided(25_000), net_only), AUTHOR, "k1")
    answer = ask(stad)
    sbk, slk = answer.frames
    assert (sbk.costs_ore, text_of(sbk, "costs_ore"), sbk.revenues_ore) == (None, "", None)
    assert (sbk.net_ore, sbk.gross_known) == (-500, False)
    assert (slk.costs_ore, slk.revenues_ore, slk.gross_known) == (25_000, 0, True)
    operating = answer.totals[0]
    assert (operating.costs_ore, operating.revenues_ore, operating.net_ore) == (None, None, 24_500)


def test_the_years_a_reader_can_ask_about_are_those_with_something_decided(
    application: Application, stad: OpenLedger
) -> None:
    facts = [decided(1, frame=key(year=year)) for year in (2030, 1990, 2100)]
    application.record("stad", command(*facts), AUTHOR, "k1")
    application.record("stad", command(ProposalMade("a", (decided(1, frame=key(year=2031)),))), AUTHOR, "k2")
    application.record("stad", withdrawn(5), AUTHOR, "k3")
    stad.runner.catch_up()
    with stad.model.cursor() as cursor:
        known = [years_at(cursor, position) for position in range(4, 10)]
    assert known == [[], [2030], [1990, 2030], [1990, 2030, 2100], [1990, 2030, 2100], [1990, 2100]]
