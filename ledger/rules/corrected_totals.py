"""R-12 over what a correction leaves of a decision: what is corrected, or taken back, may be what one of its other rows
was paid with. Asked of the whole command, since two corrections may need each other."""

from collections.abc import Iterable, Iterator, Sequence

from ledger.errors import Refusal
from ledger.events import AnyFact, RecordingErrorCorrected
from ledger.looking.state import State
from ledger.meaning.effects import effects
from ledger.meaning.placed import Claim, claim_in
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import in_paragraph
from ledger.money import amount_text
from ledger.rules.competence import raised_in
from ledger.rules.councils import by_council, is_kept_by_law
from ledger.values import FrameKind
from ledger.words import words
from ledger.words.law import in_its_act


def raised_by_corrections(
    before: State, after: State, facts: Sequence[AnyFact], claims: Sequence[Claim]
) -> Iterator[tuple[int, Refusal]]:
    """The corrections, by their number, that leave a decision of another body than the council raising the total of
    what the council has set, or raising it by more, from the states before and after all of the command. What a
    correction raises by its own new amount is told of that."""
    corrections = [(number, fact) for number, fact in enumerate(facts) if isinstance(fact, RecordingErrorCorrected)]
    if not corrections or not is_kept_by_law(after):
        return
    seen = set[DecisionName]()
    for number, fact in corrections:
        target = after.targets.get(fact.corrects)
        claim = None if target is None else claim_in(target)
        if claim is None or (there := claim.situation).basis is None or there.decision is None:
            continue
        paragraph = after.named(there.decision).whole()
        if paragraph in seen or by_council(after, there.basis.body, there.decided.latest):
            continue
        seen.add(paragraph)
        if not _raises_itself(claims, paragraph):
            was, now = (raised_in(state, paragraph, (claim,)) for state in (before, after))
            left = ((kind, year, ore) for (kind, year), ore in now.items() if ore > max(was[kind, year], 0))
            yield from ((number, _refusal(there.basis.body, *each)) for each in left)


def _raises_itself(claims: Iterable[Claim], paragraph: DecisionName) -> bool:
    """Whether what a command claims anew on a decision raises something by itself."""
    on_it = (claim.fact for claim in claims if claim.fact and in_paragraph(claim.situation.decision, paragraph))
    return any(sum(effect.sides.net_ore or 0 for effect in effects(fact)) > 0 for fact in on_it)


def _refusal(body: str, kind: FrameKind, year: int, ore: int) -> Refusal:
    detail = (
        f"Med rättelsen höjer {body} summan av det som fullmäktige har fastställt för {words.value(kind)} {year} med "
        f"{amount_text(ore)} netto. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    right = "en rättelse också av det som höjer, i samma fil, eller ett beslut av fullmäktige"
    return Refusal("total-raised-by-other-body", in_its_act(detail, year), body, right=right)
