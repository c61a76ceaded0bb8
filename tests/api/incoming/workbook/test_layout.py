"""The questions come from the types of a basis, and every heading that the template writes is one that is read."""

from api.incoming.workbook.layout import (
    COMMITMENT,
    INCOMING,
    NET,
    OUTGOING,
    ROW_COLUMNS,
    YEAR_COLUMNS,
    column_of,
    questions,
    year_heading,
)
from ledger.values import Basis


def test_every_field_of_a_basis_has_its_question() -> None:
    asked = {question.path[1] for question in questions() if question.path[0] == "basis"}
    assert asked == set(Basis.__struct_fields__)


def test_no_two_questions_have_one_label() -> None:
    labels = [question.label for question in questions()]
    assert len(set(labels)) == len(labels)
    assert all(label == label.casefold() for label in labels)
    assert {"beslutsdag", "beslutsdag, tidigast", "källa, sha256", "godtar 1, regel"} <= set(labels)


def test_every_heading_is_read_as_what_it_is() -> None:
    assert [column_of(name.capitalize()) for name in ROW_COLUMNS] == [(None, name) for name in ROW_COLUMNS]
    assert [column_of(year_heading(2026, name)) for name in YEAR_COLUMNS] == [(2026, name) for name in YEAR_COLUMNS]


def test_either_word_of_a_pair_will_do_and_nothing_else() -> None:
    assert column_of("2027  Utgifter") == (2027, OUTGOING)
    assert column_of("2027 intäkter") == (2027, INCOMING)
    assert column_of("2027 netto") == (2027, NET)
    assert column_of("2027 avser") == (2027, COMMITMENT)
    assert [column_of(text) for text in ("kostnader", "27 netto", "2027 summa", "summa", "")] == [None] * 5
