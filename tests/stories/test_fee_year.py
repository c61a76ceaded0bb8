"""A fee year as an association's controller meets it, in decision files: the proposal is adopted, charges are issued,
the base turns out to be another, and the difference is settled. What was issued never changes."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.api.conftest import Liggare, liggare, written  # noqa: F401

OPENING: Final = """
liggare: forbund
poster:
  - liggare öppnad: {namn: Förbundet, slag: ideell förening}
  - enhet registrerad: {enhet: ekby, namn: Ekby}
  - enhet registrerad: {enhet: alstad, namn: Alstad}
"""
CAP: Final = """
poster:
  - avgiftstak: {avgift: medlemsavgift, första år: 2023, sista år: 2026, sats: "0,45 ‰"}
"""
BASE: Final = """
poster:
  - avgiftsunderlag registrerat:
      avgift: medlemsavgift
      år: 2026
      underlagsår: 2025
      tryckta summor: [3 mnkr]
      rader:
        - {medlem: ekby, avgiftsunderlag: 1 mnkr}
        - {medlem: alstad, avgiftsunderlag: 2 mnkr}
"""
PROPOSAL: Final = """
poster:
  - förslag:
      namn på förslaget: {name}
      beslutas av: styrelsen
      poster:
        - avgiftssats: {{avgift: medlemsavgift, första år: 2026, sista år: 2026, sats: "{rate} ‰"}}
        - medlemsavgifter uträknade:
            avgift: medlemsavgift
            år: 2026
            avrundning: hela kronor, halva uppåt
            summering: summan av raderna
            rader:
              - {{medlem: ekby, belopp: {ekby} kr}}
              - {{medlem: alstad, belopp: {alstad} kr}}
"""
ADOPTED: Final = """
poster:
  - att-sats beslutad: {{utgång: bifall, lydelse: Avgiften fastställs., namn på förslaget: {name}}}
"""
ISSUED: Final = """
poster:
  - medlemsavgifter debiterade:
      avgift: medlemsavgift
      år: 2026
      debiterat den: 2026-02-01
      rader:
        - {medlem: ekby, belopp: 350 kr}
        - {medlem: alstad, belopp: 700 kr}
"""
CORRECTED: Final = """
poster:
  - avgiftsunderlag ändrat:
      avgift: medlemsavgift
      år: 2026
      underlagsår: 2025
      skäl: Slutligt utfall.
      rader: [{medlem: alstad, avgiftsunderlag: 3 mnkr}]
"""
SETTLED: Final = """
poster:
  - medlemsavgifter reglerade:
      avgift: medlemsavgift
      år: 2026
      reglerat den: 2026-10-01
      rader: [{medlem: alstad, belopp: 350 kr}]
"""


class Association:
    """The association's ledger."""

    def __init__(self, command: Liggare, write: Callable[..., str]):
        self._command, self._write = command, write
        self._paragraph = 0

    def records(self, text: str, day: str, body: str = "styrelsen") -> tuple[int, str]:
        """A decision is recorded; what is said of it."""
        self._paragraph += 1
        basis = f"""
liggare: forbund
beslut:
  organ: {body}
  beslutsdag: {day}
  ärende: 2025/7
  paragraf: § {self._paragraph}
  att-sats: 1
  källa: {{titel: Protokoll, sha256: {"ab" * 32}}}"""
        said = self._command("record", self._write(basis + text))
        return said.code, (said.out + said.err).replace("\u00a0", " ")

    def charges(self, as_of: str, *more: str) -> dict[str, tuple[int | None, ...]]:
        """Each member's charge in whole kronor: printed, issued, recalculated, settled, left to settle."""
        said = self._command("charges", "--ledger", "forbund", "--as-of", as_of, *more, "--json")
        assert said.code == 0, said.err
        [charges] = json.loads(said.out)["charges"]
        names = ("printed", "issued", "recalculated", "settled", "to_settle")
        return {row["member"]: tuple(_kronor(row.get(f"{name}_ore")) for name in names) for row in charges["rows"]}


def _kronor(ore: Any) -> int | None:
    return None if ore is None else ore // 100


@pytest.fixture
def association(liggare: Liggare, written: Callable[..., str]) -> Association:  # noqa: F811
    """A cap for 2023–2026, the base for 2026, and two rival proposals: 0,35 ‰ and 0,46 ‰."""
    assert liggare("record", written(OPENING)).code == 0
    there = Association(liggare, written)
    assert there.records(CAP, "2023-03-20", "förbundsmötet")[0] == 0
    assert there.records(BASE, "2025-11-01")[0] == 0
    assert there.records(PROPOSAL.format(name="kansliet", rate="0,35", ekby=350, alstad=700), "2025-11-10")[0] == 0
    return there


def test_a_fee_year_from_proposal_to_settlement(association: Association) -> None:
    assert association.charges("2025-11-30", "--stage", "proposed")["ekby"] == (350, None, None, None, None)
    assert association.records(ADOPTED.format(name="kansliet"), "2025-12-05")[0] == 0
    assert association.charges("2025-12-31")["alstad"] == (700, None, None, None, None)
    assert association.records(ISSUED, "2026-02-01")[0] == 0
    assert association.charges("2026-02-01")["alstad"] == (700, 700, 700, None, 0)
    assert association.records(CORRECTED, "2026-06-15")[0] == 0
    assert association.charges("2026-06-15")["alstad"] == (700, 700, 1050, None, 350)
    assert association.records(SETTLED, "2026-10-01")[0] == 0
    assert association.charges("2026-10-01") == {
        "ekby": (350, 350, 350, None, 0),
        "alstad": (700, 700, 1050, 350, 0),
    }
    assert association.charges("2026-02-01")["alstad"] == (700, 700, 700, None, 0)  # as it was decided then


def test_a_proposal_above_the_cap_is_noticed_and_not_adopted(association: Association) -> None:
    higher = PROPOSAL.format(name="revisorn", rate="0,46", ekby=460, alstad=920)
    code, said = association.records(higher, "2025-11-20")
    assert (code, "medlemsavgift 2026: förslaget är 0,46 ‰, men taket är 0,45 ‰." in said) == (0, True)
    code, said = association.records(ADOPTED.format(name="revisorn"), "2025-12-05")
    assert (code, "(fee-above-cap)" in said) == (2, True)
    assert "medlemsavgift 2026 skulle bli 0,46 ‰, men får vara högst 0,45 ‰ (förbundsmötet 2023-03-20" in said


def test_what_was_issued_is_not_issued_again(association: Association) -> None:
    association.records(ADOPTED.format(name="kansliet"), "2025-12-05")
    assert association.records(ISSUED, "2026-02-01")[0] == 0
    code, said = association.records(ISSUED, "2026-02-02")
    assert (code, "medlemsavgift 2026 har redan debiterats ekby och alstad." in said) == (2, True)
