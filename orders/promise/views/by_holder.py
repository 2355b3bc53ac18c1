"""Where a later owner tells us of her doubt, by the link that was mailed to her."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from authentication.certificates.mails import HOLDER
from authentication.models import Holder
from orders.promise import holders
from orders.promise.forms import DoubtForm
from orders.promise.states import ClaimRefused
from orders.views.personal import ShopRequest
from portero.core.links import pk_of
from portero.core.personal import personal

KEPT = "We have it. A person reads it, and answers by mail."


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def tell(request: ShopRequest, token: str) -> HttpResponse:
    """The form; once she has told us, until when we answer, and afterwards what we said."""
    known = Holder.objects.select_related("certificate__item__designer")
    holder = known.filter(pk=pk_of(HOLDER, token), until__isnull=True).first()
    if holder is None:
        raise Http404
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            holders.ask(holder, form.cleaned_data["words"])
        except ClaimRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, KEPT)
        return redirect(request.path)
    wrong = form.focus_first_error()
    context = {
        "holder": holder,
        "certificate": holder.certificate,
        "form": form,
        "waits": holders.open_of(holder),
        "answered": holders.answered_of(holder),
    }
    return render(request, "promise/by_holder.html", context, status=422 if wrong else 200)
