"""Every answer there is: found by its address and its command, described, and asked only what can be read."""

from api.answers.readings import READINGS
from api.http.openapi import QUESTION


def test_every_reading_asks_what_can_be_read_and_is_known_by_its_address_and_its_command() -> None:
    for name in ("path", "command", "recipe"):
        assert len({getattr(reading, name) for reading in READINGS}) == len(READINGS)
    for reading in READINGS:
        assert reading.description.endswith(".")
        assert set(reading.parameters) <= {*QUESTION, "recipe"}
