"""Every answer there is, served alike over HTTP, below `/v1/{ledger}/`, and on the command line."""

from typing import Final

from api.answers.frame_readings import FRAME_READINGS
from api.answers.questions import Reading
from api.answers.register_readings import REGISTER_READINGS
from api.answers.report_readings import REPORT_READINGS

READINGS: Final[tuple[Reading, ...]] = (*FRAME_READINGS, *REPORT_READINGS, *REGISTER_READINGS)
"""Every answer, in the order in which they are listed."""
