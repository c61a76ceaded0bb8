"""A decision file: what a controller writes, in Swedish, and everything that is wrong with it at once, with lines."""

import os
from datetime import date
from pathlib import Path
from unicodedata import normalize

import msgspec
import pytest

from api import demo
from api.incoming.decision_file import LONGEST_FILE, read_file, read_text
from ledger.errors import Refusal, Refused
from ledger.events import Fact, budget, case, catalogue, corrections, frames, organisation, review, stored_name
from ledger.recording import Command
from ledger.values import (
    Acceptance,
    Basis,
    Commitment,
    ControlOf,
    ControlTotal,
    FrameKind,
    InvestmentAmount,
    NetAmount,
    OperatingAmount,
    OrganisationKind,
    SourceDocument,
)
from ledger.when import BoundsOrigin, DecisionBounds
from tests.given import key
from tests.golden.examples import EXAMPLES, whole

EVERY_EVENT = Path(__file__).parent / "files" / "every-event.yaml"
CHAPTERS = sorted((Path(__file__).parent / "files" / "every-event").glob("*.yaml"))
TEXT = EVERY_EVENT.read_text(encoding="utf-8")
COST, REVENUE, NET = ControlOf.COSTS, ControlOf.REVENUES, ControlOf.NET
SLK, KS = key("slk", 2026), key("ks", 2024)


BOUNDS = DecisionBounds("Dagen är inte tryckt.", BoundsOrigin.INFERRED, date(2026, 1, 10), date(2026, 2, 28))
SOURCE = SourceDocument("Protokoll nr 9, 2026", "ab" * 32, "s. 14")
BASIS = Basis("kommunfullmäktige", BOUNDS, SOURCE, "KS 2026/123", "§ 12 A", 4, date(2026, 1, 1))
ONE_KRONA = (ControlTotal(COST, "1 kr"), ControlTotal(REVENUE, "0 kr"))
NEW_YEAR = date(2027, 1, 1)
EVERY_EVENT_READ = Command(
    (
        organisation.LedgerOpened(
            "Staden", OrganisationKind.MUNICIPALITY, "212000-0142", "0180", revenues_printed_negative=True
        ),
        whole("unit-registered.v1"),
        frames.OpeningEntryMade(
            SLK,
            Commitment.BUDGET,
            NetAmount(1_200_000_000),
            printed=(ControlTotal(NET, "12 mnkr"), ControlTotal(COST, "15 mnkr")),
            note="Övertaget.",
        ),
        frames.FrameDecided(
            key("slk", 2026, FrameKind.INVESTMENT, "p-12"),
            Commitment.PLAN,
            InvestmentAmount(330_000_000, 0),
            printed=(
                ControlTotal(ControlOf.EXPENDITURES, "3,3 mnkr"),
                ControlTotal(ControlOf.RECEIPTS, "0 mnkr"),
                ControlTotal(NET, "3,3 mnkr"),
            ),
        ),
        frames.FrameAdjusted(
            SLK,
            OperatingAmount(-125_050, 0),
            printed=(ControlTotal(COST, "−1 250,50 kr"), ControlTotal(REVENUE, "0 kr")),
        ),
        frames.FrameTransferred(
            SLK,
            key("sbk", 2026),
            OperatingAmount(500_000, 0),
            printed=(ControlTotal(COST, "5 tkr"), ControlTotal(REVENUE, "0 kr")),
        ),
        frames.GrossTurnoverChanged(
            KS,
            74_620_000_000,
            74_620_000_000,
            printed=(ControlTotal(COST, "746,2 mnkr"), ControlTotal(REVENUE, "−746,2 mnkr")),
            note="It-prislistan.",
        ),
        case.ProposalMade(
            "tertial-1",
            (frames.FrameAdjusted(SLK, NetAmount(100), printed=(ControlTotal(NET, "1 kr"),)),),
            "Mittenpartiet",
            "kommunfullmäktige",
            "Alternativt förslag.",
        ),
        case.RecommendationMade(
            "vp-2024",
            (
                frames.GrossTurnoverChanged(
                    KS, 100, 100, printed=(ControlTotal(COST, "1 kr"), ControlTotal(REVENUE, "1 kr"))
                ),
            ),
            recommends="tertial-1",
        ),
        corrections.RecordingErrorCorrected(
            5,
            "Ett kommatecken föll bort.",
            corrections.Replacement(
                frames.FrameDecided(SLK, Commitment.BUDGET, OperatingAmount(100, 0), printed=ONE_KRONA),
                Basis("KF", date(2025, 11, 24), SourceDocument("Protokoll", "cd" * 32)),
            ),
        ),
        corrections.RecordingErrorCorrected(6, "Den skulle inte ha registrerats."),
        whole("unit-renamed.v1"),
        whole("unit-moved.v1"),
        whole("unit-closed.v1"),
        whole("units-merged.v1", merged=("sbk", "expl"), into="stad"),
        whole("unit-split.v1", parts=("ekonomi", "juridik")),
        organisation.UnitSplit(
            "slk",
            ("ekonomi", "juridik"),
            NEW_YEAR,
            (organisation.UnitShare("ekonomi", 625_000_000), organisation.UnitShare("juridik", 375_000_000)),
        ),
        whole("unit-alias-added.v1"),
        whole("unit-code-assigned.v1"),
    ),
    BASIS,
    (Acceptance("frame-would-be-negative", "Underskottet tas 2027.", "controller-7"),),
)
"""The file read by eye: amounts in öre, the printed figures verbatim beside them; units as in the golden examples."""


