"""The grade that the recorded defects propose; a person confirms it, or says why it is another (domain.md, Words)."""

from catalog.models import Defect, Grade, Item

LIGHT, MODERATE, MARKED = Defect.Severity.LIGHT, Defect.Severity.MODERATE, Defect.Severity.MARKED
# More than so many marked defects, and it is below Good: nothing that we take.
MOST_MARKED = 3


def proposed(item: Item) -> str:
    """The grade by the defects on record: none, light ones, moderate ones, marked ones; empty below Good.

    Light signs that are many read as moderate wear does, many moderate ones as marked wear.
    """
    found = list(item.defects.values_list("severity", flat=True))
    light, moderate, marked = (found.count(kind) for kind in (LIGHT, MODERATE, MARKED))
    if marked > MOST_MARKED:
        return ""
    if marked or moderate > MOST_MARKED:
        return str(Grade.GOOD)
    if moderate or light > MOST_MARKED:
        return str(Grade.VERY_GOOD)
    return str(Grade.EXCELLENT if light else Grade.PRISTINE)
