from typing import Any

import pytest
from django.test import Client, TestCase

from accounts.models import User
from portero.core.models import Mail
from tests.factories.people import PASSWORD, a_client

pytestmark = pytest.mark.django_db


def _register(client: Client, **facts: str) -> Any:
    form = {"name": "", "email": "clara@example.com", "password": PASSWORD, **facts}
    return client.post("/account/register/", form)


def test_opens_an_account_with_which_she_signs_in(client: Client) -> None:
    answer = _register(client, name="Clara Whitfield", email="Clara@Example.com")
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/account/registered/")
    assert (user.email, user.first_name, user.last_name) == ("clara@example.com", "Clara", "Whitfield")
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.check_password(PASSWORD)
    assert Mail.objects.count() == 0


def test_a_known_email_gets_the_same_answer_and_its_owner_one_mail(client: Client) -> None:
    owner = a_client("Clara@example.com")
    with TestCase.captureOnCommitCallbacks(execute=True):
        answers = [_register(client, password="another quiet salon") for _ in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/account/registered/")] * 2
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD), "her password stays"
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("account_exists", owner.email)
    assert mail.subject == "You already have an account"
    assert "/account/sign-in/" in mail.text
    assert "/account/sign-in/" in mail.html


@pytest.mark.parametrize(
    ("_case", "facts", "sentence"),
    [
        ("no e-mail", {"email": ""}, "Which e-mail is yours?"),
        ("half an e-mail", {"email": "clara@"}, "Is the e-mail complete?"),
        ("short password", {"password": "Ab3!"}, "This password is too short"),
        ("common password", {"password": "password1"}, "This password is too common"),
        ("like the e-mail", {"password": "clara@example.com"}, "too similar to the email address"),
    ],
)
def test_says_beside_the_field_what_is_wrong(
    client: Client, _case: str, facts: dict[str, str], sentence: str
) -> None:
    page = _register(client, **facts)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert User.objects.count() == 0


def test_a_machine_that_opens_accounts_is_slowed_down(client: Client) -> None:
    codes = [_register(client, email=f"c{n}@example.com").status_code for n in range(21)]
    assert codes == [302] * 20 + [429]
    assert User.objects.count() == 20