def frame(belopp: str, ram: str = "{enhet: slk, slag: drift, år: 2026}", more: str = "") -> str:
    """A file with one decided frame, whose amount stands on line 5."""
    head = "liggare: stad\nposter:\n  - ram beslutad:\n"
    return f"{head}      ram: {ram}\n      belopp: {belopp}\n      avser: budget\n{more}"


# --- What is right ----------------------------------------------------------------------------------------------


def test_every_event_is_read() -> None:
    read = read_file(EVERY_EVENT)
    assert (read.name, read.ledger) == ("every-event.yaml", "stad")
    assert read.command == EVERY_EVENT_READ


@pytest.mark.parametrize("file", CHAPTERS, ids=lambda path: path.name)
def test_every_event_of_a_chapter_is_read_as_its_golden_example(file: Path) -> None:
    facts = read_file(file).command.facts
    assert list(facts) == [as_written(EXAMPLES[stored_name(type(fact))].fact) for fact in facts]


def as_written(fact: Fact) -> Fact:
    """A fact without what the ledger fills in, and nobody writes."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(fact)}
    return msgspec.structs.replace(fact, **{name: defaults[name] for name in fact.filled_in})


def test_the_examples_have_every_event_of_the_catalogue() -> None:
    read = [fact for file in (EVERY_EVENT, *CHAPTERS) for fact in read_file(file).command.facts]
    assert {type(fact) for fact in read} == set(catalogue())


@pytest.mark.parametrize("file", demo.files(), ids=lambda path: path.name)
def test_the_example_worlds_are_decision_files(file: Path) -> None:
    assert read_file(file).command.facts


def test_a_printed_figure_of_its_own_stands_instead_of_the_amount_of_the_same_side() -> None:
    """The document prints −47,6; the amount above it is the writer's own, with the ledger's sign."""
    text = frame(
        "{kostnader: '100,5 mnkr', intäkter: '47,6 mnkr'}", more="      kontrollsummor: {intäkter: '−47,6 mnkr'}\n"
    )
    [fact] = read_text(text, "x").command.facts
    assert isinstance(fact, frames.FrameDecided)
    assert fact.printed == (ControlTotal(COST, "100,5 mnkr"), ControlTotal(REVENUE, "−47,6 mnkr"))


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"], ids=["space", "U+00A0", "U+202F"])
def test_printed_figures_keep_their_spaces(space: str) -> None:
    [fact] = read_text(frame(f"{{netto: '1{space}578,9 mnkr'}}"), "x").command.facts
    assert isinstance(fact, frames.FrameDecided)
    assert fact.printed == (ControlTotal(NET, f"1{space}578,9 mnkr"),)
    assert fact.amount == NetAmount(157_890_000_000)


def test_letters_typed_in_two_parts_are_the_same_letters() -> None:
    """As some keyboards and file systems write them: words are found, and names are stored composed."""
    assert normalize("NFD", TEXT) != TEXT
    assert read_text(normalize("NFD", TEXT), "x").command == read_text(TEXT, "x").command


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert read_file(path).command == read_file(EVERY_EVENT).command


def test_text_of_several_lines_is_trimmed_at_its_ends_only() -> None:
    text = frame("{netto: 1 kr}", more="      anteckning: |\n        Rad ett.\n        Rad två.\n\n")
    [fact] = read_text(text, "x").command.facts
    assert isinstance(fact, frames.FrameDecided)
    assert fact.note == "Rad ett.\nRad två."


def test_an_empty_optional_field_is_left_out() -> None:
    [fact] = read_text(frame("{netto: 1 kr}", more="      anteckning:\n"), "x").command.facts
    assert isinstance(fact, frames.FrameDecided)
    assert fact.note is None


@pytest.mark.parametrize("text", ["0180", "'0180'", '"0180"'])
def test_a_code_keeps_its_zero_however_it_is_quoted(text: str) -> None:
    city = f"{{namn: S, slag: kommun, organisationsnummer: 212000-0142, kommunkod: {text}}}"
    [opened] = read_text(f"liggare: s\nposter:\n  - liggare öppnad: {city}\n", "x").command.facts
    assert isinstance(opened, organisation.LedgerOpened)
    assert opened.municipality_code == "0180"


# --- What is no file --------------------------------------------------------------------------------------------


def _file(tmp_path: Path, data: bytes) -> Refusal:
    path = tmp_path / "fel.yaml"
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_file(path)
    [refusal] = refused.value.refusals
    assert refusal.code == "file-malformed"
    assert refusal.right
    return refusal


NO_TEXT = {
    "empty": (b"", "fel.yaml", "Filen är tom."),
    "only a comment": ("# inget än\n".encode(), "fel.yaml", "Filen är tom."),
    "a list": (b"- a\n- b\n", "fel.yaml", "Filen är ingen uppställning av uppgifter."),
    "a text": (b"hej", "fel.yaml", "Filen är ingen uppställning av uppgifter."),
    "Latin-1": ("liggare: stad\nnamn: Göteborg\n".encode("latin-1"), "fel.yaml, rad 2", "Filen är inte UTF-8."),
    "UTF-16": ("liggare: stad\n".encode("utf-16"), "fel.yaml, rad 1", "Filen är inte UTF-8."),
    "a spreadsheet": (b"PK\x03\x04\x14\x00", "fel.yaml, rad 1", "Filen är inte text: den innehåller <U+0003>."),
    "a NUL": (b"liggare: stad\nx: a\x00b\n", "fel.yaml, rad 2", "Filen är inte text: den innehåller <U+0000>."),
    "too large": (b"# " + b"x" * LONGEST_FILE, "fel.yaml", "Filen är större än 5 MB."),
}


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_not_a_decision_file_is_refused_with_what_it_is(tmp_path: Path, name: str) -> None:
    data, where, detail = NO_TEXT[name]
    refusal = _file(tmp_path, data)
    assert (refusal.where, refusal.detail) == (where, detail)


def test_a_file_at_the_cap_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.yaml"
    path.write_bytes(b"# " + b"x" * (LONGEST_FILE - len(TEXT.encode()) - 3) + b"\n" + TEXT.encode())
    assert path.stat().st_size == LONGEST_FILE
    assert read_file(path).ledger == "stad"


def test_a_file_that_never_ends_is_not_read_to_its_end() -> None:
    with pytest.raises(Refused) as refused:
        read_file(Path("/dev/zero"))
    assert refused.value.refusals[0].detail == "Filen är större än 5 MB."


def test_a_path_to_no_file_is_named_whole(tmp_path: Path) -> None:
    for path, detail in ((tmp_path / "saknas.yaml", "Filen finns inte."), (tmp_path, "Det är en katalog.")):
        with pytest.raises(Refused) as refused:
            read_file(path)
        [refusal] = refused.value.refusals
        assert (refusal.code, refusal.detail, refusal.where) == ("file-malformed", detail, str(path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "hemlig.yaml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(Refused) as refused:
        read_file(path)
    assert refused.value.refusals[0].detail == "Filen får inte läsas."


# --- Former words -----------------------------------------------------------------------------------------------


FORMER = f"""liggare: stad
beslut: {{{{organ: KF, beslutsdag: 2026-01-10, källa: {{{{titel: P, sha256: {"ab" * 32}}}}}}}}}
poster:
  - {{fact}}
