"""People: one user model for clients and staff, known by e-mail."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """A client or a member of staff; the e-mail is the login, whatever its case."""

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_any_case")]

    def __str__(self) -> str:
        return self.email


def person(request: HttpRequest) -> User:
    """Who is signed in. Raises PermissionDenied for a visitor, where a view forgot to ask first."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user
