"""Rules for the correction of a recording error: a whole entry is replaced or withdrawn, once, with a reason."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import (
    Entry,
    Fact,
    LedgerOpened,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    UnitRegistered,
)
from ledger.rules.state import State
from ledger.values import Basis

_DEFINITIONS = (LedgerOpened, UnitRegistered)
_PROPOSALS = (ProposalMade, RecommendationMade)


def correct(state: State, fact: RecordingErrorCorrected) -> Iterator[Refusal]:
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
    if fact.replacement is not None and (new, fact.replacement.basis) == (old, old_basis):
        detail = f"Rättelsen av posten {fact.corrects} säger samma sak som posten."
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
    if isinstance(old, _DEFINITIONS) or isinstance(new, _DEFINITIONS):
        if old is None or new is None or type(old) is not type(new) or new.tags() != old.tags():
            detail = f"Posten {position} är en definition som andra poster hänvisar till; den kan inte tas bort."
            yield Refusal("correction-not-allowed", detail, right="samma enhet eller organisation, med rätt uppgifter")
    elif isinstance(old, _PROPOSALS) and isinstance(new, _PROPOSALS) and new.proposal != old.proposal:
        detail = f"Posten {position} är förslaget {old.proposal}; en rättelse kan inte ge det ett annat namn."
        yield Refusal("correction-not-allowed", detail, new.proposal, right=old.proposal)
