"""Staff's page of what is announced: a day for a piece, another day with its reason, its arrival."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.announcing import AnnouncementRefused
from catalog.models import Item
from orders.models import Claim
from orders.preorders import moving
from portero.core.admin_site import site
from portero.core.desk import desk

PERMISSION = "catalog.publish_item"


class AnnounceForm(forms.Form):
    """A piece and its day; a reason where one was announced before."""

    number = forms.CharField(label="Item number", max_length=16)
    ships_on = forms.DateField(label="Ships on", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="Why the day moves", max_length=200, required=False, help_text="Her buyer reads it."
    )

    def clean_number(self) -> Item:
        """The piece with that number."""
        found = Item.objects.filter(number__iexact=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError("There is no piece with this number.")
        return found


@desk(PERMISSION)
@require_http_methods(["GET", "POST"])
def preorders(request: HttpRequest) -> HttpResponse:
    """What is announced, the earliest first; a POST announces or moves a day, `do=arrive` takes a piece in hand."""
    arrives = request.POST.get("do") == "arrive"
    form = AnnounceForm(request.POST if request.method == "POST" and not arrives else None)
    try:
        if arrives:
            return _arrived(request)
        if form.is_valid():
            return _announced(request, form.cleaned_data)
    except AnnouncementRefused as refused:
        form.add_error(None, str(refused)) if form.is_bound else messages.error(request, str(refused))
    context = site.each_context(request) | {
        "title": "Preorders",
        "form": form,
        "items": announced(),
        "today": timezone.localdate(),
    }
    return render(request, "staff/preorders.html", context, status=422 if form.errors else 200)


def announced() -> QuerySet[Item]:
    """Every piece that isn't in hand, with `order_number` where it is sold; one query."""
    sold = Claim.objects.filter(item=OuterRef("pk"), released_at__isnull=True).values("order__number")
    found = Item.objects.filter(ships_on__isnull=False).select_related("designer")
    return found.annotate(order_number=Subquery(sold[:1])).order_by("ships_on", "pk")


def late_count() -> int:
    """How many should have shipped before today."""
    return Item.objects.filter(ships_on__lt=timezone.localdate()).count()


def _announced(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    item = moving.announce(told["number"], told["ships_on"], reason=told["reason"], actor=request.user)
    messages.success(request, f"{item.number} is announced.")
    return redirect("preorders:preorders")


def _arrived(request: HttpRequest) -> HttpResponse:
    item = Item.objects.filter(number=request.POST.get("number", "")).first()
    if item is None:
        raise AnnouncementRefused("There is no piece with this number.")
    moving.arrive(item, actor=request.user)
    messages.success(request, f"{item.number} is in hand. If it is sold, its clock runs.")
    return redirect("preorders:preorders")
