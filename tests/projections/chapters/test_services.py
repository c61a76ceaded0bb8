"""Services on a day, keys in a year, and costs that are shared to the öre without touching a frame."""

from datetime import date
from typing import Any

from api.app import Application, OpenLedger
from ledger.events import ProposalMade, RejectionRecommended
from ledger.events.services import (
    AllocationKeyDecided,
    CostShared,
    FundingDecided,
    FundingForm,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
    ServiceRepackaged,
    VolumesExempted,
)
from projections.asking.question import Question
from projections.chapters.services import keys_answer, services_answer
from projections.frames.current import frames_answer
from tests.given import decided
from tests.projections.chapters.test_statements import recorded

TELEPHONY = ServiceRegistered("telefoni", "Telefoni", "slk", ("Telefonin",))
THIRDS = (KeyShare("slk", 1), KeyShare("ks", 1), KeyShare("sbk", 1))
OLD = AllocationKeyDecided("gammal", ("telefoni",), 2025, "lika", THIRDS, 3)
NEW = AllocationKeyDecided("ny", ("telefoni",), 2026, "antal anställda")


def services(ledger: OpenLedger, **more: Any) -> Any:
    """Services, as an answer has them."""
    return services_answer(ledger.model, Question(**more)).answer


def keys(ledger: OpenLedger, **more: Any) -> Any:
    """Keys of 2026."""
    return keys_answer(ledger.model, Question(**{"year": 2026} | more)).answer


def test_only_a_decided_category_is_the_services_own(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(
        application,
        stad,
        TELEPHONY,
        ServiceCategorised("telefoni", ServiceCategory.OPTIONAL),
        ProposalMade("p", (ServiceCategorised("telefoni", ServiceCategory.BASE, date(2027, 1, 1)),)),
        RejectionRecommended("p", "inget underlag"),
    )
    [service] = services(ledger).services
    assert (service.category, service.aliases) == ("optional-service", ("Telefonin",))
    assert [(kind.category, [each.outcome for each in kind.said]) for kind in service.categories] == [
        ("optional-service", ["decided"]),
        ("base-service", ["proposed", "rejected"]),
    ]
    assert services(ledger, unit="sbk").services == []
    assert services(ledger, name="lan").note == "Inga tjänster finns vid de koordinaterna."


def test_a_service_that_is_packaged_into_another_and_volumes_without_a_ceiling(
    application: Application, stad: OpenLedger
) -> None:
    ledger = recorded(
        application,
        stad,
        TELEPHONY,
        ServiceRegistered("moten", "Möten", "slk"),
        ServiceRepackaged(("telefoni",), ("moten",), ("telefoni",), date(2027, 1, 1)),
        FundingDecided(FundingForm.SHARED, "moten", method="antal anställda"),
        VolumesExempted("slk", ("telefoni",), 2026),
    )
    before = {service.service: service for service in services(ledger, on=date(2026, 12, 31)).services}
    after = {service.service: service for service in services(ledger, on=date(2027, 1, 1)).services}
    assert (before["telefoni"].ended, after["telefoni"].ended, after["moten"].ended) == (False, True, False)
    assert after["moten"].funding[0].method == "antal anställda"
    assert [(volume.services, volume.year) for volume in services(ledger).volumes] == [(("telefoni",), 2026)]


def test_r_49_a_rejected_key_leaves_the_former_in_force(application: Application, stad: OpenLedger) -> None:
    ledger = recorded(
        application, stad, TELEPHONY, OLD, ProposalMade("p", (NEW,)), RejectionRecommended("p", "i väntan på projekt")
    )
    answer = keys(ledger)
    assert [(key.service, key.key, key.of_year) for key in answer.in_force] == [("telefoni", "gammal", 2025)]
    assert [(key.key, key.in_force, [each.outcome for each in key.said]) for key in answer.keys] == [
        ("gammal", True, ["decided"]),
        ("ny", False, ["proposed", "rejected"]),
    ]


def test_r_48_a_shared_cost_is_shared_to_the_ore_and_changes_no_frame(
    application: Application, stad: OpenLedger
) -> None:
    ledger = recorded(application, stad, decided(100_000), TELEPHONY, OLD, CostShared("telefoni", "gammal", 2026, 100))
    [cost] = keys(ledger, name="telefoni").costs
    assert [(part.unit, part.amount_ore) for part in cost.parts] == [("ks", 34), ("sbk", 33), ("slk", 33)]
    assert (cost.key_year, cost.year, cost.amount_ore) == (2025, 2026, 100)
    frames = frames_answer(ledger.model, Question(year=2026)).answer.frames
    assert [(frame.unit, frame.costs_ore) for frame in frames] == [("slk", 100_000)]


def test_before_any_key(application: Application, stad: OpenLedger) -> None:
    answer = keys(recorded(application, stad, TELEPHONY, OLD), year=2024)
    assert [(key.key, key.of_year) for key in answer.in_force] == [(None, None)]
    assert keys(stad, name="lan").note == "Inga fördelningsnycklar finns vid de koordinaterna."
