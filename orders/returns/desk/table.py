"""The inspection table: a piece held against how it left, what was found, the verdict, and its way back."""

from collections.abc import Iterator, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalog.photography import private
from catalog.photography.refusals import BadPicture
from orders.fulfilment import tracking
from orders.fulfilment.comparison import Compared, Picture, compared
from orders.fulfilment.models import OutboundPhoto
from orders.fulfilment.uploads import sent_pictures
from orders.returns import back_labels, inspecting, pictures
from orders.returns.desk import access, queues, showing, steps
from orders.returns.desk.steps import Step
from orders.returns.models import ReturnPhoto, ReturnPiece
from orders.returns.states import ReturnRefused
from portero.core.admin_site import site
from portero.core.desk import desk

MOVED_ON = "It has moved on meanwhile. Here is how it stands."


@desk(queues.VIEW)
@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One piece of a return. Pictures are kept as they come; `do` names the step that the form is for."""
    found = access.piece_of(access.return_of(number), pk)
    if request.method == "GET":
        return _page(request, found)
    name = request.POST.get("do", "")
    step = steps.of(found).get(name)
    if not request.user.has_perm(step.permission if step else queues.RECEIVE):
        raise PermissionDenied
    problems = dict(_take(request, found))
    if step is None:
        return _only_pictures(request, found, name, problems)
    form = step.form_for(found, request.POST)
    if form.is_valid() and not problems and _done(request, found, step, form):
        address = reverse("return-desk:piece", args=[number, pk])
        return redirect(f"{address}#verdict" if name == "found" else address)
    return _page(request, access.piece_of(access.return_of(number), pk), {name: form}, problems)


@desk(queues.VIEW)
@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A picture of what came back."""
    return private.answer(get_object_or_404(ReturnPhoto, pk=pk).file, size)


@desk(queues.VIEW)
@require_safe
def outbound_photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """A picture of the set that a piece of this return left with; another piece's isn't there."""
    of_the_return = OutboundPhoto.objects.filter(line__return_pieces__ret__number=number)
    return private.answer(get_object_or_404(of_the_return, pk=pk).file, size)


@desk(queues.RECEIVE)
@require_safe
def label(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The label of a refused piece, to print."""
    bought = back_labels.label_of(access.piece_of(access.return_of(number), pk))
    if bought is None or not bought.file:
        raise Http404
    with bought.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=bought.file_type)


def _take(request: HttpRequest, found: ReturnPiece) -> Iterator[tuple[str, str]]:
    """Keep every picture that was sent; gives the field and the problem of each that couldn't be."""
    for sent in sent_pictures(request):
        if sent.line_pk != found.shipment_line_id:
            continue
        try:
            pictures.add(found, sent.shot, sent.file, sent.file.name or "", actor=request.user)
        except (BadPicture, ReturnRefused) as problem:
            yield sent.field, str(problem)


def _only_pictures(
    request: HttpRequest, found: ReturnPiece, name: str, problems: dict[str, str]
) -> HttpResponse:
    """The pictures alone; what was typed beside them is shown again."""
    number = found.ret.number
    if name != "photos":
        messages.error(request, MOVED_ON)
        return redirect("return-desk:piece", number, found.pk)
    fresh = access.piece_of(access.return_of(number), found.pk)
    typed = {name: request.POST[name] for name in request.POST if name != "csrfmiddlewaretoken"}
    return _page(request, fresh, {}, problems, typed)


def _done(request: HttpRequest, found: ReturnPiece, step: Step, form: Form) -> bool:
    """Do it and say so; a refusal stands above the form that was sent."""
    try:
        messages.success(request, step.run(found, form, request.user))
    except ReturnRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _page(
    request: HttpRequest,
    found: ReturnPiece,
    posted: Mapping[str, Form] | None = None,
    problems: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    posted, offered = posted or {}, steps.of(found)
    may = {name: step for name, step in offered.items() if request.user.has_perm(step.permission)}
    shown = {name: posted.get(name) or step.form_for(found, None, typed) for name, step in may.items()}
    context = site.each_context(request) | {
        "title": f"{found.item.number}, {found.ret.number}",
        "ret": found.ret,
        "piece": found,
        "cell": showing.cell(found),
        "compared": _compared(found, is_open="found" in may, problems=problems),
        "missing": pictures.missing(found),
        "suggestion": inspecting.suggest(found),
        "forms": shown,
        "needs_other": "accept" in offered and "accept" not in may,
        "label": back_labels.label_of(found) if "send" in may else None,
        "carriers": list(tracking.PAGES),
        "page": tracking.page(found.back_carrier, found.back_tracking),
    }
    wrong = problems or any(form.errors for form in posted.values())
    return render(request, "staff/returns/piece.html", context, status=422 if wrong else 200)


def _compared(found: ReturnPiece, *, is_open: bool, problems: Mapping[str, str] | None) -> Compared:
    back = {photo.shot: _shown(photo, "photo", photo.pk) for photo in found.photos.all()}
    return compared(
        found.shipment_line,
        back,
        is_open=is_open,
        problems=problems,
        left_as=lambda photo: _shown(photo, "outbound-photo", found.ret.number, photo.pk),
    )


def _shown(photo: ReturnPhoto | OutboundPhoto, name: str, *arguments: object) -> Picture:
    """A picture of either set, to whoever may see the return."""
    medium, full = (
        reverse(f"return-desk:{name}", args=[*arguments, size]) for size in ("medium", private.FULL)
    )
    return Picture(medium, photo.width, photo.height, full)
