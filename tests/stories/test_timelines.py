"""The timelines of an earmark and of a fee, in the ledgers of the two real documents, with what a year adds to them:
decisions recorded late, and recording errors corrected. All figures beside the documents' own are reckoned by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from api.command_line import terminal
from ledger.log.embedded import EmbeddedServer
from tests.stories.doors import Doors, World, doors_to, recorded_worlds

MNKR: Final = 100_000_000
AS_OF: Final = "2026-07-01"

DECISION: Final = """
liggare: {ledger}
beslut:
  organ: {body}
  beslutsdag: {day}
  ärende: {case}
  paragraf: {paragraph}
  att-sats: 1
  källa: {{titel: Protokoll, sha256: {sha256}}}
poster:
{entries}
"""
CORRECTION: Final = """
liggare: {ledger}
poster:
  - registreringsfel rättat:
      rättar: {position}
      skäl: Avskrivningsfel.
      ersätts av:
        post:
          {entry}
        beslut:
          organ: {body}
          beslutsdag: {day}
          ärende: {case}
          paragraf: {paragraph}
          att-sats: 1
          källa: {{titel: Protokoll, sha256: {sha256}}}
"""


class Told:
    """A ledger of one of the worlds, which may be written to, and both doors to it."""

    def __init__(self, ledger: str, world: World, doors: Doors, folder: Path, decided: dict[str, str]):
        self._ledger, self._world, self.doors, self._folder = ledger, world, doors, folder
        self._decided = {"ledger": ledger, "sha256": "ab" * 32} | decided
        self._number = 0

    def head(self) -> int:
        """The last position."""
        return self._world.application.ledger(self._ledger).log.head()

    def decides(self, day: str, paragraph: str, entry: str) -> int:
        """A decision is recorded. Returns its position."""
        return self._records(DECISION.format(**self._decided, day=day, paragraph=paragraph, entries=f"  - {entry}"))

    def corrects(self, position: int, day: str, paragraph: str, entry: str) -> int:
        """A recording error is found."""
        texts = {**self._decided, "day": day, "paragraph": paragraph, "entry": entry, "position": str(position)}
        return self._records(CORRECTION.format(**texts))

    def _records(self, text: str) -> int:
        self._number += 1
        file = self._folder / f"{self._number}.yaml"
        file.write_text(text, encoding="utf-8")
        code, said = self.doors.liggare("record", str(file))
        assert code == 0, said
        return self.head()

    def asked(self, what: str, **asked: str) -> Any:
        """One answer, through HTTP and on the command line, as known now."""
        return self.doors.ask(f"{what}/timeline", as_of=AS_OF, known_at=str(self.head()), **asked)


@pytest.fixture
def worlds_of_my_own(server: EmbeddedServer) -> Iterator[World]:
    """The example worlds, to be written to."""
    with recorded_worlds(server) as recorded:
        yield recorded


@pytest.fixture
def stockholm(
    worlds_of_my_own: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Told]:
    """Stockholm's ledger, with the council as the one that decides."""
    with doors_to("stockholm", worlds_of_my_own, monkeypatch, capsys) as doors:
        decided = {"body": "kommunfullmäktige", "case": "KS 2026/1"}
        yield Told("stockholm", worlds_of_my_own, doors, tmp_path, decided)


@pytest.fixture
def storsthlm(
    worlds_of_my_own: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Told]:
    """Storsthlm's ledger, with the board as the one that decides."""
    with doors_to("storsthlm", worlds_of_my_own, monkeypatch, capsys) as doors:
        yield Told("storsthlm", worlds_of_my_own, doors, tmp_path, {"body": "styrelsen", "case": "2026/1"})


# --- Smart stad -------------------------------------------------------------------------------------------------


def drawn(mnkr: str) -> str:
    """Drawn on the last of May 2026."""
    return (
        f"ianspråktagande av eget kapital: {{reservation: smart-stad, belopp: {mnkr}, ianspråktaget den: 2026-05-31}}"
    )


CREATED: Final = (
    "reservation av eget kapital: {reservation: smart-stad, ändamål: Smart stad och kvalitetsprogrammet, "
    "belopp: 40 mnkr, från och med: 2021-05-01, till och med: 2023-12-31}"
)


