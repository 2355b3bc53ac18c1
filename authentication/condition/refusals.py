"""What the verbs of the report raise, in sentences for staff."""


class ConditionRefused(Exception):
    """It can't be written or confirmed as it is; `reasons` says why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class ReportChanged(ConditionRefused):
    """Somebody else changed the report since she opened the page."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed this report since you opened the page. Look at it again, then save."
        )
