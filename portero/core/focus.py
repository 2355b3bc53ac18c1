"""Where the focus goes when a form comes back with an error."""

from django import forms


class FocusMixin(forms.Form):
    """The first field with an error gets the focus when the page comes back; it works without a script."""

    def focus_first_error(self) -> bool:
        """Mark the first wrong field; True if there was one."""
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True
        return first is not None
