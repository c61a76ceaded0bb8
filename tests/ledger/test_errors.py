"""The closed list of refusals: codes are never reused; each has its class, its status and a test that gives it."""

import re
from itertools import chain

import msgspec
import pytest

from ledger.errors import REFUSALS, Refusal, Refused, RuleClass
from ledger.words.notices import WARNINGS
from tests.house_rules import sources
from tests.ledger.rules.tables.test_refusals import CODES as IN_THE_RULES

IN_THE_READING = frozenset(
    {"file-malformed", "field-missing", "field-unknown", "field-repeated", "value-malformed", "year-out-of-range"}
    | {"amount-malformed", "amount-out-of-range"}
)
"""Given by the readers of files and of JSON: tests/api/incoming/test_reading.py and test_decision_file.py."""

ELSEWHERE = {
    "rate-malformed": "the readers of rates",
    "text-cut": "the reader of YAML",
    "cell-shown-differently": "the reader of workbooks",
    "cell-struck-out": "the reader of workbooks",
    "cell-hidden": "the reader of workbooks",
    "ledger-unknown": "no rule knows of other ledgers; the application finds them by name",
    "ledger-name-invalid": "as above",
    "proposal-ambiguous": "a question, not a command: the frames answer must be told which proposal",
    "report-unknown": "a question, not a command: which report",
    "coordinate-invalid": "a question whose coordinates do not agree",
    "log-diverged": "a question, not a command: where somebody is who follows the log",
    "frame-changes-recast": "as above, of frame changes",
    "not-found": "an address, not a command",
    "database-disk-full": "the database server, not a command",
    "copy-not-received": "as above",
    "database-not-durable": "as above",
    "idempotency-key-missing": "HTTP only",
    "idempotency-key-reused": "the store finds it, under the lock",
    "read-not-allowed": "the operator's setting",
    "read-token-invalid": "the operator's setting",
    "write-not-allowed": "the operator's setting",
    "write-token-invalid": "the operator's setting",
    "method-not-allowed": "HTTP only",
    "host-not-allowed": "HTTP only",
    "content-type-unsupported": "HTTP only",
    "content-too-large": "HTTP only",
    "decided-on-stale-state": "a race lost while holding the lock: only a fault in the store could give it",
    "entry-unreadable": "the log, of bytes that no command has written",
    "entry-readable": "where such an entry is set aside",
    "entry-of-newer-program": "as above",
    "entry-set-aside-already": "as above",
    "projection-behind": "the runner",
    "projection-stopped": "the runner",
    "following-full": "the web server",
    "database-unavailable": "the database",
    "database-full": "the database",
    "database-not-migrated": "the database",
    "database-unsuitable": "the database",
    "backup-unreachable": "the disk",
    "backup-foreign": "a file that is restored",
    "backup-damaged": "a file that is restored",
    "backup-newer": "a file that is restored",
    "installation-not-empty": "where a file is restored",
    "address-unavailable": "the web server's own address",
    "unexpected-error": "a bug, by definition",
}
"""Codes that neither rules nor readers can give, each with the reason; they are tested where they arise."""


def test_every_refusal_is_shown_by_a_test_or_has_a_reason_not_to_be() -> None:
    assert set(REFUSALS) - IN_THE_RULES - IN_THE_READING == set(ELSEWHERE)


def test_a_code_given_elsewhere_is_shown_there() -> None:
    """Except the one that no test can bring about without breaking the lock."""
    own = "tests/ledger/test_errors.py"
    text = "".join(source.text for source in sources(r"tests/.*/test_\w+\.py") if source.path != own)
    assert {code for code in ELSEWHERE if f'"{code}"' not in text} == {"decided-on-stale-state"}


def test_the_codes_of_the_readers_are_shown_by_their_tests() -> None:
    text = "".join(source.text for source in sources(r"tests/api/test_(reading|decision_file\w*)\.py"))
    assert {code for code in IN_THE_READING if f'"{code}"' not in text} == set()


def test_every_code_that_is_given_is_in_the_list() -> None:
    text = "".join(source.text for source in sources(r"(ledger|projections|api)/.*\.py"))
    given_codes = set(re.findall(r"(?:Refusal|refuse)\(\s*\"([a-z-]+)\"", text))
    assert len(given_codes) > 20
    assert given_codes <= set(REFUSALS)


