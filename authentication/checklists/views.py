"""Checklists on the staff site: the lists in force, one version, and the desk where the next one is drafted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authentication.checklists import editing, versions
from authentication.checklists.editing import ChecklistRefused
from authentication.checklists.forms import CheckForm, KindForm
from authentication.models import Check, ChecklistTemplate
from portero.core.admin_site import site
from portero.core.desk import desk

VIEW, EDIT = "authentication.view_checklisttemplate", "authentication.change_checklisttemplate"


@desk(VIEW)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every kind of piece that has its own list."""
    context = site.each_context(request) | {
        "title": "Checklists",
        "kinds": versions.kinds(),
        "form": KindForm() if request.user.has_perm(EDIT) else None,
    }
    return render(request, "staff/checklists/list.html", context)


@desk(VIEW)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One version; a draft with the buttons that change it."""
    template = _template(pk)
    lines, left_out = versions.lines_of(template)
    same = ChecklistTemplate.objects.filter(category=template.category_id, designer=template.designer_id)
    current = versions.current_of(template)
    context = site.each_context(request) | {
        "title": f"{versions.name_of(template)}, version {template.version}",
        "template": template,
        "in_force": current == template,
        "lines": lines,
        "left_out": left_out,
        "versions": same.select_related("published_by").order_by("-version"),
        "may_edit": request.user.has_perm(EDIT),
        "draft": same.filter(published_at__isnull=True).first(),
    }
    return render(request, "staff/checklists/one.html", context)


@desk(EDIT)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Begin the next version of a kind's list, or open the draft that stands."""
    form = KindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the kind of piece from the list.")
        return redirect("checklists:list")
    made = editing.draft(form.cleaned_data["category"], form.cleaned_data["designer"], actor=request.user)
    return redirect("checklists:one", made.pk)


@desk(EDIT)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Write one check of a draft, or a new one."""
    template = _template(pk)
    if template.published_at is not None:
        raise Http404
    row = get_object_or_404(Check, template=template, code=code) if code else Check(template=template)
    form = CheckForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        try:
            editing.save_check(pk, form.told(), code)
        except ChecklistRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The check is saved in the draft.")
            return redirect("checklists:one", pk)
    context = site.each_context(request) | {
        "title": row.title if code else "A new check",
        "template": template,
        "name": versions.name_of(template),
        "form": form,
    }
    return render(request, "staff/checklists/check.html", context, status=422 if form.errors else 200)


@desk(EDIT)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Reorder, remove, publish or throw away; what is refused says why."""
    verb, code = request.POST.get("do", ""), request.POST.get("check", "")
    try:
        if verb in ("up", "down"):
            editing.move(pk, code, -1 if verb == "up" else 1)
        elif verb == "remove":
            editing.remove_check(pk, code)
        elif verb == "publish":
            editing.publish(pk, actor=request.user, why=request.POST.get("why", ""))
            messages.success(request, "It is published: cases opened from now on use it.")
        elif verb == "discard":
            editing.discard(pk, actor=request.user)
            messages.success(request, "The draft is thrown away.")
            return redirect("checklists:list")
    except ChecklistRefused as refused:
        messages.error(request, str(refused))
    except Check.DoesNotExist:
        messages.error(request, "That check isn't in the draft any more.")
    anchor = f"#check-{code}" if verb in ("up", "down") else ""
    return redirect(f"{_address(pk)}{anchor}")


def _address(pk: int) -> str:
    there = ChecklistTemplate.objects.filter(pk=pk).exists()
    return reverse("checklists:one", args=[pk]) if there else reverse("checklists:list")


def _template(pk: int) -> ChecklistTemplate:
    joins = ("category", "designer", "drafted_by", "published_by")
    return get_object_or_404(ChecklistTemplate.objects.select_related(*joins), pk=pk)
