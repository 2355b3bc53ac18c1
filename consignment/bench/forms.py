"""What staff type at the bench: the intake, the verdict, a price, a reason, a label that was bought elsewhere."""

from typing import Any

from django import forms

from authentication.models import Serial
from authentication.serials.fields import NumberField
from catalog.models import Category, Designer, Item, Style
from catalog.photography.intake import encode
from catalog.photography.refusals import BadPicture
from consignment.curation.preparing import Verdict
from consignment.desk.forms import Sum
from consignment.logistics.receiving import Intake
from consignment.models import Consignment
from consignment.submissions.inclusions import named

MOST_PHOTOS = 24


def _area(label: str, *, help_text: str = "", required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=2000, widget=widget
    )


class SeveralInput(forms.FileInput):
    """An input of several files: Django's own takes one."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class SeveralPhotos(forms.Field):
    """Photographs out of one input, encoded anew; what can't be one is named."""

    def clean(self, value: Any) -> Any:
        """The encoded pictures. Raises ValidationError with the first file that isn't one."""
        files = list(value or [])[:MOST_PHOTOS]
        try:
            return tuple(encode(file, file.name or "") for file in files)
        except BadPicture as problem:
            raise forms.ValidationError(str(problem)) from None


class IntakeForm(forms.Form):
    """What came out of the parcel. Our own words for the piece; what she wrote stands beside the form."""

    designer = forms.ModelChoiceField(Designer.objects.order_by("name"), label="Designer")
    style = forms.ModelChoiceField(
        Style.objects.select_related("designer").order_by("name"), label="Style", required=False
    )
    category = forms.ModelChoiceField(Category.objects.order_by("name"), label="Category")
    title = forms.CharField(label="Title, without the designer", max_length=200)
    came = _area("What came, one a line", rows=4)
    missing = _area("What was named and did not come, one a line", required=False, rows=2)
    condition = _area("Condition seen")
    serial = NumberField("Serial number", help_text="As it stands on the piece; kept encrypted.")
    code = NumberField("Date code or stamp", help_text="With its frame: (A) in a circle, [A] in a square.")
    photos = SeveralPhotos(
        label="Photographs of what came",
        required=False,
        widget=SeveralInput(attrs={"accept": "image/*", "multiple": True}),
    )

    def __init__(self, *args: Any, consignment: Consignment, **kwargs: Any) -> None:
        kwargs["initial"] = guessed(consignment)
        super().__init__(*args, **kwargs)

    def intake(self) -> Intake:
        """As the desk's verb wants it."""
        told = self.cleaned_data
        lines = [(line, True) for line in _lines(told["came"])]
        lines += [(line, False) for line in _lines(told["missing"])]
        facts = {
            name: told[name] for name in ("designer", "style", "category", "title", "condition", "photos")
        }
        given = tuple((kind, told[kind]) for kind in (Serial.Kind.SERIAL, Serial.Kind.CODE) if told[kind])
        return Intake(lines=tuple(lines), numbers=given, **facts)


class ReasonForm(forms.Form):
    said = _area("Reason")


class WordForm(forms.Form):
    said = _area("A word about it", required=False, rows=2)


class VerdictForm(forms.Form):
    """Bucket and text; the grade is confirmed on the condition report."""

    bucket = forms.ChoiceField(label="We offer it for its", choices=Item.Bucket.choices)
    bucket_reason = forms.CharField(label="Because", max_length=300)
    description = _area("Description", rows=6)

    def verdict(self) -> Verdict:
        """As curation wants it."""
        return Verdict(**self.cleaned_data)


class PriceForm(forms.Form):
    price = Sum("Price")


class ConsentForm(PriceForm):
    why = _area("Why; she reads it")


class LabelForm(forms.Form):
    """A label that staff bought at the carrier's own counter or site."""

    carrier = forms.CharField(label="Carrier", max_length=40)
    service = forms.CharField(label="Service", max_length=60, required=False)
    tracking_number = forms.CharField(label="Tracking number", max_length=60)
    cost = Sum("Cost")


def guessed(consignment: Consignment) -> dict[str, Any]:
    """What the form begins with: her words, read as ours where they are the same."""
    told = consignment.agreement.offer.submission
    if (item := consignment.item) is not None:
        known = {"designer": item.designer_id, "style": item.style_id, "category": item.category_id}
        return known | {"title": item.title, "came": told.what}
    style = Style.objects.filter(name__iexact=told.style, designer__name__iexact=told.designer).first()
    designer = Designer.objects.filter(name__iexact=told.designer).first()
    came = [told.what, *named(told.included)]
    return {
        "designer": designer,
        "style": style,
        "category": style.category_id if style else None,
        "title": told.style,
        "came": "\n".join(came),
    }


def _lines(text: str) -> list[str]:
    return [line.strip()[:120] for line in text.splitlines() if line.strip()]