def left(steps: Any) -> list[tuple[str, int, str, int | None]]:
    """The day, the entry, the cause, and what remains in öre."""
    return [
        (step["acts_on"], step["decisions"][0]["position"], step["cause"], step["amount"]["remaining_ore"])
        for step in steps
    ]


def test_in_the_document_smart_stad_has_one_decision_and_an_end(stockholm: Told) -> None:
    """Extended in 2023, on a day that is not printed, to the end of 2027; what remains is not known."""
    [smart_stad] = stockholm.asked("reservations", name="smart-stad")["reservations"]
    extended, ends = smart_stad["decided"]
    assert (extended["acts_on"], extended["validity"], extended["amount"]["remaining_text"]) == (
        "2023-12-31", "valid", "okänt"
    )  # fmt: skip
    assert extended["decisions"][0]["text"].startswith("kommunfullmäktige (mellan 2023-01-01 och 2023-12-31)")
    assert (ends["acts_on"], ends["cause"], ends["validity"], ends["comes_later"]) == (
        "2028-01-01", "day", "expired", True
    )  # fmt: skip


def test_a_draw_that_was_written_wrong_and_a_creation_that_was_recorded_last(stockholm: Told) -> None:
    """1 mnkr is drawn in May 2026, written as 10 and corrected. Then the decision of April 2021 is found: 40 mnkr. So
    what remains is 39 mnkr, and was 40 all the time before, though nobody could tell."""
    wrong = stockholm.decides("2026-03-02", "§ 4", drawn("10 mnkr"))
    right = stockholm.corrects(wrong, "2026-03-02", "§ 4", drawn("1 mnkr"))
    [before] = stockholm.asked("reservations", name="smart-stad")["reservations"]
    creation = stockholm.decides("2021-04-26", "§ 9", CREATED)
    [after] = stockholm.asked("reservations", name="smart-stad")["reservations"]
    extended = before["decided"][0]["decisions"][0]["position"]
    assert left(before["decided"]) == [
        ("2023-12-31", extended, "new-decision", None),
        ("2026-05-31", right, "day", None),
        ("2028-01-01", extended, "day", None),
    ]
    assert left(after["decided"]) == [
        ("2021-04-26", creation, "new-decision", 40 * MNKR),
        ("2021-05-01", creation, "day", 40 * MNKR),
        ("2023-12-31", extended, "new-decision", 40 * MNKR),
        ("2026-05-31", right, "day", 39 * MNKR),
        ("2028-01-01", extended, "day", 39 * MNKR),
    ]
    assert left(after["known"]) == [
        ("2023-12-31", extended, "recorded", None),
        ("2026-03-02", wrong, "recorded", None),
        ("2026-03-02", right, "correction", None),
        ("2021-04-26", creation, "recorded", 39 * MNKR),
    ]
    drew = [step["amount"]["drawn_ore"] for step in after["known"]]
    assert drew == [0, 10 * MNKR, MNKR, MNKR]
    [there] = stockholm.doors.ask("reservations", name="smart-stad", as_of="2023-06-30")["reservations"]
    assert there["remaining_ore"] == 40 * MNKR


def test_the_table_of_an_earmark(stockholm: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal.out, "width", 220)
    stockholm.decides("2026-03-02", "§ 4", drawn("1 mnkr"))
    stockholm.decides("2021-04-26", "§ 9", CREATED)
    shown = stockholm.doors.shown("reservation-timeline", as_of=AS_OF)
    assert "smart-stad: Smart stad och kvalitetsprogrammet, mnkr" in shown
    assert "dagen har kommit ianspråktagande av eget kapital kommunfullmäktige 2026-03-02, § 4" in shown
    assert "gäller, t.o.m. 2027-12-31 39 −1" in shown
    assert "2028-01-01 (senare)" in shown


# --- The service fee --------------------------------------------------------------------------------------------


def rate(per_mille: str) -> str:
    """The rate of 2026."""
    return f'avgiftssats: {{avgift: serviceavgift, första år: 2026, sista år: 2026, sats: "{per_mille} ‰"}}'


