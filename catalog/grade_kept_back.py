"""The grade of a piece on the staff site, kept from whoever is to grade that piece blind (catalog.sealed)."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.decorators import display

from catalog import sealed
from catalog.models import Item

# A list that is filtered or sorted by the grade tells it of every row.
BY_GRADE = ("grade", "o")
KEPT_BACK = "Its grade is kept from you until you have graded it blind, or leave that to a colleague."


class GradeKeptBack:
    """Mixed into the admin class of pieces."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """With `kept_back`: whether she doesn't read this one's grade."""
        keys = sealed.keys_for(request.user)
        rows: QuerySet[Item] = super().get_queryset(request)  # type: ignore[misc]  # the admin class has it
        if keys and any(name.startswith(BY_GRADE) for name in request.GET):
            rows = rows.exclude(pk__in=keys)
        return rows.annotate(kept_back=Case(When(pk__in=keys, then=Value(True)), default=Value(False)))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form tells the grade, report and log: she is sent to the page where she chooses."""
        item = Item.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if item is not None and (elsewhere := sealed.page_of(item, request.user)):
            messages.info(request, KEPT_BACK)
            return HttpResponseRedirect(elsewhere)
        answer: HttpResponse = super().change_view(request, object_id, *args, **kwargs)  # type: ignore[misc]  # as above
        return answer

    @display(description="Grade", ordering="grade")
    def grade_label(self, item: Any) -> str:
        return "Kept back" if item.kept_back else item.get_grade_display() or "-"
