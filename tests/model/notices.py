"""What stands beside decisions, drawn: notices of minutes, reports of what was decided by delegation, and accounts.

The last days to appeal are counted by hand: three weeks, and then to the next weekday (KL 13:5, lag 1930:173).
"""

from datetime import date
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st

from ledger.events import (
    BalanceReserve,
    BalanceResultStated,
    DelegatedDecisionReported,
    DelegationReporting,
    JudgmentEffect,
    JudgmentGiven,
    JudgmentOutcome,
    NoticePosted,
)
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE
from tests.model.book import NOTHING, Accounts, Book, Claim
from tests.model.deciders import BOARD, COUNCIL, OFFICER
from tests.model.draws import DAYS, TEXTS, TODAY, grounds, plain
from tests.model.money import seldom
from tests.model.reserves import held, of_year, stated
from tests.projections.said import Posted, Reported, Ruled, Said, whose

LAST_DAYS: Final = {
    date(2025, 12, 1): date(2025, 12, 22),
    date(2025, 12, 3): date(2025, 12, 29),  # Christmas Eve, both days of Christmas and a weekend
    date(2026, 3, 13): date(2026, 4, 7),  # Good Friday to Easter Monday
    date(2026, 5, 22): date(2026, 6, 12),
    date(2026, 5, 29): date(2026, 6, 22),  # Midsummer Eve, and a weekend
    TODAY: date(2026, 7, 6),
}
"""The last day to appeal, by the day of the notice."""

MEETINGS: Final = (date(2025, 11, 28), date(2026, 3, 2), TODAY)
"""When a board meets to be told, beside the days on which it decides."""

_YEARS: Final = (2022, 2023, 2023, 2024, 2024, 2024, 2025, 2025)
"""Of accounts: there is a reserve of each kind of year."""

_down = st.sampled_from((None, None, None, date(2025, 12, 22), date(2025, 12, 23), date(2026, 4, 7), TODAY))


@st.composite
def posted(draw: st.DrawFn, of: tuple[str, date] | None = None) -> Claim:
    """A notice of a meeting's minutes, of all of them or some paragraphs; perhaps taken down, before time or after."""
    body = draw(st.sampled_from((COUNCIL, BOARD, BOARD, OFFICER)))
    day = draw(st.sampled_from((*DAYS, *MEETINGS)))
    body, day = (body, day) if of is None or of[1] > TODAY else of
    if whose(plain(body)) == plain(COUNCIL):
        body = draw(st.sampled_from((COUNCIL, "Stadsfullmäktige")))
    may = [each for each in LAST_DAYS if each >= day]
    on = draw(st.sampled_from(list(LAST_DAYS) if draw(seldom) else may))
    down, listed = draw(_down), draw(st.sampled_from(((), (), TEXTS[1:2], TEXTS[1:3])))
    fact = NoticePosted(body, day, on, tuple(text for text, _ in listed if text), down)
    said = Posted(plain(body), day, tuple(place for _, place in listed), on, down, LAST_DAYS[on])
    wrong = _reversed(day, on, down)
    return Claim(fact, None, NOTHING._replace(posted=said, grounded=False), "notice", wrong=wrong)


def _reversed(*days: date | None) -> frozenset[str]:
    """Days come in order, those that there are."""
    known = [day for day in days if day is not None]
    return frozenset({"interval-reversed"} if any(later < first for first, later in pairwise(known)) else ())


