"""Why a row doesn't come in, in words its sender can act on."""


class Refused(Exception):
    """One row can't come in. `code` is counted, `column` and `reason` are for the sender."""

    def __init__(self, code: str, reason: str, *, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.column, self.value = code, reason, column, value


class Unusable(Exception):
    """The file or its mapping can't be used at all; the message says what to do."""
