"""The page where the holder of a piece asks whether its number matches."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.throttle import client_address
from authentication.serials.asking import Answer, ask
from authentication.serials.keeping import LONGEST
from catalog.numbers import read_number
from portero.core.focus import FocusMixin
from portero.core.personal import personal


class AskForm(FocusMixin):
    """The item number as printed on the certificate, and the number on the piece."""

    item = forms.CharField(
        label="Item number",
        max_length=20,
        help_text="It begins with P and stands on the certificate and the order.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": "Which piece? Its item number begins with P."},
    )
    typed = forms.CharField(
        label="Number on the piece",
        max_length=LONGEST,
        help_text="The serial number or date code as you read it. Blanks and hyphens don't matter.",
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "What does it say on the piece?"},
    )

    def clean_item(self) -> str:
        """In its written form; judged by its check digit alone, whether or not there is such a piece."""
        number = read_number(str(self.cleaned_data["item"]))
        if number is None:
            raise forms.ValidationError("An item number looks like P-104418-4. Is a digit missing?")
        return number


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def match(request: HttpRequest, number: str = "") -> HttpResponse:
    """A form for any item number, and its answer: match, no match, or later. Nothing is looked up to show the form."""
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial={"item": number[:20]})
    if not form.is_bound:
        return render(request, "authentication/match.html", {"form": form})
    if not form.is_valid():
        form.focus_first_error()
        return render(request, "authentication/match.html", {"form": form}, status=422)
    item = form.cleaned_data["item"]
    answer = ask(item, form.cleaned_data["typed"], client_address(request))
    # What she typed isn't sent back: the page may stay open on a counter.
    context = {"form": AskForm(initial={"item": item}), "answer": answer, "item": item}
    status = 429 if answer == Answer.LATER else 200
    return render(request, "authentication/match.html", context, status=status)
