"""The mails about an account, as their readers get them."""

from accounts.models import User
from portero.core.mail.samples import Context, declare
from portero.core.templatetags.shop import absolute

TOPIC = "Accounts"


def link() -> Context:
    """The link with which a password is chosen."""
    return {
        "user": User(email="clara@example.com"),
        "link": absolute("/account/password/sample/"),
        "hours": 72,
    }


declare(
    "account_exists",
    topic=TOPIC,
    to="whoever has the account",
    when="Somebody registers with an address that has an account; at most once a day.",
    samples=dict,
)
declare(
    "password_reset",
    topic=TOPIC,
    to="whoever has the account",
    when="Somebody asks for a new password.",
    samples=link,
)
declare(
    "staff_welcome",
    topic=TOPIC,
    to="somebody new on the staff",
    when="An administrator opens her account.",
    samples=link,
)
