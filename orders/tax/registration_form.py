"""A registration is added or changed with a reason, which the trail keeps."""

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from orders.tax.destination import state_names
from orders.tax.models import Registration


class RegistrationForm(forms.ModelForm):
    """A state as two letters, from when until when; that two never overlap is the table's word."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="Kept in the trail: the state's letter, the decision, who asked for it.",
        error_messages={"required": "Why? It changes what buyers are charged."},
    )

    class Meta:
        model = Registration
        fields = ["state", "name", "since", "until", "source"]

    def clean_state(self) -> str:
        """Two letters of a state that exists."""
        state = str(self.cleaned_data["state"]).upper()
        if state not in state_names():
            raise forms.ValidationError("There is no such state.")
        return state
