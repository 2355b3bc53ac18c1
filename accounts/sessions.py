"""Signing in and out, with the entry in the audit trail for those who work here."""

from typing import Any

from django.contrib import auth
from django.http import HttpRequest

from accounts.models import User
from portero.core import audit

BACKEND = "accounts.backends.EmailBackend"


def sign_in(request: HttpRequest, user: Any) -> None:
    """Open a session under a new key for a person whose password was checked; staff leave a trace."""
    auth.login(request, user, backend=BACKEND)
    if user.is_staff:
        audit.record("accounts.signed_in", user, actor=user)


def sign_out(request: HttpRequest) -> None:
    """Close the session and forget all that was in it."""
    if isinstance(request.user, User) and request.user.is_staff:
        audit.record("accounts.signed_out", request.user, actor=request.user)
    auth.logout(request)


def note_refusal(email: str) -> None:
    """Write down that somebody failed to sign in as a member of staff (never which password was tried)."""
    staff = User.objects.filter(email__iexact=email.strip(), is_staff=True).first()
    if staff:
        audit.record("accounts.sign_in_refused", staff)
