"""What `liggare replay` and `liggare verify` say in Swedish, a line at a time: a whole ledger is never held at once."""

from collections.abc import Iterator, Sequence
from typing import Final

from api.tables.log import local_time
from ledger.events import family
from ledger.log.verifying import LogVerified
from ledger.money import UNKNOWN
from ledger.text import LONGEST, visible
from ledger.values import FrameKey, FrameKind, Stage
from ledger.words import words
from ledger.words.labels import frame_label
from projections.asking.amounts import SIDES
from projections.asking.texts import text_of
from projections.frames.replayed import FrameReplayed, FrameStood, Replayed
from projections.running.stated_totals import TotalsHeld
from projections.running.verifying import ReplayVerified, RowDifference

_NOTHING: Final = "–"


def replayed_lines(entry: Replayed) -> Iterator[str]:
    """An entry: where, when, what and on what decision; then each of its effects on a line of its own."""
    at = local_time(entry.recorded_at)
    named = f"{entry.position}  registrerad {at} av {entry.by}  {text_of(entry, 'event')}"
    # Without a basis there is nothing to cite but the position, which stands there already.
    yield named if entry.decision.text.endswith(f"position {entry.position}") else f"{named}  {entry.decision.text}"
    if entry.corrects is not None:
        instead = "tas tillbaka" if entry.withdrawn else f"ersätts av: {words.fact(entry.decision.family)}"
        yield f"    rättar position {entry.corrects}, som {instead}. Skäl: {entry.reason}"
    if entry.contains:
        yield f"    innehåller: {', '.join(entry.contains)}"
    if entry.units:
        yield f"    enheter: {'; '.join(entry.units)}"
    if entry.about:
        yield f"    om: {', '.join(entry.about)}"
    for frame in entry.frames:
        yield f"    {_frame(frame)}"
    for warning in entry.warnings:
        yield f"    ⚠ {warning}"
    for accepted in entry.accepted:
        yield f"    godtaget av {accepted.who}: regeln {accepted.rule} frångås. Skäl: {accepted.reason}"


def _frame(frame: FrameReplayed) -> str:
    label = frame_label(FrameKey(frame.unit, FrameKind(frame.kind), frame.year, frame.line))
    stage = "" if frame.stage is Stage.DECIDED else f", {words.value(frame.stage)}: {frame.proposal}"
    own = f"beslutat t.o.m. {frame.on}: {_change(frame.kind, frame.before, frame.after)}"
    if not frame.differs_today:
        return f"{label}{stage}, {own}"
    return f"{label}{stage}, {own}; i dag: {_change(frame.kind, frame.before_today, frame.after_today)}"


def _change(kind: str, before: FrameStood | None, after: FrameStood | None) -> str:
    """`kostnader 1 kr → 2 kr, netto 1 kr → 2 kr (plan → budget)`; `oförändrat` when nothing became another."""
    if before == after:
        return f"oförändrat {_net(after)}"
    names = SIDES[kind]
    sides = [f"{words.field(name)} {_side(before, name)} → {_side(after, name)}" for name in names]
    changed = [text for text, name in zip(sides, names, strict=True) if _side(before, name) != _side(after, name)]
    arts = list(dict.fromkeys(words.value(stood.commitment) for stood in (before, after) if stood and stood.commitment))
    return ", ".join(changed or sides) + (f" ({' → '.join(arts)})" if arts else "")


def _side(stood: FrameStood | None, name: str) -> str:
    return _NOTHING if stood is None else text_of(stood.amount, f"{name}_ore") or UNKNOWN


def _net(stood: FrameStood | None) -> str:
    return _side(stood, "net")


# --- Verifying --------------------------------------------------------------------------------------------------


