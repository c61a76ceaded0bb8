"""What a role is called fits in a name, and is never made of anything that could be read as more."""

import pytest

from ledger.log.access.roles import Roles


def test_names_say_whose_they_are_and_fit() -> None:
    roles = Roles("5df59dc5")
    assert (roles.owner, roles.log(12), roles.models(12)) == (
        "liggare_5df59dc5_owner",
        "liggare_5df59dc5_12_log",
        "liggare_5df59dc5_12_models",
    )
    longest = (roles.granting, roles.watching, roles.everyday, roles.log(2**31 - 1), roles.models(2**31 - 1))
    assert max(map(len, longest)) <= 63


@pytest.mark.parametrize("name", ["", "5df59dc", "5df59dc55", "5DF59DC5", "5df59dc5\n", "5df59dc;", "å" * 8])
def test_an_id_has_its_form(name: str) -> None:
    with pytest.raises(ValueError, match="no installation has the id"):
        Roles(name)
