"""The audit of a year as a person reads it, on the hand-reckoned year."""

from datetime import date

from msgspec.structs import replace

from api.app import Application
from api.tables.audit import audit_table
from ledger.money import AmountUnit
from ledger.values import Stage
from projections.asking.question import Question
from projections.asking.read_model import Staleness
from projections.chapters.audit import AuditAnswer, AuditedMeeting, audit_answer
from projections.chapters.warnings import NoticedWarning, Override
from projections.frames.figures import FrameWarning
from tests.api.tables.showing import shown
from tests.projections.a_year import DAY


def answer(year: Application, of: int = 2026) -> AuditAnswer:
    audited = audit_answer(year.ledger("stad").model, Question(year=of, as_of=DAY)).answer
    assert isinstance(audited, AuditAnswer)
    return audited


def rows(audited: AuditAnswer) -> list[str]:
    return [" ".join(line.split()) for line in shown(audit_table(audited, AmountUnit.KRONOR)).splitlines()]


def changed(audited: AuditAnswer, **fields: object) -> AuditAnswer:
    return AuditAnswer(**{name: getattr(audited, name) for name in audited.__struct_fields__} | fields)


def test_each_frame_goes_from_original_to_current(year: Application) -> None:
    screen = rows(answer(year))
    assert screen[0] == (
        "Granskning · Staden · Avser 2026 · Beslutad t.o.m. 2026-12-01 · Registrerad t.o.m. position 19"
    )
    start = screen.index("Stadsledningskontoret, drift 2026 (budget), kr")
    table = screen[start + 2 : start + 9]
    assert (
        table[0] == "Ursprunglig 7 ram beslutad (budget) KF 2025-11-24, § 12, att-sats 1, KS 2025/1 1 000,0 0 1 000,0"
    )
    assert [row.split()[:2] for row in table[1:6]] == [["Ändring", str(n)] for n in (11, 12, 13, 16, 18)]
    assert table[2].startswith("Ändring 12 index pki, 3 % KF 2026-04-01, § 6")
    assert table[2].endswith("0,3 0 0,3")
    assert "Aktuell 1 017,3 0 1 017,3" in screen
    assert "Beslutat, men ingår inte" in screen


def test_what_is_missing_is_told_also_when_nothing_can_be(year: Application) -> None:
    found = rows(answer(year))
    assert "Paragrafer som inte är registrerade, 2025–2026" in found
    assert "Inga sammanträden är registrerade: det går inte att se vilka paragrafer som saknas." in found
    whole = changed(answer(year), meetings_registered=3)
    assert "Inga: 3 sammanträden är registrerade i sin helhet." in rows(whole)
    meeting = AuditedMeeting("KF", date(2025, 11, 24), 8, 5, ("§ 13", "§ 14"), ("§ 99",))
    gaps = rows(changed(answer(year), meetings=[meeting], meetings_registered=1))
    expected = (
        "KF 2025-11-24 (5 paragrafer, position 8): § 13, § 14; registrerade utanför protokollets paragrafer: § 99"
    )
    assert expected in gaps


def test_rules_set_aside_are_told_with_who_and_why(year: Application) -> None:
    assert "Inga." in rows(changed(answer(year), overrides=[], warnings=[], open_elsewhere=0))
    override = NoticedWarning(
        "rule-accepted",
        "Regeln frångicks.",
        7,
        "frame-adjusted",
        Stage.DECIDED,
        date(2026, 3, 1),
        body="KF",
        paragraph="§ 20",
        clause=2,
        override=Override("frame-would-be-negative", "tas 2027", "controller-7"),
    )
    table = rows(changed(answer(year), overrides=[override], warnings=[override]))
    assert "7 frame-would-be-negative controller-7 tas 2027 ram justerad KF, 2026-03-01, § 20, att-sats 2" in table
    assert any("Regeln frångicks. (rule-accepted)" in row for row in table)
    spared = replace(override, code="spared-by", override=None, policy_position=5, rule="frame-would-be-negative")
    table = rows(changed(answer(year), overrides=[spared]))
    assert "7 frame-would-be-negative egen regel, position 5 ram justerad KF, 2026-03-01, § 20, att-sats 2" in table


def test_an_empty_year_and_a_stale_answer_say_so(year: Application) -> None:
    table = rows(changed(answer(year, 2031), stale=Staleness(5, 9, "Framräkningen pågår.")))
    assert "Inga ramar för 2031 var registrerade vid position 19. År: 2026." in table
    assert "Svaret är inte helt aktuellt: position 5 av 9. Framräkningen pågår." in table


def test_none_are_open_is_said_only_when_none_is(year: Application) -> None:
    """Issue 10 D: an audit that says ”Inga” while one is open elsewhere has said too much."""
    none = changed(answer(year), warnings=[], overrides=[], open_elsewhere=0)
    assert rows(none)[-1] == "Inga."
    elsewhere = rows(changed(none, open_elsewhere=2))
    assert elsewhere[-1] == (
        "Inga som gäller 2026. Utanför granskningen av 2026 är 2 öppna: liggare warnings visar alla."
    )
    assert "Inga." not in elsewhere[elsewhere.index("Öppna varningar") :]


def test_what_is_open_is_told_once_at_its_frame_with_its_code_or_else_in_the_list(year: Application) -> None:
    """The same lines stood at every frame and once more at the end; and what somebody has looked at stood as open."""
    real = answer(year)
    said = ("frame-not-set", "Okänt utgångsvärde.")
    at_frame = FrameWarning(7, *said, date(2026, 3, 1))
    open_ = NoticedWarning(*said, 7, "frame-adjusted", Stage.DECIDED, date(2026, 3, 1), body="KF")
    elsewhere = replace(open_, code="basis-incomplete", text="Underlaget saknar ärende.", position=9)
    frames = [replace(real.frames[0], warnings=(at_frame,)), *real.frames[1:]]
    line = "⚠ Okänt utgångsvärde. (frame-not-set, från 2026-03-01, position 7)"
    table = rows(changed(real, frames=frames, warnings=[open_, elsewhere]))
    assert [row for row in table if "utgångsvärde" in row] == [line]
    listed = table[table.index("Öppna varningar") :]
    assert listed[1:4] == [
        "Vid ramarna ovan: 1.",
        "9 ram justerad, KF, 2026-03-01",
        "Underlaget saknar ärende. (basis-incomplete)",
    ]
    looked_at = rows(changed(real, frames=frames, warnings=[elsewhere]))
    assert not any("utgångsvärde" in row or "Vid ramarna" in row for row in looked_at)


def test_at_80_columns_nothing_is_cut_off(year: Application) -> None:
    """A body, a day or a code that ends in ”…” is lost to who reads it."""
    assert "…" not in shown(audit_table(answer(year), AmountUnit.KRONOR), 80)
