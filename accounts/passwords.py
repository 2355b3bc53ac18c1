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


def ask_for_link(email: str) -> None:
    """Have a link mailed to the active owner of this e-mail; takes as long, and says as little, without one."""
    from accounts.tasks import mail_password_link

    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    mail_password_link.delay(user.pk if user else None)


def send_link(user: User) -> None:
    """Mail the link with which its reader chooses a new password."""
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
