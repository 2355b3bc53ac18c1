"""Numbers on the staff site: those of a piece, alarms to decide, lists of stolen and counterfeit ones."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from authentication.models import FlaggedList, Serial, SerialAlarm
from authentication.serials import lists, recording
from authentication.serials.alarms import blocking, open_alarms
from authentication.serials.deciding import AlarmRefused, decide
from authentication.serials.forms import DecideForm, ListForm, RecordForm, WithdrawForm
from catalog.models import Item
from catalog.photography.picture import photo_url
from portero.core.admin_site import site
from portero.core.desk import desk

VIEW, ADD, READ = (f"authentication.{verb}_serial" for verb in ("view", "add", "read"))
ALARMS, DECIDE = "authentication.view_serialalarm", "authentication.change_serialalarm"
LISTS, OVERSEE = "authentication.add_flaggedlist", "authentication.open_case"


@desk(VIEW)
@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, number: str) -> HttpResponse:
    """The numbers of a piece. One is shown when it is asked for by name, and that is recorded."""
    item = get_object_or_404(Item.objects.select_related("designer"), number=number)
    verb = request.POST.get("do", "")
    shown: dict[int, str] = {}
    form = RecordForm(request.POST if verb == "record" else None)
    if verb == "show":
        shown = _shown(request, item)
    elif verb == "record" and form.is_valid() and _recorded(request, item, form):
        return redirect("numbers:piece", number)
    elif verb == "withdraw":
        return _withdrawn(request, item)
    rows = (
        _seen_by(request, item).select_related("recorded_by", "withdrawn_by").order_by("withdrawn_at", "pk")
    )
    context = site.each_context(request) | {
        "title": f"Numbers of {number}",
        "item": item,
        "rows": [(row, shown.get(row.pk, "")) for row in rows],
        "form": form,
        "may_add": request.user.has_perm(ADD),
        "may_read": request.user.has_perm(READ),
        "alarms": blocking(item).count(),
        "blind": _is_blind(request, item),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "staff/numbers/piece.html", context, status=status)


@desk(ALARMS)
@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """Alarms that wait for a person, oldest first."""
    rows = [(one, picture_of(one.serial.item)) for one in open_alarms()[:200]]
    context = site.each_context(request) | {"title": "Alarms about numbers", "alarms": rows}
    return render(request, "staff/numbers/alarms.html", context)


@desk(ALARMS)
@require_http_methods(["GET", "POST"])
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: the pieces side by side, what is known, and the decision with its reason."""
    joins = ("serial__item__designer", "other__item__designer", "flagged__source", "decided_by")
    found = get_object_or_404(SerialAlarm.objects.select_related(*joins), pk=pk)
    may_decide = request.user.has_perm(DECIDE)
    form = DecideForm(request.POST if request.method == "POST" else None, alarm=found)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid() and _decided(request, found, form):
            return redirect("numbers:alarms")
    context = site.each_context(request) | {
        "title": found.kind,
        "alarm": found,
        "sides": [(side, picture_of(side.item)) for side in (found.serial, found.other) if side],
        "form": form if may_decide and found.state == SerialAlarm.State.OPEN else None,
    }
    return render(request, "staff/numbers/alarm.html", context, status=422 if form.errors else 200)


@desk(LISTS)
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def flagged(request: HttpRequest) -> HttpResponse:
    """Lists that were brought in, with the rows that weren't taken; a form for the next one."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            made = lists.bring_in(told["file"], told["name"], actor=request.user)
        except lists.ListRefused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(
                request, f"{made.taken:,} of {made.rows:,} numbers are taken and being compared."
            )
            return redirect("numbers:lists")
    context = site.each_context(request) | {
        "title": "Stolen and counterfeit numbers",
        "form": form,
        "lists": FlaggedList.objects.select_related("by")[:50],
    }
    return render(request, "staff/numbers/lists.html", context, status=422 if form.errors else 200)


def picture_of(item: Item) -> str:
    """The address of its lead photograph, small; nothing where it has none yet."""
    return photo_url(item.lead_photo, item.lead_widest, 160) if item.lead_photo else ""


def _seen_by(request: HttpRequest, item: Item) -> QuerySet[Serial]:
    """The numbers of a piece; those that others recorded only once no review is going on, which would not be blind."""
    rows = Serial.objects.filter(item=item)
    return rows.filter(recorded_by=request.user.pk) if _is_blind(request, item) else rows


def _is_blind(request: HttpRequest, item: Item) -> bool:
    return item.cases.filter(decided_at=None).exists() and not request.user.has_perm(OVERSEE)


def _shown(request: HttpRequest, item: Item) -> dict[int, str]:
    if not request.user.has_perm(READ):
        raise PermissionDenied
    serial = _of(item, request)
    return {serial.pk: recording.read(serial, request.user)}


def _recorded(request: HttpRequest, item: Item, form: RecordForm) -> bool:
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    serial = recording.record(item, form.cleaned_data["kind"], form.cleaned_data["text"], request.user)
    if serial.alarms.filter(state=SerialAlarm.State.OPEN).exists():
        messages.warning(request, "It is recorded, and has raised an alarm.")
    else:
        messages.success(request, "It is recorded.")
    return True


def _withdrawn(request: HttpRequest, item: Item) -> HttpResponse:
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    try:
        recording.withdraw(_of(item, request), request.user, form.data.get("why", ""))
    except recording.SerialRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is withdrawn.")
    return redirect("numbers:piece", item.number)


def _of(item: Item, request: HttpRequest) -> Serial:
    """The row of this piece that the form names."""
    row = request.POST.get("row", "")
    return get_object_or_404(_seen_by(request, item), pk=int(row) if row.isdecimal() and len(row) < 16 else 0)


def _decided(request: HttpRequest, found: SerialAlarm, form: DecideForm) -> bool:
    try:
        decide(found.pk, form.cleaned_data["state"], actor=request.user, reason=form.cleaned_data["reason"])
    except AlarmRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "It is decided.")
    return True
