"""What she fills in to save a search, and to call it something else."""

from django import forms

from accounts.guard import EmailForm, PlainText
from concierge.searches.wording import NAME_LENGTH


class SaveForm(EmailForm):
    """The page she is on; her e-mail if she isn't signed in."""

    at = forms.CharField(max_length=4400, widget=forms.HiddenInput)


class NameForm(forms.Form):
    """A name of her own for a saved search."""

    name = PlainText("Name", longest=NAME_LENGTH, required=True, autocomplete="off")
