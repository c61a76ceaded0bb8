"""What is said of a replay and of a verification, line by line."""

from api.app import Application
from api.tables.replay import log_lines, replay_lines, replayed_lines
from ledger.log.verifying import FormerlyTagged, LogFault, LogVerified
from ledger.values import Acceptance
from projections.frames.replay import ReplayQuestion, replayed
from projections.frames.replayed import FrameReplayed, Replayed
from projections.running.verifying import ReplayVerified, RowDifference
from tests.projections.a_year import DAY


def told(year: Application) -> dict[int, list[str]]:
    entries: list[Replayed] = list(replayed(year.ledger("stad").model, ReplayQuestion(as_of=DAY)))
    return {entry.position: [line.replace("\u00a0", " ") for line in replayed_lines(entry)] for entry in entries}


def test_only_the_sides_that_change_are_told(year: Application) -> None:
    by_position = told(year)
    assert by_position[9][1:] == [
        "    sbk drift 2026, beslutat t.o.m. 2026-02-10: kostnader 500 kr → 550 kr, netto 500 kr → 550 kr (budget)",
        "    slk drift 2026, beslutat t.o.m. 2026-02-10: kostnader 1 000 kr → 950 kr, netto 1 000 kr → 950 kr (budget)",
        *by_position[9][3:],
    ]


def test_what_a_late_entry_did_then_and_now_are_both_told(year: Application) -> None:
    [line] = [line for line in told(year)[10] if line.startswith("    slk")]
    assert line == (
        "    slk drift 2026, beslutat t.o.m. 2025-10-01: kostnader 920 kr → 927 kr, netto 920 kr → 927 kr (plan); "
        "i dag: oförändrat 950 kr"
    )


def test_a_correction_names_what_it_corrects_and_why(year: Application) -> None:
    assert told(year)[16][1] == "    rättar position 15, som ersätts av: ram justerad. Skäl: 900 är 600"


def test_what_has_no_decision_is_told_by_its_position_once(year: Application) -> None:
    table = told(year)[3]
    assert table[0].endswith("av tester-1  enhet registrerad")
    assert table[1] == "    enheter: slk finns; slk heter Stadsledningskontoret; slk ligger under ks"
    assert "Kammarrätten 2026-09-01, slutlig 2026-09-10" in told(year)[17][0]


def test_what_was_set_aside_and_proposed_is_told(year: Application) -> None:
    [entry] = replayed(year.ledger("stad").model, ReplayQuestion(7, 7, DAY))
    values = {name: getattr(entry, name) for name in entry.__struct_fields__}
    proposed = FrameReplayed("slk", "total", "operating", 2026, DAY, stage=entry.frames[0].stage, proposal=None)
    more = values | {
        "accepted": (Acceptance("frame-would-be-negative", "tas 2027", "controller-7"),),
        "contains": ("ram beslutad (2)",),
        "frames": (proposed,),
    }
    lines = list(replayed_lines(Replayed(**more)))
    assert lines[1] == "    innehåller: ram beslutad (2)"
    assert "    slk drift 2026, beslutat t.o.m. 2026-12-01: oförändrat –" in lines
    assert lines[-1] == "    godtaget av controller-7: regeln frame-would-be-negative frångås. Skäl: tas 2027"


def test_a_verification_is_told_in_a_line_or_with_the_first_fault() -> None:
    assert list(log_lines("stad", LogVerified(0, 0))) == ["✓ stad: tom."]
    fault = LogFault(3, "Positionen 3 saknas.")
    assert list(log_lines("stad", LogVerified(9, 2, fault))) == [
        "✗ stad: första felet i händelserna är på position 3.",
        "  Positionen 3 saknas.",
    ]
    missing = RowDifference("frame_fact", 7, "entry_position 7, ordinal 0", missing=True)
    assert list(replay_lines("stad", ReplayVerified(9, 5, 3, missing), "ram beslutad"))[1] == (
        "  tabell frame_fact, rad entry_position 7, ordinal 0 finns bara enligt händelserna"
    )
    extra = RowDifference("frame_fact", 0, "hela tabellen", extra=True)
    lines = list(replay_lines("stad", ReplayVerified(9, 5, 3, extra), ""))
    assert lines[0].endswith("Första skillnaden: position 0.")
    assert lines[1].endswith("hela tabellen finns bara i läsmodellen")


def test_a_difference_accuses_nobody_and_says_what_speaks_for_each() -> None:
    """design.md, section 9: both possibilities, what speaks for each, and nothing is rebuilt first."""
    extra = RowDifference("frame_fact", 7, "entry_position 7, ordinal 0", extra=True)
    text = "\n".join(replay_lines("stad", ReplayVerified(9, 5, 3, extra), "ram beslutad", ("Tryckt 5 kr: stämmer.",)))
    assert "Endera är ändrad eller felräknad; det här visar inte vilken. Ingenting är omräknat." in text
    assert "Händelserna:" in text
    assert "Läsmodellerna:" in text
    assert "Tryckt 5 kr: stämmer." in text
    assert text.index("Jämför med beslutet") < text.index("liggare rebuild")


def test_what_an_earlier_version_tagged_and_what_guards_the_log_are_told() -> None:
    former = LogVerified(12, 12, None, (FormerlyTagged("193c943", 1, 12),))
    assert list(log_lines("stad", former))[1] == (
        "  1 post har etiketter enligt version 193c943, den första på position 12: de är hela, som de registrerades."
    )
    assert next(log_lines("stad", LogVerified(9, 9, LogFault(0, "Spärren saknas.")))) == (
        "✗ stad: händelserna stämmer, men det som skyddar dem är inte vad det ska vara."
    )
