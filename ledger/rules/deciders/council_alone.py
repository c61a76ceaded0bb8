"""R-22: what nobody but the council decides (KL 5:1, 11:10, 11:12-13): the budget as a whole, the tax rate, and what is
done about a deficit. None of it can be delegated (KL 5:2)."""

from collections.abc import Iterator

from ledger.errors import Refusal
from ledger.events import Fact, family, stored_name
from ledger.looking.state import State
from ledger.meaning.budget import COUNCIL_ALONE
from ledger.meaning.placed import Situation
from ledger.rules.bodies import nearest_body
from ledger.words import words
from ledger.words.law import LAW


def decided_by_another(state: State, fact: Fact, situation: Situation) -> Iterator[Refusal]:
    """The refusal of what the council alone decides, of a body that is not the council."""
    if not isinstance(fact, COUNCIL_ALONE) or situation.basis is None:
        return
    body, what = situation.basis.body, words.fact(family(stored_name(type(fact))))
    law = LAW["council-budget"].cited
    detail = f"{body} beslutar inte om ”{what}” {fact.year}; det gör fullmäktige ensam ({law})."
    near = nearest_body(state, body, situation.decided.latest)
    right = "ett beslut av fullmäktige; det som ett annat organ vill är ett förslag"
    if near:
        right = f"{near}, om det är organet som menas; {right}"
    yield Refusal("budget-not-by-council", detail, body, right=right)
