"""What staff see of checklists: one row for each kind of piece, its versions, and what a draft changes."""

from dataclasses import dataclass

from authentication.models import Check, ChecklistTemplate

# What a check says; its code only tells which one it is.
SHOWN = ("title", "where", "how", "evidence", "asks")


@dataclass(frozen=True)
class Kind:
    """The list of a category and perhaps a designer: the version in force, and a draft if one stands."""

    name: str
    current: ChecklistTemplate | None
    draft: ChecklistTemplate | None
    versions: int

    @property
    def shown(self) -> ChecklistTemplate:
        """What its page opens with."""
        found = self.current or self.draft
        assert found is not None  # noqa: S101  (a kind is made of its versions)
        return found


@dataclass(frozen=True)
class Line:
    """A check of a version, and how it differs from the version in force: new, changed, or not at all."""

    check: Check
    change: str


def kinds() -> list[Kind]:
    """Every list there is: the general one first, then by category, each category's own before its designers'."""
    grouped: dict[tuple[int | None, int | None], list[ChecklistTemplate]] = {}
    templates = ChecklistTemplate.objects.select_related("category", "designer").order_by("-version")
    for template in templates:
        grouped.setdefault((template.category_id, template.designer_id), []).append(template)
    found = [_kind(versions) for versions in grouped.values()]
    return sorted(found, key=lambda kind: _order(kind.shown))


def current_of(template: ChecklistTemplate) -> ChecklistTemplate | None:
    """The version in force of the same kind, None if none was published yet."""
    same = ChecklistTemplate.objects.filter(category=template.category_id, designer=template.designer_id)
    return same.filter(published_at__isnull=False).order_by("-version").first()


def lines_of(template: ChecklistTemplate) -> tuple[list[Line], list[Check]]:
    """Its checks with what a draft changes, and those of the version in force that it leaves out."""
    current = current_of(template) if template.published_at is None else None
    before = {check.code: check for check in current.checks.all()} if current else {}
    checks = list(template.checks.order_by("position"))
    lines = [Line(check, _change(check, before.get(check.code)) if current else "") for check in checks]
    kept = {check.code for check in checks}
    return lines, [check for code, check in before.items() if code not in kept]


def _change(check: Check, before: Check | None) -> str:
    if before is None:
        return "new"
    same = all(getattr(check, name) == getattr(before, name) for name in SHOWN)
    return "" if same else "changed"


def _kind(versions: list[ChecklistTemplate]) -> Kind:
    current = next((one for one in versions if one.published_at), None)
    draft = next((one for one in versions if not one.published_at), None)
    return Kind(name_of(versions[0]), current, draft, len(versions))


def name_of(template: ChecklistTemplate) -> str:
    """`Handbags`, `Hermès, handbags`, `Whatever has no list of its own`."""
    category = template.category.name if template.category else ""
    if template.designer:
        return f"{template.designer.name}, {category.lower() or 'all its pieces'}"
    return category or "Whatever has no list of its own"


def _order(template: ChecklistTemplate) -> tuple[bool, str, str]:
    category = template.category
    return (
        category is not None,
        category.name if category else "",
        template.designer.name if template.designer else "",
    )