CALCULATED: Final = (
    "medlemsavgifter uträknade: {avgift: serviceavgift, år: 2026, avrundning: 'hela kronor, halva uppåt', "
    "summering: summan av raderna, rader: [{medlem: nykvarn, belopp: 302 342 kr}]}"
)


def rates(steps: Any) -> list[tuple[str, int, str, str | None]]:
    """The day, the entry, the cause, and the rate."""
    return [
        (
            step["acts_on"],
            step["decisions"][0]["position"],
            step["cause"],
            step["rate"]["text"].replace("\u00a0", " ") if step.get("rate") else None,
        )
        for step in steps
    ]


def test_in_the_document_2025_has_its_cap_and_its_rate(storsthlm: Told) -> None:
    [fee] = storsthlm.asked("fees", name="serviceavgift", year="2025")["fees"]
    cap, decided = fee["decided"]
    assert (cap["acts_on"], cap["cap"]["text"], cap.get("rate")) == ("2023-03-31", "0,45\u00a0‰", None)
    assert (decided["acts_on"], decided["rate"]["text"], decided["within_cap"]) == ("2024-12-31", "0,35\u00a0‰", True)
    assert (fee["name"], cap["decisions"][0]["body"]) == ("Serviceavgiften", "förbundsmötet")


def test_a_rate_that_was_written_wrong_and_an_earlier_one_recorded_last(storsthlm: Told) -> None:
    """The board sets 0,35 ‰ for 2026 on 4 December 2025; it is written as 0,34 and corrected. That it had said 0,36 in
    October is recorded last, and changes nothing that holds now. Nykvarn's charge is 0,35 ‰ of 863 834 596 kr."""
    wrong = storsthlm.decides("2025-12-04", "§ 8", rate("0,34"))
    right = storsthlm.corrects(wrong, "2025-12-04", "§ 8", rate("0,35"))
    late = storsthlm.decides("2025-10-02", "§ 3", rate("0,36"))
    printed = storsthlm.decides("2025-12-31", "§ 9", CALCULATED)
    [fee] = storsthlm.asked("fees", name="serviceavgift", year="2026", unit="nykvarn")["fees"]
    cap, base = (fee["known"][number]["decisions"][0]["position"] for number in (0, 1))
    assert rates(fee["decided"]) == [
        ("2023-03-31", cap, "new-decision", None),
        ("2025-10-02", late, "new-decision", "0,36 ‰"),
        ("2025-12-04", right, "new-decision", "0,35 ‰"),
        ("2025-12-31", base, "new-decision", "0,35 ‰"),
        ("2025-12-31", printed, "new-decision", "0,35 ‰"),
    ]
    assert rates(fee["known"]) == [
        ("2023-03-31", cap, "recorded", None),
        ("2025-12-31", base, "recorded", None),
        ("2025-12-04", wrong, "recorded", "0,34 ‰"),
        ("2025-12-04", right, "correction", "0,35 ‰"),
        ("2025-12-31", printed, "recorded", "0,35 ‰"),
    ]
    charges = [step["amount"].get("sum_of_rows_text") for step in fee["decided"]]
    assert charges == [None, None, None, None, "302\u00a0342\u00a0kr"]
    shown = storsthlm.doors.shown("fee-timeline", as_of=AS_OF, name="serviceavgift", year="2026", unit="nykvarn")
    assert "Serviceavgiften (serviceavgift), 2026, kr" in shown
    assert "0,35 ‰ 0,45 ‰ 863 834 596 302 342 302 342" in shown


# --- What cannot be answered ------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows_is_told_from_those_there_are(stockholm: Told, storsthlm: Told) -> None:
    answer = stockholm.doors.ask("reservations/timeline", name="okand", as_of=AS_OF)
    assert answer["reservations"] == []
    assert answer["note"].endswith("Reservationer: smart-stad.")
    answer = storsthlm.doors.ask("fees/timeline", name="serviceavgift", year="2031", as_of=AS_OF)
    assert (answer["fees"], "för 2031" in answer["note"]) == ([], True)
