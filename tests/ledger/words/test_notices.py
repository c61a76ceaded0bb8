"""The closed list of warnings: stored as code and values, told as a sentence."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.words.notices import WARNINGS, warning_text
from tests.swedish import not_swedish


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_is_a_sentence_with_values(code: str) -> None:
    names = re.findall(r"{(\w+)}", WARNINGS[code])
    assert names
    values = dict.fromkeys(names, "X")
    assert re.search(r"[.X]$", warning_text(code, values))


@given(st.sampled_from(sorted(WARNINGS)), st.text())
def test_a_value_is_shown_as_it_is_whatever_it_holds(code: str, value: str) -> None:
    names = re.findall(r"{(\w+)}", WARNINGS[code])
    assert value in warning_text(code, dict.fromkeys(names, value))


def test_warnings_are_told_in_swedish() -> None:
    assert not_swedish(WARNINGS.values()) == {}


VALUES: Final = {
    "decision-perhaps-recorded": ["differs", "entry_position", "what"],
    "undated-set-replaces": ["entries", "frame", "latest"],
    "amounts-out-of-scale": ["asserted", "compared", "count", "factor", "frame", "known", "larger"],
    "judgment-contradicts-itself": ["court", "effect", "outcome"],
    "judgment-after-final": ["court", "day", "entry_position", "final_day", "other"],
    "judgment-said-otherwise": ["court", "day", "entry_position", "former"],
    "judgment-effect-not-said": ["court", "day", "entry_position", "later_day", "other", "outcome"],
    "decision-annulled-already": ["day", "decision", "entry_position"],
    "judgment-about-former-name": ["decision", "entry_position"],
    "judgment-names-otherwise": ["court", "day", "decision", "effect", "entry_position"],
    "change-out-of-scale": ["asserted", "factor", "frame", "known"],
    "reserve-size-differs": ["asserted", "before", "calculated", "reserve", "year"],
    "tax-rate-far": ["asserted", "known", "known_year", "year"],
    "body-unknown": ["body", "near"],
    "body-registered-otherwise": ["becomes", "body", "day", "was"],
    "spared-by": ["detail", "policy_position", "rule"],
    "frames-at-two-levels": ["frame", "others"],
    "revenues-below-zero": ["calculated", "frame"],
    "decision-changes-frame-again": ["decision", "entry_position", "frame"],
    "frame-set-and-changed": ["becomes", "change", "entry_position", "frame", "set"],
    "swallowed": ["frame", "set_day", "set_position"],
    "swallows-waiting": ["condition", "day", "frame", "waiting_position"],
    "outranked": ["frame", "set_position"],
    "frame-not-set": ["frame"],
    "gross-becomes-unknown": ["frame"],
    "plan-beyond-three-years": ["first_year", "last_year", "year"],
    "control-total-differs": ["asserted", "calculated", "difference", "frame", "of"],
    "control-total-missing-side": ["asserted", "frame", "of"],
    "printed-total-differs": ["asserted", "calculated", "difference", "kind", "of", "year"],
    "printed-total-missing-side": ["asserted", "kind", "of", "year"],
    "basis-incomplete": ["missing"],
    "decision-day-inferred": ["bounds", "origin", "reason"],
    "effective-before-decision": ["decided_day", "effective_day"],
    "unit-not-there": ["unit", "year"],
    "reserve-frame-unknown": ["amount", "frame"],
    "revenue-frame-unknown": ["amount", "frame"],
    "financing-not-tested": ["frame"],
    "financing-day-unknown": ["bounds", "frames", "year"],
    "result-worsens": ["amount", "frames"],
    "carry-over-unfinanced": ["amount", "frame"],
    "counterpart-unknown": ["amount", "frame"],
    "plan-copy-differs": ["asserted", "calculated", "copied", "frame"],
    "copied-frame-unknown": ["copied", "frame"],
    "outcome-unknown": ["frame", "source"],
    "carried-forward-beyond-outcome": ["carried", "frame", "left"],
    "of-which-exceeds-frame": ["frame", "parts", "whole"],
    "budget-proposed-late": ["day", "last_day", "year"],
    "interim-report-late": ["day", "last_day", "period_end", "year"],
    "accounts-late": ["day", "last_day", "year"],
    "budget-adopted-late": ["day", "last_day", "year"],
    "tax-rate-late": ["day", "last_day", "year"],
    "tax-rate-differs": ["asserted", "decided", "year"],
    "guidance-or-budget": ["day", "first_day", "year"],
    "budget-before-election": ["day", "first_day", "year"],
    "budget-parts-missing": ["missing", "year"],
    "budgeted-deficit": ["result", "year"],
    "budgeted-deficit-uncovered": ["reserve", "result", "uncovered", "used", "year"],
    "balance-to-restore": ["last_year", "result", "year"],
    "deficit-plan-missing": ["budget_year", "last_year", "left", "year"],
    "deficit-decision-late": ["budget_year", "last_year", "left", "year"],
    "deficit-not-settled": ["after_year", "last_year", "left", "year"],
    "deficit-results-missing": ["last_year", "left", "missing", "year"],
    "result-reserve-exceeded": ["asserted", "most", "what", "year"],
    "delegation-not-cited": ["body"],
    "rule-relaxed": ["detail", "policy_position", "rule"],
    "fee-cap-unknown": ["fee", "years"],
    "fee-cap-of-other-measure": ["asserted", "cap", "fee", "years"],
    "proposed-fee-above-cap": ["asserted", "cap", "fee", "year"],
    "fee-before-decision": ["applies_from", "decided_day", "what"],
    "fee-base-year-unusual": ["base_year", "fee", "year"],
    "fee-base-incomplete": ["fee", "missing", "year"],
    "fee-base-total-differs": ["asserted", "calculated", "difference", "fee", "year"],
    "fee-base-count-differs": ["asserted", "calculated", "difference", "fee", "of", "year"],
    "charge-not-checked": ["fee", "missing", "year"],
    "charge-differs": ["asserted", "calculated", "difference", "fee", "member", "year"],
    "charges-incomplete": ["fee", "missing", "year"],
    "charges-total-differs": ["asserted", "calculated", "difference", "fee", "rounded", "year"],
    "settlement-differs": ["asserted", "calculated", "difference", "fee", "member", "year"],
    "reservation-balance-unknown": ["reason", "reservation"],
    "reservation-extended-late": ["decided_day", "last_day", "reservation"],
    "reservation-purpose-differs": ["asserted", "purpose", "reservation"],
    "reservation-end-unknown": ["reservation"],
    "reservation-lapse-differs": ["asserted", "calculated", "reservation"],
    "rent-figure-differs": ["asserted", "calculated", "of", "rent"],
    "period-reported": ["as_of", "closed_on", "day", "frames", "report", "report_position", "title"],
    "report-day-early": ["as_of", "first_day", "kind", "report", "year"],
    "key-without-shares": ["key", "year"],
    "key-of-earlier-year": ["key", "key_year", "year"],
    "category-unchanged": ["category", "service"],
    "amount-only-indicated": ["amount", "initiative", "year"],
    "printed-figure-differs": ["asserted", "calculated", "difference", "where"],
    "proposal-referred-back": ["day", "proposal", "referral_position"],
    "minority-referral-repeated": ["referral_position"],
    "condition-unknown": ["condition"],
    "swallowed-when-met": ["changed_position", "condition", "day", "frame", "met_day", "set_day", "set_position"],
    "dissent-without-decision": ["body", "case"],
    "minutes-approved-late": ["asserted", "last_day"],
    "reported-without-delegation": ["decision"],
    "notice-posted-late": ["asserted", "last_day"],
    "notice-before-approval": ["approved_on", "asserted"],
    "reserve-before-law": ["day", "law", "reserve", "validity", "what", "year"],
    "reserve-overdrawn": ["asserted", "held", "reserve", "year"],
    "notice-taken-down-early": ["asserted", "last_day"],
    "decision-not-recorded": ["decision"],
    "appeal-late": ["asserted", "last_day"],
    "no-legality-review": ["kind"],
    "stands-on-annulled": ["changed_position", "day", "final_day", "frame"],
    "rule-accepted": ["detail", "reason", "rule", "who"],
}
"""The names of the values that each warning is stored with."""


def test_what_was_stored_first_can_still_be_read() -> None:
    """Codes and values are stored; the text is made when somebody reads it. No value's name may ever change."""
    names = {code: sorted(set(re.findall(r"{(\w+)}", text))) for code, text in WARNINGS.items()}
    assert names == VALUES
