"""What the logs may say: an address that opens something for whoever has it never stands in a line."""

import logging
import re

# A signed order link; a link to a new password. Whoever reads the log must not be able to follow them.
OPENS = re.compile(r"(?P<place>/orders/|/account/password/new/)(?:[^/\s~]+~[^/\s]+|[^/\s]+/[^/\s]+(?=/))")


class DiscreetFormatter(logging.Formatter):
    """A line like any other, tracebacks included, with such addresses cut."""

    def format(self, record: logging.LogRecord) -> str:
        return OPENS.sub(r"\g<place>-", super().format(record))
