"""D-13: what a court said, and what that does to the decision."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from ledger.events import (
    AnnulledAmount,
    ConditionMet,
    IndexDecided,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
)
from ledger.values import Amount, DecisionReference, NetAmount
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import Past, corrected, given, past, refusal, warning, without_basis

MEETING = date(2025, 11, 24)
DECISION = DecisionReference("KF", "KS 2025/1", "§ 12", None, MEETING)
FRAME = past(decided(100_00))
GIVEN_ON = date(2026, 5, 1)
FINAL = date(2026, 6, 1)


def in_part(amount: Amount, of: DecisionReference = DECISION) -> JudgmentGiven:
    words, parts = JudgmentOutcome.ANNULLED_IN_PART, (AnnulledAmount(key(), amount),)
    return JudgmentGiven(of, "FR", words, GIVEN_ON, FINAL, annulled_amounts=parts, final_ground="Lagakraftbevis")


@pytest.mark.parametrize("amount", [money(100_00), money(0), NetAmount(100_00)])
def test_no_more_than_what_was_decided_is_annulled(amount: Amount) -> None:
    given(FRAME).when(in_part(amount)).then()


@pytest.mark.parametrize("amount", [money(100_01), money(-1), money(1_00, 1), NetAmount(100_01)])
def test_what_is_no_part_of_what_was_decided_is_refused(amount: Amount) -> None:
    given(FRAME).when(in_part(amount)).then(refusal("annulled-amount-exceeds"))


def test_a_decision_that_gave_the_frame_nothing_has_nothing_to_annul() -> None:
    other = past(decided(100_00, frame=key("sbk")))
    given(other).when(in_part(money(1))).then(refusal("annulled-amount-exceeds"))


def test_a_decision_that_is_not_recorded_is_not_known() -> None:
    unknown = DecisionReference("KF", "KS 2025/99", "§ 12")
    given(FRAME).when(in_part(money(1), unknown)).then(warning("decision-not-recorded"))


def test_a_frame_that_the_decision_changes_twice_needs_the_clause() -> None:
    twice = past(adjusted(5_00), basis(clause=2))
    given(FRAME, twice).when(in_part(money(1))).then(refusal("field-missing"))


@pytest.mark.parametrize(("change", "rests"), [(5_00, False), (-99_00, False), (-99_01, True), (-1_00, False)])
def test_only_what_takes_the_part_that_is_annulled_is_to_be_looked_at_again(change: int, rests: bool) -> None:
    """R-56, KL 13:15: of 100 kronor 1 is annulled: 99 are left to take of."""
    later = past(adjusted(change), basis("2026-04-01", "§ 41", 2))
    said = (warning("stands-on-annulled"),) if rests else ()
    given(FRAME, later).when(in_part(money(1_00))).then(*said)


def test_the_clause_that_spends_rests_on_the_clause_that_paid() -> None:
    """KL 11:15: clause 1 lowers slk by 5 and is annulled, clause 2 gives them to sbk; § 13 is another matter."""
    sbk = past(decided(100_00, frame=key("sbk")), basis(clause=2))
    pays = past(adjusted(-5_00), basis("2026-02-01", "§ 5", 1))
    spends = past(adjusted(5_00, frame=key("sbk")), basis("2026-02-01", "§ 5", 2))
    other = past(adjusted(7_00, frame=key("sbk")), basis("2026-02-01", "§ 13", 2))
    scene = given(FRAME, sbk, pays, spends, other)
    clause = DecisionReference("KF", "KS 2025/1", "§ 5", 1)
    annulled = JudgmentGiven(clause, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis")
    told = (
        "sbk drift 2026: post 8, beslutad 2026-02-01, bygger på beslutet som upphävs 2026-06-01 och bör prövas på nytt"
    )
    scene.when(annulled).then(warning("stands-on-annulled", f"{told} (KL 13:15)."))
    scene.when(replace(annulled, decision=replace(clause, clause=None))).then()


def test_a_second_judgment_says_what_comes_of_the_decision() -> None:
    first = without_basis(JudgmentGiven(DECISION, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON), "2026-11-02")
    second = JudgmentGiven(DECISION, "KR", JudgmentOutcome.DENIED, FINAL)
    given(FRAME, first).when(second).then(refusal("field-missing"))
    said = JudgmentGiven(DECISION, "KR", JudgmentOutcome.DENIED, FINAL, effect=JudgmentEffect.ANNULLED)
    given(FRAME, first).when(said).then()
    given(FRAME, first).when(corrected(6, second)).then()


def test_a_second_judgment_on_a_decision_that_stood_says_it_by_its_words() -> None:
    first = without_basis(JudgmentGiven(DECISION, "FR", JudgmentOutcome.DENIED, GIVEN_ON), "2026-11-02")
    given(FRAME, first).when(JudgmentGiven(DECISION, "KR", JudgmentOutcome.LEAVE_REFUSED, FINAL)).then()


def test_what_waits_again_for_what_the_decision_met_or_decided_is_told_when_it_is_annulled() -> None:
    """§ 5 met the condition that +20 waited for, and decided the index that sbk grows by."""
    waiting = past(adjusted(20_00), replace(basis("2026-01-15", "§ 3"), conditions=("avtal",)))
    indexed = past(replace(decided(100_00, frame=key("sbk")), index="pki"), basis("2026-01-15", "§ 4"))
    met = past(ConditionMet("avtal"), basis("2026-02-01", "§ 5", 1))
    decides = past(IndexDecided("pki", 30_000_000), basis("2026-02-01", "§ 5", 2))
    of = DecisionReference("KF", "KS 2025/1", "§ 5")
    annulled = JudgmentGiven(of, "FR", JudgmentOutcome.ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis")
    scene = given(FRAME, waiting, indexed, met, decides)
    scene.when(annulled).then(warning("stands-on-annulled"), warning("stands-on-annulled"))


CLAUSE = DecisionReference("KF", "KS 2025/1", "§ 7", 1, date(2025, 12, 15))
ON = basis("2025-12-15", "§ 7", 1)
PLUS_10 = past(adjusted(10_00), ON)


def part(ore: int, court: str = "FR", given_on: date = GIVEN_ON) -> JudgmentGiven:
    """8 of +10 annulled, and the like."""
    said = replace(in_part(money(ore), CLAUSE), court=court, given_on=given_on)
    return replace(said, effect=JudgmentEffect.ANNULLED_IN_PART)


def _on_record(judgment: JudgmentGiven) -> Past:
    return without_basis(judgment, "2026-11-02")


DENIED, ANNULLED = JudgmentOutcome.DENIED, JudgmentOutcome.ANNULLED


@pytest.mark.parametrize("outcome", [DENIED, JudgmentOutcome.DISMISSED, JudgmentOutcome.WRITTEN_OFF])
def test_the_first_court_that_refuses_annuls_nothing(outcome: JudgmentOutcome) -> None:
    """D-13: dismissed, refused, written off: +10 stays. Of a court that tries another's annulment it may be so."""
    said = JudgmentGiven(CLAUSE, "KR", outcome, FINAL, effect=JudgmentEffect.ANNULLED)
    scene = given(FRAME, PLUS_10)
    scene.when(said).then(warning("judgment-contradicts-itself"))
    scene.when(replace(said, effect=JudgmentEffect.STANDS)).then()
    wrong = _on_record(JudgmentGiven(CLAUSE, "KR", outcome, FINAL))
    given(FRAME, PLUS_10, wrong).when(corrected(7, said)).then(warning("judgment-contradicts-itself"))
    first = _on_record(JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON))
    given(FRAME, PLUS_10, first).when(said).then()


