"""Opening an account, without telling a stranger who already has one."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from portero.core.mail import outbox


def register(email: str, password: str, *, name: str = "") -> User | None:
    """Open an account, or write to its owner if there is one; returns the new user, or None.

    The visitor is told the same in both cases. The mail to an existing owner leaves at most once a day.
    """
    email = email.strip().lower()
    first, _, last = name.strip().partition(" ")
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email, password=password, first_name=first, last_name=last)
    except IntegrityError:
        about = f"email:{email}:{timezone.localdate():%Y-%m-%d}"[:80]
        outbox.post("account_exists", about=about, to=email, context={})
        return None