@st.composite
def reports(draw: st.DrawFn, of: Claim | None = None) -> Claim:
    """A decision by delegation is reported to its board, has minutes of its own, or only carries out another; `of`: one
    that is there."""
    body = draw(st.sampled_from((OFFICER, OFFICER, OFFICER, BOARD, COUNCIL)))
    text, paragraph = draw(st.sampled_from(TEXTS[1:]))
    clause, decided_on = draw(st.sampled_from((None, None, 1, 2))), draw(st.sampled_from((None, None, None, *DAYS)))
    if of is not None and of.basis is not None:
        body, text, paragraph = of.basis.body, of.basis.paragraph, of.said.paragraph
        clause, latest = draw(st.sampled_from((None, of.basis.clause))), of.said.latest
        decided_on = draw(st.sampled_from((None, latest if latest in DAYS else None)))
    how = draw(st.sampled_from((*(DelegationReporting.REPORTED,) * 4, *DelegationReporting)))
    told, noticed = how is DelegationReporting.REPORTED, how in list(DelegationReporting)[:2]
    if draw(seldom):
        told = not told
    board = BOARD if told or draw(st.booleans()) else None
    day = draw(st.sampled_from((*MEETINGS, TODAY))) if told else None
    at, place = draw(st.sampled_from(TEXTS[:3])) if told else TEXTS[0]
    may = [each for each in LAST_DAYS if day is None or each >= day]
    on = draw(st.sampled_from((None, *may))) if noticed or draw(seldom) else None
    fact = DelegatedDecisionReported(DecisionReference(body, None, text, clause, decided_on), how, board, day, at, on)
    # Who posts it does not matter: it is of that report.
    notice = None if on is None else Posted("", day or on, (), on, None, LAST_DAYS[on])
    where = (None if board is None else plain(board), day, place)
    said = Reported(plain(body), paragraph, clause, decided_on, how.value, *where, notice)
    wrong = {*_reversed(decided_on, day, on)}
    if how is DelegationReporting.REPORTED and (board is None or day is None):
        wrong.add("field-missing")
    if how is not DelegationReporting.REPORTED and (day, at) != (None, None):
        wrong.add("value-malformed")
    if not noticed and on is not None:
        wrong.add("value-malformed")
    return Claim(fact, None, NOTHING._replace(reported=said, grounded=False), "report", wrong=frozenset(wrong))


@st.composite
def accounts(draw: st.DrawFn, book: Book | None = None) -> Claim:
    """The balance result of a year: what is put aside, what is taken out, and what there then is, as it may be said. In
    a book that knows what there was, all of that may be taken out, or one öre more."""
    year, reserved = draw(st.sampled_from(_YEARS)), draw(st.sampled_from((None, 4, 5, 10)))
    used, total = draw(st.sampled_from((None, 4, 5, 6, 10, 11))), draw(st.sampled_from((None, None, 10)))
    pot = draw(st.sampled_from((None, None, *BalanceReserve)))
    basis, said = draw(grounds(DAYS[1:]))
    named = None if pot is None else pot.value
    known = {} if book is None else stated(book, TODAY)
    if book is not None and draw(st.booleans()):  # of the new reserve, whose beginning is known
        year, pot, named = (2024 if 2024 not in known else 2025), None, None
    there = held(known, named or of_year(year), year - 1, at_most=True)
    if there is not None and there > 0:
        used = there + draw(st.sampled_from((0, 1)))
    fact = BalanceResultStated(
        year, draw(st.integers(-9, 9)), reserved_ore=reserved, reserve_total_ore=total, used_ore=used, from_reserve=pot
    )
    return Claim(fact, basis, said, "accounts", own=Accounts(year, reserved, used, total, named))


def closed(year: int, reserved: int) -> Claim:
    """The accounts of a year, in which so much was put into its reserve, as the council has decided on them."""
    fact = BalanceResultStated(year, 0, reserved_ore=reserved)
    basis, said = Basis("KF", DAYS[1], SOURCE, None, "§ 9"), Said((), DAYS[1], DAYS[1], (9, ""))
    return Claim(fact, basis, said, "accounts", own=Accounts(year, reserved, None, None, None))


@st.composite
def of_decision(draw: st.DrawFn, claim: Claim | None) -> Claim:
    """A decision that is there is reported, or noticed, or annulled, from a day or not yet."""
    how = draw(st.sampled_from(("report", "report", "notice", "judgment")))
    if claim is None or claim.basis is None or how == "report":
        return draw(reports(claim))
    if how == "notice":
        return draw(posted((claim.basis.body, claim.said.latest or TODAY)))
    meant = DecisionReference(claim.basis.body, None, claim.basis.paragraph, claim.basis.clause)
    given_on = draw(st.sampled_from((TODAY, DAYS[2], DAYS[0])))
    final_on = draw(st.sampled_from((None, TODAY, max(given_on, DAYS[2]))))
    effect = JudgmentEffect.ANNULLED
    fact = JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED, given_on, final_on, effect=effect, final_ground="Lagakraftbevis"
    )
    place = (claim.said.paragraph, claim.basis.clause)
    ruled = Ruled(*place, None, given_on, final_on, annuls=True, body=claim.said.body)
    return Claim(fact, None, NOTHING._replace(ruled=ruled, grounded=False), "judgment")
