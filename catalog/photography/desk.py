"""The photographs of one piece on the staff site: several uploaded at once, arranged, described, removed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.forms import inlineformset_factory
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.locks import lock_item
from catalog.models import Item, Photo
from catalog.photography import progress, rendering
from catalog.photography.adding import add
from catalog.photography.arranging import show_on_card
from catalog.photography.containers import ENDINGS, TAKEN
from catalog.photography.forms import PhotoFormSet, ViewForm
from catalog.photography.refusals import BadPicture
from catalog.tasks import render_photo
from portero.core import audit
from portero.core.admin_site import site

View = Callable[..., HttpResponse]
Photos = inlineformset_factory(Item, Photo, form=ViewForm, formset=PhotoFormSet, extra=0)
ACCEPT = ",".join(sorted(frozenset[str]().union(*ENDINGS.values())))
MOST_AT_ONCE = 24


def photographers(view: View) -> View:
    """For staff with a second factor who may add photographs; anybody else is sent to the sign-in or gets a 403."""
    checked: Any = permission_required("catalog.add_photo", raise_exception=True)(view)
    wrapped: Any = site.admin_view(checked)
    return wrapped


@photographers
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and what is uploaded to it: one file per request with a script, all at once without."""
    item = get_object_or_404(Item.objects.select_related("designer"), pk=pk)
    if request.method == "POST":
        return _upload(request, item)
    return _shown(request, item, Photos(instance=item))


@photographers
@require_POST
@transaction.atomic
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Order, views and descriptions of all photographs; some removed; one rendered again."""
    get_object_or_404(Item, pk=pk)
    item = lock_item(pk)
    if "again" in request.POST:
        return _again(request, item)
    photos = Photos(request.POST, instance=item)
    if not photos.is_valid() or not _may_remove(request, photos):
        return _shown(request, item, photos, status=422)
    photos.save()
    show_on_card(item)
    audit.record("catalog.photos_arranged", item, actor=request.user, removed=len(photos.deleted_objects))
    messages.success(request, "The photographs are saved.")
    return redirect("photos:page", pk)


@photographers
@require_safe
def progress_of(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the renditions are, as the page asks every two seconds while something is to come."""
    get_object_or_404(Item, pk=pk)
    return JsonResponse(progress.facts(Photo.objects.filter(item_id=pk)))


def _upload(request: HttpRequest, item: Item) -> HttpResponse:
    files: list[Any] = request.FILES.getlist("files")
    refused = [
        f"{file.name}: {why}" for file in files[:MOST_AT_ONCE] if (why := _refusal(request, item, file))
    ]
    if len(files) > MOST_AT_ONCE:
        refused.append(f"{len(files)} files are more than {MOST_AT_ONCE}. Send the rest in another round.")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refused": refused}, status=422 if refused else 201)
    for why in refused:
        messages.error(request, why)
    return redirect("photos:page", item.pk)


def _refusal(request: HttpRequest, item: Item, file: Any) -> str:
    """Add one file; why not, or nothing."""
    try:
        add(item.pk, file, file.name or "", actor=request.user)
    except BadPicture as why:
        return str(why)
    return ""


def _again(request: HttpRequest, item: Item) -> HttpResponse:
    photo = get_object_or_404(Photo, pk=request.POST["again"], item=item)
    rendering.again(photo)
    render_photo.delay(photo.pk)
    return redirect("photos:page", item.pk)


def _may_remove(request: HttpRequest, photos: Any) -> bool:
    return not photos.deleted_forms or request.user.has_perm("catalog.delete_photo")


def _shown(request: HttpRequest, item: Item, photos: Any, status: int = 200) -> HttpResponse:
    rows = [(form, progress.words(form.instance)) for form in photos]
    context = site.each_context(request) | {
        "title": f"Photographs of {item.number}",
        "item": item,
        "photos": photos,
        "rows": rows,
        "waiting": progress.facts(form.instance for form in photos)["waiting"],
        "taken": TAKEN,
        "accept": ACCEPT,
    }
    return render(request, "staff/photos.html", context, status=status)
