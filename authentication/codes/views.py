"""Read a code on the staff site: a page of its own, and the part that a workbench puts beside a check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from authentication.codes.examples import EXAMPLES
from authentication.codes.forms import CodeForm
from authentication.codes.reading_for import Read, read_against, read_for
from catalog.models import Designer, Item
from catalog.numbers import read_number
from portero.core.admin_site import site
from portero.core.desk import desk

VIEW = "authentication.view_checklisttemplate"


@desk(VIEW)
@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def tool(request: HttpRequest) -> HttpResponse:
    """A code against what is claimed. It is posted, so that it stands in no address and in no log."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    wrong = form.is_bound and not form.is_valid()
    read = read_against(form.claim(), form.cleaned_data["text"]) if form.is_bound and not wrong else None
    context = site.each_context(request) | {
        "title": "Read a code",
        "form": form,
        "read": read,
        "tone": tone_of(read) if read else "",
        "examples": EXAMPLES,
        "designers": Designer.objects.values_list("name", flat=True),
    }
    return render(request, "staff/codes/tool.html", context, status=422 if wrong else 200)


@desk(VIEW)
@never_cache
@sensitive_post_parameters("text")
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """The part for a workbench: POST `item` (its number) and `text`; answered with the readings and the verdict.

    Nothing is kept; whoever wants to keep the code calls `authentication.serials.recording.record`.
    """
    number = read_number(request.POST.get("item", ""))
    if not number:
        raise Http404
    pieces = Item.objects.select_related("designer", "style", "material")
    read = read_for(get_object_or_404(pieces, number=number), request.POST.get("text", ""))
    return render(request, "staff/codes/reading.html", {"read": read, "tone": tone_of(read)})


def tone_of(read: Read) -> str:
    """The colour of the verdict, in the words of the queues' style sheet."""
    return {"plausible": "calm", "doubtful": "soon", "impossible": "late"}.get(read.verdict.fit.word, "")
