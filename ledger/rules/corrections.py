"""Rules for the correction of a recording error: a whole entry is replaced or withdrawn, once, with a reason."""

from collections.abc import Iterator

import msgspec

from ledger.errors import Refusal
from ledger.events import Fact, LedgerOpened, NamedProposal, RecordingErrorCorrected, UnitRegistered
from ledger.events.policy import WarningResolved
from ledger.log.entry import Entry, Recorded
from ledger.meaning.effects import first_recording
from ledger.rules.family import Family, Situation
from ledger.rules.state import State
from ledger.values import Basis
from ledger.when import swedish_day

_DEFINITIONS = (LedgerOpened, UnitRegistered)
_NAMES = {LedgerOpened: "en liggare", UnitRegistered: "en enhet"}


def completed(fact: RecordingErrorCorrected, target: Recorded | None) -> RecordingErrorCorrected:
    """A correction with what the ledger fills in: the tags of what it corrects, so that everybody who looked at that
    sees it, and where and when that was first recorded. Whatever a caller put there is replaced."""
    if target is None:
        return msgspec.structs.replace(fact, affected_tags=(), first_position=None, first_recorded_on=None)
    old = target.entry.fact
    position, day = first_recording(old, target.position, swedish_day(target.recorded_at))
    tags = target.entry.tags()
    return msgspec.structs.replace(fact, affected_tags=tags, first_position=position, first_recorded_on=day)


def named_positions(fact: Fact) -> Iterator[int]:
    """The positions of the entries that a fact is about: what it corrects, or whose warning it has looked at."""
    match fact:
        case RecordingErrorCorrected():
            yield fact.corrects
            yield from () if fact.replacement is None else named_positions(fact.replacement.fact)
        case WarningResolved():
            yield fact.position
        case _:
            return


def correct(state: State, fact: RecordingErrorCorrected, _situation: Situation) -> Iterator[Refusal]:
    """The entry exists, has not been corrected before, and becomes something it could have been."""
    target = state.targets.get(fact.corrects)
    if target is None:
        detail = f"Det finns ingen post på position {fact.corrects}."
        yield Refusal("entry-unknown", detail, str(fact.corrects), right="positionen av en post i liggaren")
        return
    successor = state.corrected_by.get(fact.corrects)
    if successor is not None:
        detail = f"Posten {fact.corrects} är redan rättad av posten {successor}."
        yield Refusal("entry-already-corrected", detail, right=f"rätta posten {successor} i stället")
        return
    old, old_basis = claimed(target.entry)
    new = None if fact.replacement is None else fact.replacement.fact
    if (new, fact.replacement and fact.replacement.basis) == (old, old_basis):
        said = "är redan tillbakatagen" if old is None else "säger redan det som den skulle rättas till"
        detail = f"Posten {fact.corrects} {said}."
        yield Refusal("correction-changes-nothing", detail, right="det som skulle ha registrerats")
    yield from _kinds_agree(fact.corrects, old, new)


def claimed(entry: Entry) -> tuple[Fact | None, Basis | None]:
    """What an entry claims: of a correction, its replacement (None when it withdrew)."""
    if not isinstance(entry.fact, RecordingErrorCorrected):
        return entry.fact, entry.basis
    replacement = entry.fact.replacement
    return (None, None) if replacement is None else (replacement.fact, replacement.basis)


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
