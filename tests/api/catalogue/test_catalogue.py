"""The catalogue shows every event there is, with every field that may be written, in Swedish."""

import msgspec
import pytest

from api.catalogue.catalogue import (
    TITLES,
    EventView,
    catalogue_view,
    flat,
    stage_text,
)
from api.catalogue.page import catalogue_page
from api.incoming.reading import AN_AMOUNT
from ledger.events import catalogue, stored_name
from ledger.log.entry import SET_ASIDE
from ledger.values import Stage
from ledger.words import words

EVENTS = {event.family: event for event in catalogue_view().events}


def fields(event: EventView) -> dict[tuple[str, ...], tuple[bool, str]]:
    """What is said of each field: whether it is required, and its form."""
    return {path: (field.required, field.form) for path, field in flat(event.fields)}


def test_every_event_is_there_in_the_order_of_a_budget_year() -> None:
    assert [event.type for event in catalogue_view().events] == [stored_name(fact) for fact in catalogue()]


def test_every_chapter_has_its_title() -> None:
    assert set(words.CHAPTER_OF.values()) == set(TITLES)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_has_words_a_meaning_and_fields_without_doublets(event: EventView) -> None:
    assert event.swedish
    assert event.meaning.endswith(".")
    names = [field.swedish for field in event.fields]
    assert len(set(names)) == len(names)
    assert all(field.form and field.form_json for _, field in flat(event.fields))


def test_a_frame_that_is_decided_is_described_in_full() -> None:
    event = EVENTS["frame-decided"]
    assert (event.swedish, event.law, event.chapter) == ("ram beslutad", "KL 5:1, 11:5–6", "Ramarna")
    assert stage_text(event) == "Beslutat; kan också föreslås och tillstyrkas"
    said = fields(event)
    assert said["ram",] == (True, "uppgifterna nedan")
    assert said["ram", "slag"] == (True, "något av: drift, investering")
    assert said["belopp",] == (True, "kostnader och intäkter, eller utgifter och inkomster, eller netto")
    assert said["kontrollsummor",] == (False, "en uppställning som netto: 1 531,3 mnkr")


def test_stages_are_told_apart() -> None:
    stages = {family: EVENTS[family].stage for family in ("proposal-made", "recommendation-made", "unit-registered")}
    assert stages == {
        "proposal-made": Stage.PROPOSED,
        "recommendation-made": Stage.RECOMMENDED,
        "unit-registered": None,
    }
    assert stage_text(EVENTS["unit-registered"]) == "Registreras utan beslut"


def test_an_amount_is_text_in_a_file_and_ore_in_json() -> None:
    costs = next(field for field in EVENTS["gross-turnover-changed"].fields if field.name == "costs_ore")
    assert costs.form == AN_AMOUNT
    assert costs.form_json.startswith("ett heltal öre")


def test_what_the_ledger_fills_in_is_not_asked_for() -> None:
    for fact in catalogue():
        shown = {field.name for field in EVENTS[stored_name(fact).rpartition(".v")[0]].fields}
        assert shown == set(fact.__struct_fields__) - fact.filled_in


def test_it_is_data() -> None:
    assert len(msgspec.json.decode(msgspec.json.encode(catalogue_view()))["events"]) == len(EVENTS)


def test_what_only_the_log_itself_writes_is_told_beside_and_is_no_event_to_record() -> None:
    [aside] = catalogue_view().of_the_log
    assert (aside.type, aside.family) == (SET_ASIDE, "entry-set-aside")
    assert aside.family not in EVENTS
    assert f'id="{aside.family}"' in catalogue_page(catalogue_view())
