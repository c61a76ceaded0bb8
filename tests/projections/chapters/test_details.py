"""Parts of frames and outcomes: shown beside their frames, and never in them."""

from datetime import date
from typing import Final

from api.app import Application, OpenLedger
from ledger.events import (
    FrameDecided,
    GrossTurnoverChanged,
    InvestmentCarriedForward,
    OfWhichNoted,
    OutcomeRecorded,
    ProposalMade,
    RecordingErrorCorrected,
)
from ledger.values import FrameKind, InvestmentAmount, NetAmount, Stage
from projections.asking.amounts import FrameAmounts
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.details import (
    DetailsAnswer,
    OutcomesAnswer,
    details_answer,
    outcomes_answer,
)
from projections.frames.current import frames_answer
from tests.given import AUTHOR, BUDGET, command, decided, key, money
from tests.projections.chapters.conftest import Record

LATER: Final = date(2026, 10, 1)
COSTS: Final = 157_890_000_000
RENT: Final = OfWhichNoted(key(), "hyra", money(5_410_000_000))


def details(ledger: OpenLedger, **coordinates: object) -> DetailsAnswer:
    ledger.runner.catch_up()
    question = Question(**({"as_of": LATER} | coordinates))  # type: ignore[arg-type]
    answer = details_answer(ledger.model, question).answer
    assert isinstance(answer, DetailsAnswer)
    return answer


def outcomes(ledger: OpenLedger, **coordinates: object) -> OutcomesAnswer:
    ledger.runner.catch_up()
    question = Question(**coordinates)  # type: ignore[arg-type]
    answer = outcomes_answer(ledger.model, question).answer
    assert isinstance(answer, OutcomesAnswer)
    return answer


def test_a_part_stands_beside_its_frame_and_changes_nothing_in_it(record: Record, stad: OpenLedger) -> None:
    """Stadsledningskontoret's costs 2026 are 1 578,9 before and after the rents are recorded."""
    record("2025-11-24", FrameDecided(key(), BUDGET, money(COSTS, 4_760_000_000)))
    stad.runner.catch_up()
    before = frames_answer(stad.model, Question(year=2026, as_of=LATER)).answer.frames
    position = record("2026-01-31", RENT)
    [frame] = details(stad).frames
    assert frames_answer(stad.model, Question(year=2026, as_of=LATER)).answer.frames == before
    assert [(part.name, part.amounts.costs_ore, part.position, part.stage) for part in frame.parts] == [
        ("hyra", 5_410_000_000, position, Stage.DECIDED)
    ]
    assert frame.frame is not None
    assert frame.rest is not None
    assert (text_of(frame.frame, "costs_ore"), frame.rest.costs_ore) == (
        "1\u00a0578\u00a0900\u00a0000\u00a0kr",
        152_480_000_000,
    )


def test_a_new_figure_for_a_part_shows_from_its_day_on(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", decided(COSTS), OfWhichNoted(key(), "Hyra", money(10_145_232_200)))
    record("2026-01-31", RENT)
    now, then = details(stad), details(stad, as_of=date(2026, 1, 30))
    assert [part.amounts.costs_ore for answer in (now, then) for part in answer.frames[0].parts] == [
        5_410_000_000,
        10_145_232_200,
    ]


def test_a_part_of_what_is_not_decided_has_no_rest(record: Record, stad: OpenLedger) -> None:
    record("2026-01-31", RENT)
    [frame] = details(stad).frames
    assert (frame.frame, frame.rest) == (None, None)


def test_proposed_parts_are_not_mixed_with_decided_ones(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", decided(COSTS))
    record("2026-01-31", ProposalMade("vt-2027", (RENT,)))
    assert details(stad).frames == []
    assert details(stad).note == "Inga delar av ramar av det slaget var registrerade till och med 2026-10-01."
    [frame] = details(stad, proposal="vt-2027").frames
    assert [part.stage for part in frame.parts] == [Stage.PROPOSED]


def test_an_outcome_and_what_was_left_of_its_frame(application: Application, record: Record, stad: OpenLedger) -> None:
    project = key(kind=FrameKind.INVESTMENT, line="p-12", year=2025)
    record("2024-11-25", FrameDecided(project, BUDGET, InvestmentAmount(80_00, 5_00)))
    position = record("2026-02-10", OutcomeRecorded(project, InvestmentAmount(60_00, 5_00), note="Bokslut"))
    [outcome] = outcomes(stad).outcomes
    assert (outcome.line, outcome.kind, outcome.position, outcome.note) == ("p-12", "investment", position, "Bokslut")
    assert outcome.left is not None
    assert (outcome.left.expenditures_ore, outcome.left.receipts_ore, outcome.left.net_ore) == (20_00, 0, 20_00)
    application.record("stad", command(RecordingErrorCorrected(position, "fel projekt")), AUTHOR, "withdrawn")
    assert outcomes(stad).outcomes == []
    assert len(outcomes(stad, known_at=position).outcomes) == 1


def test_an_outcome_says_that_more_was_carried_forward_than_was_left(record: Record, stad: OpenLedger) -> None:
    """100 was given and 6 used; 90 is carried forward; then the outcome is 20: 80 was left."""
    project = key("sbk", 2025, FrameKind.INVESTMENT, "p-12")
    record("2024-11-25", FrameDecided(project, BUDGET, InvestmentAmount(100_00, 0)))
    record("2025-11-24", FrameDecided(project.following, BUDGET, InvestmentAmount(100_00, 0)))
    record("2026-02-02", OutcomeRecorded(project, InvestmentAmount(6_00, 0)))
    record("2026-03-24", InvestmentCarriedForward(project.following, InvestmentAmount(90_00, 0)))
    assert outcomes(stad).outcomes[0].says is None
    record("2026-04-02", OutcomeRecorded(project, InvestmentAmount(20_00, 0)))
    assert outcomes(stad).outcomes[0].says == (
        "Av sbk p-12 investering 2025 är 80\u00a0kr oanvänt enligt utfallet, men 90\u00a0kr är redan ombudgeterat till "
        "året därefter."
    )


def test_an_outcome_of_which_only_the_net_is_known_leaves_only_a_net(record: Record, stad: OpenLedger) -> None:
    record("2025-11-24", decided(100_00), GrossTurnoverChanged(key(), 5_00, 5_00))
    record("2026-03-01", OutcomeRecorded(key(), NetAmount(97_00)))
    [outcome] = outcomes(stad, unit="slk", year=2026).outcomes
    assert outcome.left == FrameAmounts(net_ore=3_00)
    assert outcomes(stad, unit="sbk").outcomes == []
