"""The way into the staff site: no password alone, no client, no stale proof opens it."""

from time import time
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from portero.core.admin_site import VERIFIED_AT
from portero.core.models import AuditEntry
from tests.factories.people import PASSWORD, a_client, at_work, authenticator_of, code_of, signed_in, staff

pytestmark = pytest.mark.django_db
TODAY = "/staff/"


def _actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def _enter(client: Client, code: str) -> Any:
    return client.post("/staff/code/", {"code": code, "next": TODAY})


def test_password_then_code_then_in() -> None:
    user = staff("Fulfilment")
    device = authenticator_of(user)
    client = Client()
    answer = client.post("/staff/sign-in/", {"username": user.email, "password": PASSWORD, "next": TODAY})
    assert answer["Location"] == "/staff/code/?next=%2Fstaff%2F"
    assert client.get(TODAY).status_code == 302, "the password alone opens nothing"
    key = client.session.session_key
    assert _enter(client, code_of(device))["Location"] == TODAY
    assert client.session.session_key != key
    assert client.get(TODAY).status_code == 200
    assert client.post("/staff/logout/")["Location"] == "/staff/sign-in/"
    assert client.get(TODAY).status_code == 302
    assert _actions() == ["accounts.signed_in", "accounts.signed_out"]


def test_a_code_works_once() -> None:
    user = staff()
    code = code_of(authenticator_of(user))
    assert _enter(signed_in(user), code).status_code == 302
    second = signed_in(user)
    assert _enter(second, code).status_code == 200
    assert second.get(TODAY).status_code == 302


def test_a_wrong_code_opens_nothing_and_makes_the_next_try_wait() -> None:
    user = staff()
    device = authenticator_of(user)
    client = signed_in(user)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    page = _enter(client, wrong).content.decode()
    assert "This code isn&#x27;t right." in page
    assert "The next try counts in 1 seconds." in page
    assert "The next try counts in" in _enter(client, code_of(device)).content.decode()
    assert client.get(TODAY).status_code == 302
    assert _actions() == ["accounts.code_refused"]


def test_after_twenty_tries_codes_are_not_looked_at() -> None:
    user = staff()
    device = authenticator_of(user)
    client = signed_in(user)
    assert [_enter(client, "not-a-code").status_code for _ in range(20)] == [200] * 20
    locked = _enter(client, code_of(device))
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert client.get(TODAY).status_code == 302


def test_somebody_new_enrols_and_gets_ten_recovery_codes_once() -> None:
    user = staff()
    client = signed_in(user)
    page = client.get("/staff/second-factor/new/").content.decode()
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    assert second_factor.secret_of(device) in page
    assert "<svg" in page
    assert "style=" not in page
    answer = client.post("/staff/second-factor/new/", {"code": code_of(device)})
    assert answer["Location"].startswith("/staff/second-factor/recovery-codes/")
    shown = client.get(answer["Location"]).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 10
    assert all(f"{code[:5]}-{code[5:]}" in shown for code in codes)
    file = client.get("/staff/second-factor/recovery-codes.txt").content.decode()
    assert all(f"{code[:5]}-{code[5:]}" in file for code in codes)
    client.post("/staff/second-factor/recovery-codes/", {"kept": "1"})
    assert client.get("/staff/second-factor/recovery-codes/")["Location"] == "/staff/second-factor/"
    assert client.get(TODAY).status_code == 200


def test_a_thief_of_the_password_can_not_enrol_a_phone_of_her_own() -> None:
    user = staff()
    authenticator_of(user)
    client = signed_in(user)
    assert client.get("/staff/second-factor/new/")["Location"].startswith("/staff/code/")
    assert client.post("/staff/second-factor/recovery-codes/", {"new": "1"}).status_code == 302
    assert TOTPDevice.objects.filter(user=user).count() == 1
    assert StaticToken.objects.count() == 0


def test_another_phone_replaces_the_first() -> None:
    user = staff()
    client = at_work(user)
    old = TOTPDevice.objects.get(user=user)
    client.get("/staff/second-factor/new/")
    new = TOTPDevice.objects.get(user=user, confirmed=False)
    client.post("/staff/second-factor/new/", {"code": code_of(new)})
    assert list(TOTPDevice.objects.filter(user=user).values_list("pk", "confirmed")) == [(new.pk, True)]
    assert old.pk != new.pk
    assert client.get(TODAY).status_code == 200


def test_a_recovery_code_lets_her_in_once_and_is_in_the_trail() -> None:
    user = staff()
    authenticator_of(user)
    code = second_factor.new_recovery_codes(user)[0]
    assert _enter(signed_in(user), code.upper())["Location"] == TODAY
    assert StaticToken.objects.filter(device__user=user).count() == 9
    again = signed_in(user)
    assert _enter(again, code).status_code == 200
    assert again.get(TODAY).status_code == 302
    assert _actions() == [
        "accounts.recovery_codes_made",
        "accounts.recovery_code_used",
        "accounts.code_refused",
    ]
    assert code.replace("-", "") not in str(AuditEntry.objects.values())


def test_after_twelve_hours_the_code_is_asked_for_again() -> None:
    client = at_work(staff("Fulfilment"))
    assert client.get(TODAY).status_code == 200
    session = client.session
    session[VERIFIED_AT] = int(time()) - 12 * 3600 - 1
    session.save()
    assert client.get(TODAY).status_code == 302
    assert client.get("/staff/sign-in/")["Location"] == "/staff/code/?next=%2Fstaff%2F"


def test_a_client_never_gets_in_even_with_a_factor_of_her_own() -> None:
    user = a_client()
    client = at_work(user)
    assert client.get(TODAY).status_code == 302
    page = client.get("/staff/sign-in/").content.decode()
    assert "which isn't an account of the staff" in page


def test_a_superuser_resets_a_lost_factor_with_a_reason() -> None:
    lost = staff(email="lost@portero.example")
    authenticator_of(lost)
    second_factor.new_recovery_codes(lost)
    boss = staff("Administrator", email="ada@portero.example", is_superuser=True)
    address = f"/staff/accounts/user/{lost.pk}/reset_second_factor/"
    answer = at_work(boss).post(address, {"_form_submitted": "true", "reason": "Phone stolen, seen by video"})
    assert answer.status_code == 302
    assert not second_factor.is_enrolled(lost)
    assert StaticToken.objects.count() == 0
    entry = AuditEntry.objects.get(action="accounts.second_factor_reset")
    assert (entry.actor, entry.target_key, entry.reason) == (
        boss,
        str(lost.pk),
        "Phone stolen, seen by video",
    )


def test_an_administrator_who_is_no_superuser_can_not_reset_a_factor() -> None:
    lost = staff(email="lost@portero.example")
    authenticator_of(lost)
    address = f"/staff/accounts/user/{lost.pk}/reset_second_factor/"
    answer = at_work(staff("Administrator")).post(address, {"_form_submitted": "true", "reason": "please"})
    assert answer.status_code == 403
    assert second_factor.is_enrolled(lost)
