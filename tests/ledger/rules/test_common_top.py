"""What all boards have in common above them is nobody's own: no delegation but the council's moves money below it."""

from datetime import date

import msgspec
import pytest

from ledger.events import AnyFact, FrameTransferred, UnitMoved, UnitRegistered
from ledger.events.policy import BodyKind, BodyRegistered
from tests.given import decided, key, money, turnover
from tests.ledger.rules.scenario import given, past, without_basis
from tests.ledger.rules.test_across_boards import ACROSS_BOARDS, BOARDS
from tests.ledger.rules.test_competence import ACROSS, by, codes

STAD = without_basis(UnitRegistered("stad", "Staden"))
BELOW = tuple(without_basis(UnitMoved(unit, date(2020, 1, 1), "stad")) for unit in ("sn", "bun"))


@pytest.mark.parametrize("fact", ACROSS_BOARDS[:6], ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("body", ["Tekniska nämnden", "Ekonomichefen", "Förvaltningen"])
@pytest.mark.parametrize("delegation", ["Nämndens delegationsordning", "Tekniska nämndens beslut § 3", "lag"])
def test_r14_what_is_below_one_top_is_not_one_boards(fact: AnyFact, body: str, delegation: str) -> None:
    """Where the tree has the organisation itself on top, all boards have that in common: money between them is moved by
    nobody's delegation but the council's."""
    officer = msgspec.structs.replace(by(body), delegation=delegation)
    assert ACROSS in codes(given(*BOARDS, STAD, *BELOW), fact, officer)
    named_so = without_basis(BodyRegistered("Barn- och utbildningsnämnden", BodyKind.BOARD, "bun"))
    assert ACROSS in codes(given(*BOARDS, STAD, *BELOW, named_so), fact, officer)


def test_r14_what_is_below_one_board_is_its_own_also_below_a_top() -> None:
    officer = msgspec.structs.replace(by("Förvaltningschefen"), delegation="Nämndens delegationsordning, 3.2")
    for fact in (FrameTransferred(key("sn"), key("ifo"), money(5_00)), turnover(5_00, 5_00, frame=key("bun"))):
        assert codes(given(*BOARDS, STAD, *BELOW), fact, officer) == []
    vaguely = (
        *(without_basis(UnitRegistered(unit, unit.upper(), "stad")) for unit in ("va", "vb")),
        *(past(decided(100_00, frame=key(unit))) for unit in ("va", "vb")),
    )
    between = FrameTransferred(key("va"), key("vb"), money(5_00))
    assert codes(given(*BOARDS, STAD, *vaguely), between, officer) == [ACROSS], "Staden is who keeps the ledger"
