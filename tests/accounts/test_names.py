"""A name may be anybody's; it may not carry a message to a stranger's mailbox."""

import pytest
from django.core.exceptions import ValidationError

from accounts.names import validate_name


@pytest.mark.parametrize(
    "name",
    [
        "Clara",
        "O’Hara-Núñez",
        "d'Orsay",
        "Jean-Luc",
        "李小龙",
        "St. John",
        "María José",
        "Dr. A. B. Smith jr.",
        "",
    ],
)
def test_names_of_people(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Win http://x.example",
        "see www.x",
        "<b>Clara</b>",
        "a@b.example",
        "cheap-watches.com",
        "x.shop/deal",
        "A" * 61,
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_name(name)
