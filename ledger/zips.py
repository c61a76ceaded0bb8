"""What a zip from outside may lead to: for every door that opens one, a workbook's and a backup's."""

import struct
import zlib
from typing import Final
from zipfile import BadZipFile

BROKEN_ZIP: Final = (
    *(BadZipFile, zlib.error, struct.error, EOFError, KeyError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError),
)
"""What the standard library raises for a zip that is not as it should be: no zip, or a wrong checksum; a stream that
does not unpack; a header that is cut off; one that ends too early; a part that is not there; a place before the
beginning, or a name that is no text; a place beyond every file; a version or a packing that it does not know; a
password that nobody gave."""
