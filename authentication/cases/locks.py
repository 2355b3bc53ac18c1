"""Row locks on cases, always by primary key; docs/locking.md has the order between models."""

from authentication.models import Case, Review


def lock_case(pk: int) -> Case:
    """The case, locked until the transaction ends, fresh; it guards its reviews. Raises Case.DoesNotExist."""
    return Case.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_case_unless_busy(pk: int) -> Case | None:
    """As `lock_case`, but None while somebody else is at it: a sweep never waits."""
    return Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


def lock_review(pk: int) -> Review:
    """The review, fresh, under the lock of its case (`review.case` is that row). Raises Review.DoesNotExist."""
    case = lock_case(Review.objects.values_list("case_id", flat=True).get(pk=pk))
    review = Review.objects.get(pk=pk)
    review.case = case
    return review
