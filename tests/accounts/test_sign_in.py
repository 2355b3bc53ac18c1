from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from portero.core.models import AuditEntry
from tests.factories.people import PASSWORD, a_client, staff

pytestmark = pytest.mark.django_db


def _try(client: Client, email: str, password: str, query: str = "") -> Any:
    return client.post("/account/sign-in/" + query, {"username": email, "password": password})


def test_signs_in_whatever_the_case_of_the_email_and_changes_the_session_key(client: Client) -> None:
    user = a_client("Clara@example.com")
    session = client.session
    session["bag"] = "kept"
    session.save()
    answer = _try(client, " CLARA@Example.com ", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("orders:list"))
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session["bag"] == "kept"
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/items/P-104418-4/birkin/", "/items/P-104418-4/birkin/"),
        ("https://evil.example/", "/account/orders/"),
        ("//evil.example/", "/account/orders/"),
        ("account/orders/", "/account/orders/"),
        ("no such view", "/account/orders/"),
        ("javascript:alert(1)", "/account/orders/"),
    ],
)
def test_goes_on_to_our_own_pages_only(client: Client, wanted: str, goes: str) -> None:
    a_client()
    assert _try(client, "clara@example.com", PASSWORD, f"?next={wanted}")["Location"] == goes


def test_the_answer_to_a_wrong_password_is_the_answer_to_an_unknown_email(client: Client) -> None:
    a_client()
    known = _try(client, "clara@example.com", "wrong")
    unknown = _try(client, "nobody@example.com", "wrong")
    sentence = "This e-mail and password don’t belong together."
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert 'value="clara@example.com"' in known.content.decode(), "what she typed is kept"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["clara@example.com", "nobody@example.com"])
def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, email: str) -> None:
    a_client()
    answers = [_try(client, email, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = _try(client, email.upper(), PASSWORD)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "Please wait 15 minutes" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_person_is_not_locked_out_with_her(client: Client) -> None:
    a_client()
    a_client("dora@example.com")
    for _ in range(5):
        _try(client, "clara@example.com", "wrong")
    assert _try(client, "dora@example.com", PASSWORD).status_code == 302


def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(a_client(), backend="accounts.backends.EmailBackend")
    assert client.get("/account/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/account/sign-out/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name", ["sign-in", "register", "password-reset", "registered", "password-reset-done"]
)
def test_a_visitor_opens_no_session_by_looking(client: Client, name: str) -> None:
    assert client.get(reverse(f"accounts:{name}")).status_code == 200
    assert Session.objects.count() == 0


def test_refused_staff_are_in_the_trail_and_clients_are_not(client: Client) -> None:
    user = staff()
    a_client()
    _try(client, "clara@example.com", "wrong-one")
    _try(client, "rosa@portero.example", "wrong-two")
    entries = AuditEntry.objects.values_list("action", "target_key")
    assert list(entries) == [("accounts.sign_in_refused", str(user.pk))]
    assert "wrong" not in str(AuditEntry.objects.values())
