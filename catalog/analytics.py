"""Oscar's analytics: installed, because removing its tables would be a migration of ours, and silent."""

from oscar.apps.analytics import apps


class SilentAnalyticsConfig(apps.AnalyticsConfig):
    """Nobody reads how often a one-of-a-kind piece was viewed or sold: counting it cost three queries per order."""

    def ready(self) -> None:
        """Connect no receiver."""
