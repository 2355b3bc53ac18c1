"""New passwords: the link that lets its reader choose one, and the change itself."""

import hashlib

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from portero.core import audit
from portero.core.mail import outbox


def send_link(email: str) -> None:
    """Mail a link to the active owner of this e-mail; do nothing, just as silently, if there is none."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user:
        _post("password_reset", user)


def welcome_staff(user: User) -> None:
    """Mail somebody new on the staff the link with which she chooses her first password."""
    _post("staff_welcome", user)


def _post(kind: str, user: User) -> None:
    token = default_token_generator.make_token(user)
    outbox.post(
        kind,
        about=f"user:{user.pk}:{hashlib.sha256(token.encode()).hexdigest()[:16]}",
        to=user.email,
        context={"user": user, "link": link(user, token), "hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
    )


def link(user: User, token: str) -> str:
    """The absolute address where this user, with this token, chooses a password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.PUBLIC_URL + reverse("accounts:password-reset-confirm", args=[uid, token])


@transaction.atomic
def replace(user: User, password: str, *, why: str) -> None:
    """Set a new password, which ends every session opened with the old one, and write it down."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("accounts.password_replaced", user, actor=user, reason=why)
