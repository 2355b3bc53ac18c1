import re
from typing import Any

import pytest
from django.test import Client, TestCase

from portero.core.models import AuditEntry, Mail
from tests.factories.people import PASSWORD, a_client, signed_in

pytestmark = pytest.mark.django_db
NEW = "lamplight over paper 7"


def _link_of(mail: Mail) -> str:
    found = re.search(r"https?://[^/]+(/account/password/new/\S+)", mail.text)
    assert found
    return found[1]


def _ask(client: Client, email: str = "clara@example.com") -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post("/account/password/forgotten/", {"email": email})


def test_the_mailed_link_sets_a_new_password_once(client: Client) -> None:
    user = a_client()
    elsewhere = signed_in(user)
    assert _ask(client, "CLARA@example.com")["Location"] == "/account/password/forgotten/sent/"
    mail = Mail.objects.get()
    link = _link_of(mail)
    assert link in mail.html
    address = client.get(link, follow=True).redirect_chain[-1][0]
    assert link not in address, "the token is not in the address bar"
    assert client.post(address, {"new_password": NEW})["Location"] == "/account/password/new/done/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert "This link has expired" in client.get(link, follow=True).content.decode()
    assert elsewhere.get("/account/profile/").status_code == 302, "other devices are signed out"
    assert AuditEntry.objects.get().action == "accounts.password_replaced"
    assert NEW not in str(AuditEntry.objects.values())


@pytest.mark.parametrize("email", ["nobody@example.com", "gone@example.com"])
def test_nobody_learns_who_has_an_account(client: Client, email: str) -> None:
    a_client("gone@example.com", is_active=False)
    assert _ask(client, email)["Location"] == "/account/password/forgotten/sent/"
    assert Mail.objects.count() == 0


def test_one_mailbox_gets_at_most_three_links_an_hour(client: Client) -> None:
    user = a_client()
    for n in range(5):
        user.set_password(f"{PASSWORD}{n}")  # a new token each time
        user.save()
        assert _ask(client).status_code == 302
    assert Mail.objects.count() == 3


def test_one_address_asks_at_most_twenty_times_an_hour(client: Client) -> None:
    codes = [_ask(client, f"c{n}@example.com").status_code for n in range(21)]
    assert codes == [302] * 20 + [429]


def test_a_weak_password_is_refused_beside_the_field(client: Client) -> None:
    user = a_client()
    _ask(client)
    page = client.get(_link_of(Mail.objects.get()), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"new_password": "12345678"})
    assert "This password is entirely numeric." in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_changing_the_password_asks_for_the_old_one_and_keeps_this_session() -> None:
    user = a_client()
    client, elsewhere = signed_in(user), signed_in(user)
    wrong = client.post("/account/password/", {"old_password": "no", "new_password": NEW})
    assert "That isn&#x27;t your present password." in wrong.content.decode()
    done = client.post("/account/password/", {"old_password": PASSWORD, "new_password": NEW})
    assert done["Location"] == "/account/profile/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/account/profile/").status_code == 200
    assert elsewhere.get("/account/profile/").status_code == 302


def test_the_profile_changes_the_name_and_nothing_else() -> None:
    user = a_client()
    typed = {"first_name": "Clara", "last_name": "W", "is_staff": "on", "email": "x@y.z"}
    signed_in(user).post("/account/profile/", typed)
    user.refresh_from_db()
    assert (user.first_name, user.last_name) == ("Clara", "W")
    assert (user.email, user.is_staff) == ("clara@example.com", False)


@pytest.mark.parametrize("email", ["clara@example.com", "nobody@example.com"])
def test_the_page_leaves_the_mail_to_the_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """A page that wrote the mail itself would answer later where there is an account, and tell so."""
    asked: list[int | None] = []
    monkeypatch.setattr("accounts.tasks.mail_password_link.delay", asked.append)
    user = a_client("clara@example.com")
    client.post("/account/password/forgotten/", {"email": email})
    assert asked == [user.pk if email == "clara@example.com" else None]
    assert Mail.objects.count() == 0