"""


def _facts_of(text: str) -> object:
    return read_text(text, "beslut.yaml").command.facts[0]


@pytest.mark.parametrize("word", ["skatter och bidrag", "skatter, generella statsbidrag och utjämning"])
def test_a_field_is_read_by_its_former_word_too(word: str) -> None:
    """The words of language.md were changed; files that were written before are still read."""
    result = f"balanskravsresultat: {{år: 2025, resultat enligt balanskravet: 1 kr, '{word}': 9 kr}}"
    fact = _facts_of(FORMER.format(fact=result))
    assert fact == budget.BalanceResultStated(2025, 100, tax_revenues_ore=900)


@pytest.mark.parametrize("word", ["minoritetsåterremiss", "på begäran av en minoritet"])
def test_a_minority_is_read_by_its_former_word_too(word: str) -> None:
    fact = _facts_of(FORMER.format(fact=f"att-sats beslutad: {{utgång: återremiss, lydelse: Nej., {word}: ja}}"))
    assert fact == case.ClauseDecided(case.ClauseOutcome.REFERRED_BACK, "Nej.", minority=True)


@pytest.mark.parametrize("word", ["avslag", "överklagandet avslås"])
def test_a_value_is_read_by_its_former_word_too(word: str) -> None:
    judgment = f"dom: {{beslutet: {{organ: KF}}, domstol: Kammarrätten, dömt: 2026-02-01, utgång: {word}}}"
    fact = _facts_of(FORMER.format(fact=judgment))
    assert isinstance(fact, review.JudgmentGiven)
    assert fact.outcome is review.JudgmentOutcome.DENIED


def test_a_field_by_both_its_words_is_refused() -> None:
    fields = "skatter och bidrag: 9 kr, 'skatter, generella statsbidrag och utjämning': 9 kr"
    both = f"balanskravsresultat: {{år: 2025, resultat enligt balanskravet: 1 kr, {fields}}}"
    with pytest.raises(Refused) as refused:
        read_text(FORMER.format(fact=both), "beslut.yaml")
    assert [refusal.code for refusal in refused.value.refusals] == ["field-unknown"]
