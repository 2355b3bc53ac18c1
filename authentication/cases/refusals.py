"""A refusal in words for the person at the bench, whoever refuses: our own rules, or the database's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from catalog.refusals import told_by

# The rules of the database that speak in sentences (migration 0005; consignment adds its own to the first).
RULES = (
    "review_by_barred",
    "review_fits_case",
    "review_complete",
    "review_stays",
    "case_decided_by_reviews",
    "case_stays",
    "case_has_its_tier",
    "case_not_on_the_shelf",
    "clearance_needs_passed_case",
    "no_alarm_about_number",
    "known_fake_stays",
    "blind_grade_stays",
)


class CaseRefused(Exception):
    """It can't be done as things stand; `reasons` says why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@contextmanager
def refusals_told() -> Iterator[None]:
    """What the database refuses in here is raised as CaseRefused in its own words; nothing of it is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CaseRefused(told_by(error, *RULES)) from None
