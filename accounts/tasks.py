"""Mails about an account, written by the worker: a page that wrote one itself would answer later for a known e-mail."""

from celery import shared_task

from accounts import passwords, registration
from accounts.models import User


@shared_task
def mail_password_link(user_pk: int | None) -> None:
    """Mail the link to a new password to this person; nothing for nobody."""
    if user := User.objects.filter(pk=user_pk, is_active=True).first():
        passwords.send_link(user)


@shared_task
def mail_account_exists(user_pk: int) -> None:
    """Tell the owner of an account that somebody registered with her e-mail."""
    if user := User.objects.filter(pk=user_pk).first():
        registration.tell_owner(user)
