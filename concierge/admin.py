"""The concierge's records on the staff site, read-only, and her queue of the day."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display

from concierge.finding.desk import open_requests
from concierge.models import FindEvent, FindRequest, PlaceInLine, SavedSearch
from portero.core.admin_base import ReadOnlyAdmin
from portero.core.admin_site import site
from portero.core.money import dollars
from portero.core.staff_queues import Queue, register
from portero.core.words import moment

register(
    Queue(
        name="Find It For Me",
        url_name="finding:queue",
        permission="concierge.change_findrequest",
        count=lambda: open_requests().count(),
        late=lambda: open_requests().filter(look_by__lte=timezone.now()).count(),
        about="Pieces that clients asked us to find.",
    )
)


class FindEventInline(admin.TabularInline):
    """Who did what, when and why."""

    model = FindEvent
    extra = 0
    can_delete = False
    fields = ("at", "kind", "actor", "said", "item", "public")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("concierge.view_findrequest")


@admin.register(FindRequest, site=site)
class FindRequestAdmin(ReadOnlyAdmin):
    """Every request, also the closed ones; the work is done from the queue."""

    menu = "Shop"
    menu_title = "Pieces asked for"
    list_display = ["number", "what", "state", "at_most", "email", "opened_at", "next_look"]
    list_filter = ["state"]
    search_fields = ["number", "email", "name", "designer", "style"]
    readonly_fields = [
        *("number", "state", "name", "email", "user", "designer", "style", "colours", "material", "hardware"),
        *("size", "grade", "budget", "needed_by", "note", "came_from", "opened_at", "next_look"),
    ]
    fields = readonly_fields
    inlines = [FindEventInline]
    actions_detail = ["answer"]

    def has_answer_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whoever works on requests."""
        return request.user.has_perm("concierge.change_findrequest")

    @action(description="Answer", permissions=["answer"])
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead to the page where it is worked on."""
        number = FindRequest.objects.values_list("number", flat=True).get(pk=object_id)
        return HttpResponseRedirect(reverse("finding:request", args=[number]))

    @display(description="At most", ordering="budget")
    def at_most(self, found: FindRequest) -> str:
        return dollars(found.budget) if found.budget is not None else "open"

    @display(description="Look by", ordering="look_by", empty_value="closed")
    def next_look(self, found: FindRequest) -> str | None:
        return moment(found.look_by) if found.look_by else None


@admin.register(SavedSearch, site=site)
class SavedSearchAdmin(ReadOnlyAdmin):
    """Which searches write to whom: what care looks up when a client asks about a mail."""

    menu = "Shop"
    list_display = ["name", "email", "address", "confirmed_at", "paused_at", "told_at"]
    search_fields = ["email", "name", "path", "query"]
    fields = [
        *("name", "email", "user", "path", "query", "created_at"),
        *("confirmed_at", "paused_at", "since", "looked_at", "told_at"),
    ]


@admin.register(PlaceInLine, site=site)
class PlaceInLineAdmin(ReadOnlyAdmin):
    """Who waits for which piece, in the order of the line."""

    menu = "Shop"
    list_display = ["item", "email", "joined_at", "state", "ended_at"]
    list_filter = ["state"]
    list_select_related = ["item"]
    search_fields = ["email", "item__number"]
    ordering = ["-joined_at"]
    fields = ["item", "email", "user", "joined_at", "state", "ended_at"]