OTHERWISE = warning("judgment-said-otherwise")
FINAL_ANNULLED = JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis")


@pytest.mark.parametrize(
    "again",
    [
        replace(FINAL_ANNULLED, final_on=None, final_ground=None),
        replace(FINAL_ANNULLED, outcome=DENIED),
        replace(FINAL_ANNULLED, final_on=FINAL + timedelta(days=1)),
        replace(FINAL_ANNULLED, court="fr", effect=JudgmentEffect.STANDS),
        replace(FINAL_ANNULLED, final_on=None, final_ground=None, decision=replace(CLAUSE, clause=None)),
    ],
)
def test_a_judgment_that_says_otherwise_when_it_is_recorded_again_is_told(again: JudgmentGiven) -> None:
    told = given(FRAME, PLUS_10, _on_record(FINAL_ANNULLED)).when(again)
    assert "judgment-said-otherwise" in {each.code for each in told.verdict.warnings}
    given(FRAME, PLUS_10, _on_record(again)).when(corrected(7, FINAL_ANNULLED)).then()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (FINAL_ANNULLED, FINAL_ANNULLED),
        (replace(FINAL_ANNULLED, final_on=None, final_ground=None), FINAL_ANNULLED),
        (FINAL_ANNULLED, replace(FINAL_ANNULLED, case_number="123-26")),
        (FINAL_ANNULLED, replace(FINAL_ANNULLED, outcome=DENIED, decision=replace(CLAUSE, clause=9))),
        (FINAL_ANNULLED, replace(FINAL_ANNULLED, outcome=DENIED, decision=replace(CLAUSE, clause=None))),
        (replace(FINAL_ANNULLED, outcome=DENIED, decision=replace(CLAUSE, clause=None)), FINAL_ANNULLED),
    ],
)
def test_a_judgment_that_becomes_final_or_is_of_another_clause_is_not(
    first: JudgmentGiven, again: JudgmentGiven
) -> None:
    told = given(FRAME, PLUS_10, _on_record(first)).when(again)
    assert "judgment-said-otherwise" not in {each.code for each in told.verdict.warnings}


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (JudgmentGiven(CLAUSE, "KR", DENIED, FINAL), True),
        (JudgmentGiven(CLAUSE, "KR", JudgmentOutcome.LEAVE_REFUSED, FINAL), True),
        (JudgmentGiven(CLAUSE, "KR", DENIED, FINAL, effect=JudgmentEffect.ANNULLED), False),
        (JudgmentGiven(CLAUSE, "KR", DENIED, FINAL, effect=JudgmentEffect.STANDS), False),
        (JudgmentGiven(CLAUSE, "KR", ANNULLED, FINAL), False),
    ],
)
def test_of_a_later_judgment_that_came_first_the_effect_is_asked_for(later: JudgmentGiven, *, told: bool) -> None:
    """As when it is recorded last, when it is refused without."""
    after = given(FRAME, PLUS_10, _on_record(later)).when(JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON))
    assert ("judgment-effect-not-said" in {each.code for each in after.verdict.warnings}) is told


