"""What other entries say of frames is read for the facts of a question alone. That it is told, and where:
tests/projections/test_flags_everywhere.py."""

from datetime import date

from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.meaning.later_acts import NO_LATER_ACTS
from projections.asking.beside_frames import NOTHING_BESIDE, flags_beside
from projections.tables.frames import FrameScope, facts_at
from tests.given import AUTHOR, Command, adjusted, basis, decided, key

DAY = date(2026, 12, 1)


def test_nothing_is_read_where_nothing_of_the_kind_is_among_the_facts(
    application: Application, stad: OpenLedger
) -> None:
    by_delegation = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS 4.2")
    sets = Command((decided(500_00), decided(300_00, frame=key("sbk"))), basis())
    for number, command in enumerate((sets, Command((adjusted(-1_00),), by_delegation))):
        application.record("stad", command, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    with stad.model.cursor() as cursor:
        at = stad.log.head()
        facts = {unit: facts_at(cursor, FrameScope(2026, (unit,)), at, DAY) for unit in ("slk", "sbk")}
        assert flags_beside(cursor, facts["sbk"], NO_LATER_ACTS, at, DAY, by_delegation=True) is NOTHING_BESIDE
        assert flags_beside(cursor, facts["slk"], NO_LATER_ACTS, at, DAY, by_delegation=False) is NOTHING_BESIDE
        [(frame, [flag])] = flags_beside(cursor, facts["slk"], NO_LATER_ACTS, at, DAY, by_delegation=True).items()
    assert (frame, flag.code, flag.positions) == (key(), "delegation-not-reported", (at,))
