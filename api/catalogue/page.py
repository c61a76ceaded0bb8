"""The catalogue as one web page, in Swedish: no script, nothing from elsewhere, an address for each event."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

import msgspec

from api.catalogue.catalogue import CatalogueView, EventView, FieldView, LawView, flat, stage_text
from ledger.words import words

_HEAD: Final = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Budgetliggaren: katalogen</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/static/docs.css">
<link rel="stylesheet" href="/docs/static/events.css">
</head>
<body>
<header>
<h1>Katalogen: vad som kan registreras</h1>
<p>Varje sorts händelse i ordning efter ett budgetår: vad den betyder, vilka uppgifter den har och hur den skrivs, i en
beslutsfil på svenska eller som JSON över HTTP. Samma katalog som JSON: <a href="/v1/catalogue">/v1/catalogue</a>.
Adresserna över HTTP: <a href="/docs">/docs</a>.</p>
</header>
"""


def catalogue_page(catalogue: CatalogueView) -> str:
    """The page."""
    chapters = [(chapter, list(events)) for chapter, events in groupby(catalogue.events, lambda event: event.chapter)]
    parts = (*_contents(chapters), "<main>\n", *_chapters(chapters), *_of_the_log(catalogue), *_law(catalogue.law))
    return "".join((_HEAD, *parts, "</main>\n</body>\n</html>\n"))


_Chapters = list[tuple[str, list[EventView]]]


def _contents(chapters: _Chapters) -> Iterator[str]:
    yield '<nav aria-label="Händelser">\n<dl class="contents">\n'
    for chapter, events in chapters:
        links = ", ".join(f'<a href="#{event.family}">{escape(event.swedish)}</a>' for event in events)
        yield f"<dt>{escape(chapter)}</dt><dd>{links}</dd>\n"
    yield '<dt>Lagens regler</dt><dd><a href="#lagen">vad som prövas, för vilka år, och hur säkert det är</a></dd>\n'
    yield "</dl>\n</nav>\n"


def _chapters(chapters: _Chapters) -> Iterator[str]:
    for chapter, events in chapters:
        yield f"<h2>{escape(chapter)}</h2>\n"
        for event in events:
            yield from _event(event)


def _event(event: EventView) -> Iterator[str]:
    title = escape(event.swedish.capitalize())
    yield f'<section id="{event.family}" aria-labelledby="{event.family}-rubrik">\n'
    yield f'<h3 id="{event.family}-rubrik"><a href="#{event.family}">{title}</a></h3>\n'
    yield f"<p>{escape(event.meaning)}</p>\n"
    facts = {
        "Lagrum": escape(event.law) if event.law else "–",
        "Stadium": escape(stage_text(event)),
        "Beslutsunderlag": "krävs" if event.needs_basis else "får finnas",
        "Lagras som": f'<code lang="en">{event.type}</code>',
    }
    yield (
        '<dl class="facts">'
        + "".join(f"<div><dt>{n}</dt><dd>{text}</dd></div>" for n, text in facts.items())
        + "</dl>\n"
    )
    yield from _table(event, title)
    yield from _example("Som beslutsfil (YAML)", event.example_yaml, f"{title}, som beslutsfil")
    pretty = msgspec.json.format(msgspec.json.encode(event.example_json), indent=2).decode()
    yield from _example("Som JSON", pretty, f"{title}, som JSON")
    yield "</section>\n"


def _table(event: EventView, title: str) -> Iterator[str]:
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="Uppgifter i {title}"><table>\n'
    yield f"<caption>Uppgifter i {title}</caption>\n<thead><tr>"
    for heading in ("Uppgift", "I JSON", "Krävs", "Vad som får stå", "Betydelse"):
        yield f'<th scope="col">{heading}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for path, field in flat(event.fields):
        yield _row(path, field)
    yield "</tbody></table></div>\n"


def _row(path: tuple[str, ...], field: FieldView) -> str:
    above = "".join(f'<span class="above">{escape(word)} · </span>' for word in path[:-1])
    form = escape(field.form)
    if field.form_json != field.form:
        form += f'<br><span class="json">I JSON: {escape(field.form_json)}</span>'
    cells = (f'<code lang="en">{field.name}</code>', "ja" if field.required else "nej", form, escape(field.meaning))
    return (
        f'<tr><th scope="row">{above}{escape(path[-1])}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>\n"
    )


def _example(summary: str, text: str, label: str) -> Iterator[str]:
    yield f"<details><summary>{summary}</summary>\n"
    yield f'<pre tabindex="0" role="region" aria-label="{label}"><code>{escape(text)}</code></pre></details>\n'


def _of_the_log(catalogue: CatalogueView) -> Iterator[str]:
    """What nobody can record."""
    yield "<h2>Liggarens egna händelser</h2>\n"
    for event in catalogue.of_the_log:
        title = f'<h3 id="{event.family}">{escape(event.swedish.capitalize())} <code>{event.type}</code></h3>'
        yield f"{title}\n<p>{escape(event.meaning)} Den registreras inte med beslut, utan med "
        yield "<code>liggare set-aside</code> av den som äger databasen.</p>\n"


def _law(rules: tuple[LawView, ...]) -> Iterator[str]:
    """The rules of law, in one table."""
    yield '<h2 id="lagen">Lagens regler</h2>\n'
    yield '<div class="scroll" role="region" tabindex="0" aria-label="Lagens regler"><table>\n'
    yield "<caption>Vad som prövas, för vilka år, och hur säkert det är</caption>\n<thead><tr>"
    for heading in ("Regel", "Lagrum", "Innebörd", "Gäller", "Säkerhet", "Källa"):
        yield f'<th scope="col">{heading}</th>'
    yield "</tr></thead>\n<tbody>\n"
    yield from map(_rule, rules)
    yield "</tbody></table></div>\n"


def _rule(rule: LawView) -> str:
    years = f"från {rule.first_year}" if rule.last_year is None else f"{rule.first_year}–{rule.last_year}"
    holds = f"{words.value(rule.counted_by)} {years}"
    cells = (rule.section, rule.meaning, holds, words.value(rule.certainty), rule.source)
    return f'<tr><th scope="row">{rule.rule}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
