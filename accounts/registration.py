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
        from accounts.tasks import mail_account_exists

        mail_account_exists.delay(User.objects.get(email__iexact=email).pk)
        return None


def tell_owner(user: User) -> None:
    """Write to the owner of an account that was asked for again, at most once a day."""
    about = f"user:{user.pk}:{timezone.localdate():%Y-%m-%d}"
    outbox.post("account_exists", about=about, to=user.email, context={})
