"""People by business situation: clients, and staff on their way through the second factor."""

from time import time
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from portero.core.admin_site import VERIFIED_AT

PASSWORD = "a quiet salon 1924"


def a_client(email: str = "clara@example.com", **facts: Any) -> User:
    """A client with an account."""
    user = User(email=email, **facts)
    user.set_password(PASSWORD)
    user.save()
    return user


def staff(role: str | None = None, *, email: str = "rosa@portero.example", **facts: Any) -> User:
    """A member of staff in one role (or none), who has not set up her second factor."""
    user = a_client(email, is_staff=True, **facts)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def authenticator_of(user: User) -> TOTPDevice:
    """A confirmed authenticator app."""
    return TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)


def code_of(device: TOTPDevice) -> str:
    """The six digits the app shows now."""
    return f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=6):06d}"


def signed_in(user: User) -> Client:
    """A browser in which this person gave her password, and nothing more."""
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def at_work(user: User) -> Client:
    """A browser in which this member of staff proved her second factor a moment ago."""
    client = signed_in(user)
    device = TOTPDevice.objects.filter(user=user).first() or authenticator_of(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[VERIFIED_AT] = int(time())
    session.save()
    return client
