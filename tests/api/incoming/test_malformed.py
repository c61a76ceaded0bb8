"""What is no decision file at all is called what it is."""

import pytest

from api.incoming.malformed import is_sie, refuse_sie, unreadable
from ledger.errors import Refused

SIE_4 = '#FLAGGA 0\r\n#PROGRAM "Budget" 1.0\r\n#FNAMN "Fältkommun"\r\n#PBUDGET 0 202601 4010 {1 "100"} 1000.00 0\r\n'


@pytest.mark.parametrize(
    "data",
    [
        SIE_4.encode(),
        SIE_4.encode("cp437"),
        SIE_4.encode("utf-8-sig"),
        SIE_4.replace("\r\n", "\r").encode(),
        b"\r\n\r\n" + SIE_4.encode(),
        b"#SIETYP 4",
        b'#GEN 20260101\n#FNAMN "Stad"',
        b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5"><FileInfo/></Sie>',
        b'<?xml version="1.0"?><sie:SieEntry xmlns:sie="http://www.sie.se/sie5"/>',
    ],
)
def test_a_sie_file_is_known_whatever_its_letters_are_coded_as(data: bytes) -> None:
    assert is_sie(data)
    with pytest.raises(Refused) as refused:
        refuse_sie(data, "budget.yaml")
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.where) == ("file-malformed", "budget.yaml")
    assert "SIE-fil" in refusal.detail
    assert refusal.right


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# 2026\nliggare: stad\n",
        b"#FORMAT som i mallen\n",
        b"#FLAGGA 0\n#SIETYP 4\nliggare: stad\nposter: []\n",
        b'{"facts": []}',
        b"<Sie/>",
    ],
)
def test_what_is_no_sie_file_is_not_called_one(data: bytes) -> None:
    assert not is_sie(data)
    refuse_sie(data, None)


def test_what_cannot_be_read_says_where_and_what_would_be_right() -> None:
    [refusal] = unreadable("x.yaml", "Trasig.", "en hel fil").refusals
    assert (refusal.where, refusal.detail, refusal.right) == ("x.yaml", "Trasig.", "en hel fil")
