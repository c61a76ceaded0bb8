"""Which stage and which proposal a question is about."""

import pytest

from ledger.errors import Refused
from ledger.values import Stage
from projections.asking.proposals import ProposalNamed, only_proposal
from projections.asking.question import Question

MINE = ProposalNamed("mitt", Stage.PROPOSED, "KS")
YOURS = ProposalNamed("ditt", Stage.PROPOSED, None)


@pytest.mark.parametrize(
    ("question", "stage"),
    [
        (Question(), Stage.DECIDED),
        (Question(stage=Stage.RECOMMENDED), Stage.RECOMMENDED),
        (Question(proposal="mitt"), None),
        (Question(proposal="mitt", stage=Stage.PROPOSED), Stage.PROPOSED),
    ],
)
def test_what_is_decided_is_meant_unless_something_else_is_said(question: Question, stage: Stage | None) -> None:
    assert question.stage_asked is stage


def code_of(refused: "pytest.ExceptionInfo[Refused]") -> str:
    return refused.value.refusals[0].code


def test_a_proposal_is_no_decision() -> None:
    with pytest.raises(Refused) as refused:
        _ = Question(proposal="mitt", stage=Stage.DECIDED).stage_asked
    assert code_of(refused) == "coordinate-invalid"


def test_rivals_are_never_put_together() -> None:
    with pytest.raises(Refused) as refused:
        only_proposal(Question(stage=Stage.PROPOSED), {"mitt": MINE, "ditt": YOURS})
    assert code_of(refused) == "proposal-ambiguous"
    assert refused.value.refusals[0].right == "proposal=… med ett av: mitt (KS); ditt"


def test_one_that_is_not_there_is_unknown() -> None:
    with pytest.raises(Refused) as refused:
        only_proposal(Question(proposal="hennes"), {"mitt": MINE})
    assert code_of(refused) == "proposal-unknown"


def test_one_is_named_or_alone() -> None:
    assert only_proposal(Question(proposal="ditt"), {"mitt": MINE, "ditt": YOURS}) == YOURS
    assert only_proposal(Question(stage=Stage.PROPOSED), {"mitt": MINE}) == MINE
    assert only_proposal(Question(stage=Stage.PROPOSED), {}) is None
