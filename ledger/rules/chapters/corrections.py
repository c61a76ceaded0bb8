"""Rules for the correction of a recording error: a whole entry is replaced or withdrawn, once, with a reason."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import Fact, LedgerOpened, NamedProposal, RecordingErrorCorrected, UnitRegistered
from ledger.log.entry import Recorded
from ledger.looking.state import State
from ledger.meaning.placed import Situation, claimed
from ledger.rules.family import Family

_DEFINITIONS = (LedgerOpened, UnitRegistered)
_NAMES = {LedgerOpened: "en liggare", UnitRegistered: "en enhet"}


def correct(state: State, fact: RecordingErrorCorrected, _situation: Situation) -> Iterator[Refusal]:
    """The entry exists, has not been corrected before, and becomes something it could have been."""
    right = "rätta posten {successor} i stället"
    target, refused = standing_entry(state, fact.corrects, "är redan rättad av posten {successor}", right)
    if target is None:
        yield from refused
        return
    (new, basis), (old, old_basis) = claimed(fact, None), claimed(target.entry.fact, target.entry.basis)
    if (new, basis) == (old, old_basis):
        said = "är redan tillbakatagen" if old is None else "säger redan det som den skulle rättas till"
        detail = f"Posten {fact.corrects} {said}."
        yield Refusal("correction-changes-nothing", detail, right="det som skulle ha registrerats")
    yield from _kinds_agree(fact.corrects, old, new)


def standing_entry(
    state: State, position: int, corrected: str, right: str
) -> tuple[Recorded | None, tuple[Refusal, ...]]:
    """The entry at a position, or None and why it cannot be named: `entry-unknown`, or `entry-already-corrected` with
    what is then said of it and what would be right, each with the correcting entry as `{successor}`."""
    target = state.targets.get(position)
    if target is None:
        detail = f"Det finns ingen post på position {position}."
        return None, (Refusal("entry-unknown", detail, str(position), right="positionen av en post i liggaren"),)
    successor = state.corrected_by.get(position)
    if successor is None:
        return target, ()
    detail = f"Posten {position} {corrected.format(successor=successor)}."
    return None, (Refusal("entry-already-corrected", detail, right=right.format(successor=successor)),)


def _kinds_agree(position: int, old: Fact | None, new: Fact | None) -> Iterator[Refusal]:
    """Definitions keep their identity, since other entries refer to them; money is corrected by money."""
    if isinstance(old, _DEFINITIONS):
        if new is None or type(old) is not type(new) or new.tags() != old.tags():
            detail = f"Andra poster hänvisar till det som posten {position} registrerar; det kan inte tas bort."
            yield Refusal("correction-not-allowed", detail, right="samma enhet eller organisation, med rätt uppgifter")
    elif isinstance(new, _DEFINITIONS):
        detail = f"Posten {position} kan inte rättas till {_NAMES[type(new)]}, för den är något annat."
        yield Refusal("correction-not-allowed", detail, right="en post av samma slag, och en egen post för det nya")
    elif isinstance(old, NamedProposal) and isinstance(new, NamedProposal) and new.proposal != old.proposal:
        detail = f"Posten {position} är förslaget {old.proposal}; en rättelse kan inte ge det ett annat namn."
        yield Refusal("correction-not-allowed", detail, new.proposal, right=old.proposal)


FAMILY = Family((RecordingErrorCorrected,), refusals=correct)