def log_lines(ledger: str, verified: LogVerified) -> Iterator[str]:
    """Whether the log is in order, and the first position where it is not."""
    for aside in verified.set_aside:
        what = f"Posten på position {aside.position} ({aside.type}) är lagd åt sidan på position {aside.set_aside_at}"
        yield f"⚠ {ledger}: {what}: {visible(aside.reason, LONGEST)}"
    if verified.fault is None:
        yield f"✓ {ledger}: händelserna stämmer, position 1–{verified.head}." if verified.head else f"✓ {ledger}: tom."
        for tagged in verified.former:
            many = "1 post" if tagged.entries == 1 else f"{tagged.entries} poster"
            since = f"den första på position {tagged.first_position}"
            yield f"  {many} har etiketter enligt version {tagged.version}, {since}: de är hela, som de registrerades."
        return
    if verified.fault.position == 0:
        yield f"✗ {ledger}: händelserna stämmer, men det som skyddar dem är inte vad det ska vara."
        yield f"  {verified.fault.detail}"
        return
    event = "" if verified.fault.type is None else f" ({verified.fault.type})"
    yield f"✗ {ledger}: första felet i händelserna är på position {verified.fault.position}{event}."
    yield f"  {verified.fault.detail}"


def totals_lines(ledger: str, held: TotalsHeld) -> Iterator[str]:
    """Whether what documents state is what their entries come to; where it is not, and the entry does not say so, by
    position. Nobody is accused."""
    stating = f"{held.entries} {_POSTS[held.entries > 1]} anger vad dokumentet har för belopp eller summor"
    said = f"; {held.said} {_POSTS[held.said > 1]} säger själv att det skiljer" if held.said else ""
    if not held.unsaid:
        yield f"✓ {ledger}: {stating}: de stämmer{said}."
        return
    yield f"✗ {ledger}: {stating}{said}. {held.unsaid} skiljer utan att posten säger det:"
    for difference in held.differences:
        event = words.fact(family(difference.type))
        yield f"  position {difference.position} ({event}): {difference.detail}"
    if (more := held.unsaid - len(held.differences)) > 0:
        yield f"  och {more} till."
    yield "  Endera är posten ändrad sedan den registrerades, eller räknades den då på annat sätt: det här visar inte"
    yield "  vilket. Jämför med beslutet."


_POSTS: Final = ("post", "poster")


def replay_lines(ledger: str, verified: ReplayVerified, event: str, evidence: Sequence[str] = ()) -> Iterator[str]:
    """Whether the read models are what the log gives, and the first row that is not, with what speaks for either side:
    nobody is accused. `event` says which entry that row came from, and `evidence` what its printed figures say."""
    difference = verified.difference
    if difference is None:
        compared = f"{verified.rows} rader i {verified.tables} tabeller"
        yield f"✓ {ledger}: läsmodellerna stämmer med händelserna till position {verified.position}: {compared}."
        return
    place = f"position {difference.position}{f' ({event})' if event else ''}"
    yield f"✗ {ledger}: läsmodellerna och händelserna säger inte detsamma. Första skillnaden: {place}."
    yield from _row(difference)
    yield "  Endera är ändrad eller felräknad; det här visar inte vilken. Ingenting är omräknat."
    yield "  Händelserna: byte, etiketter, ordning och skydd är hela, men databasens ägare kan ha bytt en hel post."
    yield "  Läsmodellerna: de räknas ur händelserna, men bär det som var registrerat när de räknades."
    yield from (f"  {said}" for said in evidence)
    yield "  Jämför med beslutet, eller med ett tidigare bevis på händelserna, innan något räknas om."
    yield f"  Om händelserna är rätt: liggare rebuild --ledger {ledger}"


def _row(difference: RowDifference) -> Iterator[str]:
    side = " finns bara enligt händelserna" if difference.missing else ""
    side = " finns bara i läsmodellen" if difference.extra else side
    yield f"  tabell {difference.table}, rad {difference.row}{side}"
    for column in difference.columns:
        yield f"  {column.column}: {column.live} i läsmodellen, {column.rebuilt} enligt händelserna"
