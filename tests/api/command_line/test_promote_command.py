"""`liggare promote`: a decision file to fill in, that is refused until it is, and then adopts the proposal."""

from datetime import date
from pathlib import Path

import pytest

from api.app import Application, OpenLedger
from api.command_line.promote_command import decision_to_fill_in
from api.incoming.decision_file import read_text
from ledger.events import ClauseDecided, ClauseOutcome, ProposalMade
from ledger.values import Basis, SourceDocument
from projections.asking.question import Question
from projections.frames.adoption import Nominee
from projections.frames.current import frames_answer
from tests.api.conftest import Liggare
from tests.given import AUTHOR, adjusted, basis, command, decided, key

FILLED = {
    "organ:": "organ: kommunfullmäktige",
    "ärende:": "ärende: KS 2026/9",
    "paragraf:": "paragraf: § 31",
    "att-sats:": "att-sats: 2",
    "beslutsdag:": "beslutsdag: 2025-12-15",
    "titel:": "titel: Protokoll 2025-12-15",
    "sha256:": f"sha256: {'cd' * 32}",
    "lydelse:": "lydelse: Förslaget bifalls.",
}


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """A budget, and two proposals at positions 6 and 7."""
    application.record("stad", command(decided(100_000)), AUTHOR, "budget")
    mer = ProposalMade("mer", (adjusted(7_000),), decider="kommunfullmäktige")
    application.record("stad", command(mer, on=basis("2025-12-01", "§ 3")), AUTHOR, "mer")
    sbk = ProposalMade("sbk", (decided(9_000, frame=key("sbk")),))
    application.record("stad", command(sbk, on=basis("2025-12-01", "§ 4")), AUTHOR, "sbk")
    return stad


def filled(text: str) -> str:
    """The file with everything filled in, as somebody would."""
    return "\n".join(_filled(line) for line in text.splitlines())


def _filled(line: str) -> str:
    word = line.split("#")[0].strip()
    return line[: len(line) - len(line.lstrip())] + FILLED[word] if word in FILLED else line


def test_what_is_printed_is_refused_until_it_is_filled_in_and_then_adopts(
    ledger: OpenLedger, liggare: Liggare, tmp_path: Path
) -> None:
    printed = liggare("promote", "--ledger", "stad", "--proposal", "mer,sbk")
    assert printed.code == 0, printed.err
    assert "  # Utan att-sats: den är en. Är de numrerade, gör en fil för varje förslag.\n" in printed.out
    path = tmp_path / "beslut.yaml"
    path.write_text(printed.out, encoding="utf-8")
    refused = liggare("record", str(path))
    assert refused.code == 2
    for what in ("organ", "beslutsdag", "källa, titel", "källa, sha256", "nr 1, lydelse", "nr 2, lydelse"):
        assert what in refused.err, what
    assert ledger.log.head() == 7
    path.write_text(filled(printed.out), encoding="utf-8")
    assert liggare("what-if", str(path), "--amounts", "kr").code == 0
    assert liggare("record", str(path)).code == 0
    question = Question(year=2026, as_of=date(2025, 12, 15))
    ledger.runner.catch_up()
    assert [frame.net_ore for frame in frames_answer(ledger.model, question).answer.frames] == [9_000, 107_000]
    adopted = liggare("promote", "--ledger", "stad", "--proposal", "mer").out
    assert "# OBS: redan antaget 2025-12-15, position 8." in adopted


def test_it_says_what_the_ledger_knows_and_guesses_nothing(ledger: OpenLedger, liggare: Liggare) -> None:
    said = liggare("promote", "--ledger", "stad", "--proposal", "mer").out
    assert said.startswith("# Antar förslaget mer (KF; Protokoll).\n")
    assert "  organ:  # FYLL I; förslaget ska beslutas av kommunfullmäktige\n" in said
    assert "  ärende:  # FYLL I; förslaget ligger i KS 2025/1\n" in said
    assert "      utgång: bifall\n" in said
    assert "      namn på förslaget: mer\n" in said


def test_a_text_from_the_ledger_cannot_leave_its_comment() -> None:
    source = SourceDocument("Rad ett\nposter: []\u2028# tre", "ab" * 32)
    ground = Basis("KF\nliggare: annan", date(2026, 1, 1), source, case_number="KS\r1")
    text = decision_to_fill_in("stad", [Nominee(ProposalMade("p", (adjusted(1),), decider="KF\nx: y"), ground)])
    [first, *rest] = text.splitlines()
    assert first == "# Antar förslaget p (KF liggare: annan; Rad ett poster: [] # tre)."
    assert [line for line in rest if line.startswith(("liggare", "x:", "poster"))] == ["liggare: stad", "poster:"]


def test_what_is_filled_in_reads_to_the_clause() -> None:
    nominee = Nominee(ProposalMade("p", (adjusted(1),)), basis())
    read = read_text(filled(decision_to_fill_in("stad", [nominee])), "beslut.yaml")
    assert (read.ledger, read.command.facts) == (
        "stad",
        (ClauseDecided(ClauseOutcome.APPROVED, "Förslaget bifalls.", proposal="p"),),
    )
    assert read.command.basis == Basis(
        "kommunfullmäktige",
        date(2025, 12, 15),
        SourceDocument("Protokoll 2025-12-15", "cd" * 32),
        case_number="KS 2026/9",
        paragraph="§ 31",
        clause=2,
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--ledger", "stad", "--proposal", "mer,ingens"), "--proposal: Okänt förslag"),
        (("--ledger", "stad", "--proposal", "mer,mer"), "samma förslag står två gånger"),
        (("--ledger", "stad", "--proposal", ""), "--proposal"),
        (("--ledger", "annan", "--proposal", "mer"), "Liggaren annan finns inte."),
        (("--ledger", "stad"), "--proposal"),
    ],
)
def test_nonsense_is_refused(ledger: OpenLedger, liggare: Liggare, words: tuple[str, ...], told: str) -> None:
    said = liggare("promote", *words)
    assert (said.code, said.out) == (2, "")
    assert told in " ".join(said.err.split())