def test_no_code_is_in_the_list_for_nothing() -> None:
    text = "".join(
        source.text for source in sources(r"(ledger|projections|api)/.*\.py") if source.path != "ledger/errors.py"
    )
    assert {code for code in REFUSALS if f'"{code}"' not in text} == set()


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_has_a_code_a_title_a_status_and_an_exit_code(code: str) -> None:
    kind = REFUSALS[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")
    assert kind.http_status in {400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 500, 503}
    assert kind.exit_code in {2, 3, 4}


@pytest.mark.parametrize("code", REFUSALS)
def test_only_an_operation_can_succeed_when_it_is_tried_again(code: str) -> None:
    kind = REFUSALS[code]
    assert kind.rule_class is RuleClass.OPERATION or not kind.retry_can_help
    assert (kind.exit_code == 2) == (kind.rule_class is not RuleClass.OPERATION)


def test_law_competence_and_limits_are_class_b_and_nothing_else_is() -> None:
    assert {code for code, kind in REFUSALS.items() if kind.rule_class is RuleClass.B} == {
        "frame-would-be-negative",
        "transfer-across-kinds",
        "body-not-competent",
        "amount-limit-exceeded",
        "total-raised-by-other-body",
        "transfer-across-units",
        "frame-of-other-unit",
        "decision-already-recorded",
        "decision-named-otherwise",
        "final-day-without-ground",
        "frame-set-twice",
        "own-rule-by-other-body",
        "body-name-taken",
        "unit-ended",
        "budget-not-by-council",
        "reservation-not-by-council",
        "reservation-overdrawn",
        "reservation-not-valid-then",
        "result-unit-missing",
        "carry-over-above-cap",
        "fee-above-cap",
        "fee-retroactive",
        "charges-already-issued",
        "proposal-already-adopted",
        "financing-missing",
        "condition-not-met",
        "initiative-not-decided",
        "central-reserve-exceeded",
        "carried-forward-exceeds-unused",
        "carried-forward-twice",
        "index-already-decided",
    }


def test_what_can_be_tried_again() -> None:
    assert {code for code, kind in REFUSALS.items() if kind.retry_can_help} == {
        "decided-on-stale-state",
        "projection-behind",
        "following-full",
        "database-unavailable",
        "database-full",
        "database-disk-full",
        "copy-not-received",
    }


def test_titles_are_told_apart() -> None:
    assert len({kind.title for kind in REFUSALS.values()}) == len(REFUSALS)


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_a_code_outside_the_list_is_a_bug() -> None:
    with pytest.raises(LookupError, match="price-unknown is not in the closed list"):
        Refusal("price-unknown", "Okänt pris.")


def test_a_refusal_knows_its_kind() -> None:
    assert Refusal("unit-unknown", "Enheten miljo är inte registrerad.").kind.title == "Okänd enhet"


def test_a_place_grows_from_the_inside_out() -> None:
    refusal = Refusal("amount-empty", "Noll.")
    assert refusal.within("amount").within("facts[0]").where == "facts[0].amount"
    assert refusal.within("facts[0]").where == "facts[0]"
    assert refusal.where is None


def test_what_is_not_known_is_left_out_of_a_refusal() -> None:
    refusal = Refusal("amount-empty", "Noll.")
    assert msgspec.json.encode(refusal) == b'{"code":"amount-empty","detail":"Noll."}'


def test_every_reason_is_told() -> None:
    first, second = Refusal("amount-empty", "Noll."), Refusal("unit-unknown", "Okänd.")
    refused = Refused(first, second)
    assert refused.refusals == (first, second)
    assert str(refused) == "Noll.; Okänd."


def test_a_refusal_without_a_reason_is_a_bug() -> None:
    with pytest.raises(ValueError, match="a refusal needs a reason"):
        Refused()


# --- Warnings ---------------------------------------------------------------------------------------------------


def test_codes_of_warnings_and_refusals_are_told_apart() -> None:
    assert set(chain(WARNINGS)) & set(REFUSALS) == set()
