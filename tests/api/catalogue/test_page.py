"""The page of the catalogue: whole, accessible, and in need of nothing from elsewhere."""

import re
from html import escape
from html.parser import HTMLParser

import msgspec
import pytest
from starlette.testclient import TestClient

from api.catalogue.catalogue import catalogue_view
from api.catalogue.page import catalogue_page
from ledger.words.law import LAW

PAGE = catalogue_page(catalogue_view())
EMPTY = {"meta", "link", "br"}


class Outline(HTMLParser):
    """What a page holds: that every element ends, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and it is the one that began last."""
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def outline() -> Outline:
    """The page, taken apart."""
    page = Outline()
    page.feed(PAGE)
    assert page.open == []
    return page


def test_each_event_has_an_address_and_is_linked_to(outline: Outline) -> None:
    anchors = [given["id"] for tag, given in outline.elements if tag == "section"]
    assert anchors == [event.family for event in catalogue_view().events]
    links = {given["href"] for tag, given in outline.elements if tag == "a"}
    assert {f"#{anchor}" for anchor in anchors} <= links


def test_ids_are_unique_and_labels_are_there(outline: Outline) -> None:
    ids = [given["id"] for _, given in outline.elements if "id" in given]
    assert len(set(ids)) == len(ids)
    labels = {given["aria-labelledby"] for _, given in outline.elements if "aria-labelledby" in given}
    assert labels <= set(ids)


def test_tables_say_what_their_headings_head(outline: Outline) -> None:
    assert {given.get("scope") for tag, given in outline.elements if tag == "th"} == {"col", "row"}
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("table") == tags.count("caption") == len(catalogue_view().events) + 1  # and the rules of law


def test_it_is_swedish_and_fetches_nothing_from_elsewhere(outline: Outline) -> None:
    assert ("html", {"lang": "sv"}) in outline.elements
    assert not [tag for tag, _ in outline.elements if tag in {"script", "style", "img", "iframe"}]
    assert not [
        given for _, given in outline.elements if "style" in given or any(name.startswith("on") for name in given)
    ]
    assert not re.search(r"https?://", PAGE)


def test_it_is_served_with_its_style_and_as_json(detached: TestClient) -> None:
    page = detached.get("/events")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text == PAGE
    for path in re.findall(r'rel="stylesheet" href="([^"]+)"', PAGE):
        assert detached.get(path).headers["content-type"].startswith("text/css")
    response = detached.get("/v1/catalogue")
    assert response.content == msgspec.json.encode(catalogue_view())
    again = detached.get("/v1/catalogue", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304
    assert detached.get("/v1/catalogue?x=1").status_code in (400, 422)


def test_what_is_shown_is_escaped() -> None:
    [first, *_] = catalogue_view().events
    odd = msgspec.structs.replace(first, meaning="<b>&", swedish='a"b<')
    page = catalogue_page(msgspec.structs.replace(catalogue_view(), events=(odd,)))
    assert "&lt;b&gt;&amp;" in page
    assert "<b>" not in page


def test_every_rule_of_law_has_its_years_and_how_sure_it_is() -> None:
    for rule in LAW.values():
        assert f"<td>{escape(rule.says)}</td>" in PAGE
    assert "<td>räkenskapsår 2010–2023</td><td>läst</td>" in PAGE
    assert "<td>budgetår från 2025</td>" in PAGE