def test_a_court_that_annuls_nothing_recorded_lets_nothing_stand() -> None:
    said = JudgmentGiven(CLAUSE, "KR", ANNULLED, FINAL, effect=JudgmentEffect.STANDS)
    given(FRAME, PLUS_10).when(said).then(warning("judgment-contradicts-itself"))
    first = _on_record(JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON))
    given(FRAME, PLUS_10, first).when(said).then()


@pytest.mark.parametrize("named", [CLAUSE, replace(CLAUSE, decided_on=None)])
def test_no_judgment_comes_before_its_decision(named: DecisionReference) -> None:
    early = JudgmentGiven(named, "FR", ANNULLED, date(2025, 12, 1), date(2025, 12, 2), final_ground="Lagakraftbevis")
    given(FRAME, PLUS_10).when(early).then(refusal("interval-reversed"))
    first = _on_record(JudgmentGiven(named, "FR", ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis"))
    given(FRAME, PLUS_10, first).when(corrected(7, early)).then(refusal("interval-reversed"))


def test_a_judgment_that_is_recorded_again_when_it_is_final_is_the_same() -> None:
    first = _on_record(JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON))
    when = (
        given(FRAME, PLUS_10, first)
        .when(JudgmentGiven(CLAUSE, "FR", ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis"))
        .then()
    )
    assert (when.costs("2026-05-31"), when.costs("2026-06-01")) == (110_00, 100_00)


def test_amounts_of_one_judgment_are_annulled_once() -> None:
    """+10, of it 4 annulled: +6 also when the judgment is recorded again, and +5 when it is said to be 5."""
    scene = given(FRAME, PLUS_10, _on_record(part(4_00)))
    assert scene.when(part(4_00)).then().costs("2026-06-01") == 106_00
    assert scene.when(part(5_00)).then(OTHERWISE).costs("2026-06-01") == 105_00


def test_two_judgments_annul_no_more_than_there_is() -> None:
    scene = given(FRAME, PLUS_10, _on_record(part(6_00)))
    left = (
        "Domen upphäver 5 kr netto av slk drift 2026, men beslutet (KF, 2025-12-15, KS 2025/1, § 7, att-sats 1) har "
        "4 kr netto kvar till ramen efter andra domar."
    )
    other = date(2026, 5, 5)
    scene.when(part(5_00, "KR", other)).then(refusal("annulled-amount-exceeds", left.replace(" kr", "\u00a0kr")))
    assert scene.when(part(4_00, "KR", other)).then().costs("2026-06-01") == 100_00


@pytest.mark.parametrize(("becomes", "left"), [(5_00, None), (8_00, 100_00), (20_00, 112_00)])
def test_a_correction_leaves_what_is_annulled(becomes: int, left: int | None) -> None:
    """+10, 8 annulled: corrected to +5 there is no 8 to annul, to +8 nothing is left, to +20 there is 12."""
    when = given(FRAME, PLUS_10, _on_record(part(8_00))).when_together(corrected(6, adjusted(becomes), ON))
    if left is None:
        when.then(refusal("annulled-amount-exceeds"))
    else:
        assert when.then().costs("2026-06-01") == left


def test_a_decision_that_is_recorded_after_the_judgment_on_it_gives_what_is_annulled() -> None:
    scene = given(FRAME, _on_record(part(8_00)))
    scene.when_together(adjusted(5_00), on=ON).then(refusal("annulled-amount-exceeds"))
    assert scene.when_together(adjusted(10_00), on=ON).then().costs("2026-06-01") == 102_00


def test_a_clause_that_comes_under_an_annulled_part_says_which_one_it_was() -> None:
    """Of a judgment on the whole paragraph nobody knows which clause it is about, when two change the frame."""
    whole = _on_record(replace(part(8_00), decision=replace(CLAUSE, clause=None)))
    scene = given(FRAME, PLUS_10, whole)
    scene.when_together(adjusted(3_00), on=basis("2025-12-15", "§ 7", 2)).then(refusal("field-missing"))
    other = given(FRAME, PLUS_10, _on_record(part(8_00)))
    other.when_together(adjusted(3_00), on=basis("2025-12-15", "§ 7", 2)).then()


def test_a_part_of_a_decision_with_neither_case_nor_paragraph_is_measured_by_nobody() -> None:
    """Its body alone has decided far too much: what comes later is not refused for what the judgment was not."""
    nameless = DecisionReference("KF", decided_on=date(2025, 12, 15))
    scene = given(FRAME, _on_record(replace(part(8_00), decision=nameless)))
    on = replace(basis("2025-12-15", paragraph=None), case_number=None)
    told = warning("basis-incomplete")
    scene.when_together(adjusted(3_00), adjusted(5_00), on=on).then(told, told)


def test_what_is_recorded_under_an_annulled_decision_counts_until_then_and_is_told() -> None:
    annulled = _on_record(
        JudgmentGiven(replace(CLAUSE, clause=None), "FR", ANNULLED, GIVEN_ON, FINAL, final_ground="Lagakraftbevis")
    )
    scene = given(FRAME, PLUS_10, annulled)
    clause_3 = basis("2025-12-15", "§ 7", 3)
    when = scene.when(adjusted(-4_00), clause_3).then(warning("decision-annulled-already"))
    assert (when.costs("2026-05-31"), when.costs("2026-06-01")) == (106_00, 100_00)
    scene.when(adjusted(-4_00), basis("2025-12-15", "§ 8", 3)).then()
    scene.when(corrected(6, adjusted(11_00), ON)).then()  # it was annulled already
    given(FRAME, annulled, past(adjusted(-4_00), basis("2025-12-15", "§ 8", 3))).when(
        corrected(7, adjusted(-4_00), clause_3)
    ).then(warning("decision-annulled-already"))


def test_a_judgment_may_be_recorded_frame_by_frame() -> None:
    """Of +10 and +5 in one decision, 4 and 5 are annulled: each in an entry of its own, by one court on one day."""
    other = key("sbk")
    frames = past(decided(100_00)), past(decided(100_00, frame=other))
    both = (past(adjusted(10_00), ON), past(adjusted(5_00, frame=other), ON))
    first = part(4_00)
    second = replace(first, annulled_amounts=(AnnulledAmount(other, money(5_00)),))
    scene = given(*frames, *both, _on_record(first)).when(second).then()
    assert (scene.costs("2026-12-31"), scene.costs("2026-12-31", other)) == (106_00, 100_00)
    again = given(*frames, *both, _on_record(first), _on_record(second)).when(part(6_00)).then(OTHERWISE)
    assert (again.costs("2026-12-31"), again.costs("2026-12-31", other)) == (104_00, 100_00), "the frame said last"


def test_a_court_is_the_same_with_and_without_the_little_word() -> None:
    first = _on_record(replace(part(4_00, court="Förvaltningsrätten i Karlstad")))
    later = replace(
        part(4_00, court="förvaltningsrätten Karlstad"), final_on=date(2026, 8, 1), final_ground="Lagakraftbevis"
    )
    scene = given(FRAME, PLUS_10, first).when(later).then(OTHERWISE)
    assert (scene.costs("2026-07-31"), scene.costs("2026-08-01")) == (110_00, 106_00)
