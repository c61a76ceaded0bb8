"""What an entry touches is found wherever it stands; what tags tell need not be read."""

import pytest

from ledger.events import FrameAdjusted, JudgmentGiven, ProposalMade, RecordingErrorCorrected, catalogue, stored_name
from ledger.events.corrections import Replacement
from ledger.events.fact import AFTERMATH
from ledger.events.touching import OTHER_STAGES, TOLD_BY_TAGS, Touched, touched_by, touched_by_tags
from ledger.log.entry import Entry
from ledger.values import Stage
from tests.given import adjusted, key
from tests.golden.examples import EXAMPLES


@pytest.mark.parametrize("entry", EXAMPLES.values(), ids=EXAMPLES)
def test_what_tags_tell_is_all_that_the_fact_names(entry: Entry) -> None:
    tags, fact = entry.tags(), entry.fact
    read, told = touched_by(fact, tags), touched_by_tags(tags)
    assert set(fact.units()) <= set(read.units)
    assert {frame.tag for frame in fact.frames()} == {f"frame:{frame}" for frame in read.frames} & {
        frame.tag for frame in fact.frames()
    }
    if entry.type in TOLD_BY_TAGS:
        assert (set(read.units), set(read.frames), read.stages) == (set(told.units), set(told.frames), told.stages)
        assert tags[0].startswith("frame:"), "what it is about comes first"


def test_what_is_proposed_touches_the_frames_that_are_proposed() -> None:
    proposal = ProposalMade("mer", (adjusted(5, frame=key("sbk", 2027)),))
    touched = touched_by(proposal, ("proposal:mer",))
    assert touched == Touched(("sbk",), ("sbk/total/operating/2027",), frozenset((Stage.PROPOSED,)))


def test_a_correction_is_of_the_stage_of_what_it_puts_in_place() -> None:
    proposal = ProposalMade("mer", (adjusted(5),))
    put = touched_by(RecordingErrorCorrected(5, "fel", Replacement(proposal)), ())
    assert (put.units, put.stages) == (("slk",), frozenset((Stage.PROPOSED,)))
    assert touched_by(RecordingErrorCorrected(5, "fel"), ()).stages == frozenset()


def test_what_changes_decisions_that_stand_may_touch_more_than_it_names() -> None:
    judgments = [entry for entry in EXAMPLES.values() if isinstance(entry.fact, JudgmentGiven)]
    for entry in judgments:
        touched = touched_by(entry.fact, entry.tags())
        assert AFTERMATH in entry.tags()
        assert touched.reaches == (not touched.units)
    assert judgments


def test_what_cannot_be_read_may_be_of_any_stage_and_touch_anything() -> None:
    touched = touched_by_tags(("frame:slk/total/operating/2026", "unit:sbk"), readable=False)
    assert touched == Touched(("sbk", "slk"), ("slk/total/operating/2026",), frozenset(Stage), reaches=True)


def test_every_event_that_can_be_of_a_stage_is_looked_at_for_it() -> None:
    names = {stored_name(fact) for fact in catalogue()}
    assert names - set(OTHER_STAGES[Stage.PROPOSED]) == {
        "proposal-made.v1",
        "application-made.v1",
        "recording-error-corrected.v1",
    }
    assert stored_name(FrameAdjusted) not in OTHER_STAGES[Stage.DECIDED]
