"""The sidebar of the staff site: the queues first, then what each role may see, in the order of the work."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portero.core import staff_queues


@dataclass(frozen=True)
class Page:
    """A page that is neither a queue nor a model, for those who hold `permission`."""

    title: str
    url_name: str
    permission: str


_pages: dict[str, list[Page]] = {}
GROUPS = ("Before the sale", "Shop", "Money", "House")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with their links, for django-unfold; a group without a link for this person is left out."""
    groups = [{"title": "Today", "items": [_today(), *map(_queue, staff_queues.standings(request))]}]
    for group in GROUPS:
        items = [*_own_pages(request, group), *_models(request, group)]
        if items:
            groups.append({"title": group, "items": items})
    _mark_open(groups, request.path)
    return groups


def _mark_open(groups: list[dict[str, Any]], path: str) -> None:
    """One link is that of the page shown: the longest that its address begins with (unfold would mark them all)."""
    items = [item for group in groups for item in group["items"]]
    links = [item["link"] for item in items if path.startswith(item["link"])]
    here = max(links, key=len, default="")
    index = reverse("admin:index")
    for item in items:
        item["active"] = item["link"] == here and (here != index or path == index)


def add_page(group: str, title: str, url_name: str, permission: str) -> None:
    """Add a page to a group; a higher room calls it from its `admin.py`. A second one of the address replaces it."""
    others = [page for page in _pages.get(group, []) if page.url_name != url_name]
    _pages[group] = [*others, Page(title, url_name, permission)]


def _own_pages(request: HttpRequest, group: str) -> list[dict[str, Any]]:
    mine = [page for page in _pages.get(group, []) if request.user.has_perm(page.permission)]
    return [{"title": page.title, "link": reverse(page.url_name)} for page in mine]


def _today() -> dict[str, Any]:
    return {"title": "All queues", "link": reverse("admin:index")}


def _queue(standing: staff_queues.Standing) -> dict[str, Any]:
    item: dict[str, Any] = {"title": standing.name, "link": standing.url}
    if standing.waiting:
        item |= {"badge": standing.waiting, "badge_variant": "danger" if standing.late else "primary"}
    return item


def _models(request: HttpRequest, group: str) -> list[dict[str, Any]]:
    """The registered models whose admin stands in this group (`StaffModelAdmin.menu`) and may be seen."""
    from portero.core.admin_site import site

    return [
        {
            "title": getattr(admin, "menu_title", "") or str(model._meta.verbose_name_plural).capitalize(),
            "link": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
        }
        for model, admin in site._registry.items()
        if getattr(admin, "menu", None) == group and admin.has_view_permission(request)
    ]
