"""What the logs may say: an address that opens something for whoever has it never stands in a line."""

import logging
import re

from portero.core.card_numbers import masked

# A signed order link; a link to a new password. Whoever reads the log must not be able to follow them.
OPENS = re.compile(r"(?P<place>/orders/|/account/password/new/)(?:[^/\s~]+~[^/\s]+|[^/\s]+/[^/\s]+(?=/))")


# Keys and secrets of the payment providers, one-use card tokens, and what opens an account at them.
SECRET = re.compile(
    r"\b(?:[spr]k_(?:live|test)_\w+|whsec_\w+|\w+_secret_\w+|(?:Bearer|Basic) [\w.~+/=-]{8,}|eyJ[\w.+/=-]{20,})"
)


class DiscreetFormatter(logging.Formatter):
    """A line like any other, tracebacks included, with such addresses, secrets and card numbers cut."""

    def format(self, record: logging.LogRecord) -> str:
        line = OPENS.sub(r"\g<place>-", super().format(record))
        return SECRET.sub("[secret]", masked(line))
