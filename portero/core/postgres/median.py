"""The middle one of many durations, found by the database."""

from django.db.models import Aggregate, DurationField


class Median(Aggregate):
    """The value in the middle; PostgreSQL's percentile_cont."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
