"""What every admin class of ours starts from: unfold's look, and an audit entry for every change."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.dataclasses import UnfoldAction

from portero.core import audit


class StaffModelAdmin(ModelAdmin):
    """Registers in the sidebar under `menu` (see staff_menu.GROUPS) and records who changed which field.

    A field called `reason` becomes the entry's reason; values under telling names (password, serial ...) are masked.
    """

    menu: str | None = None
    menu_title = ""  # where staff say it differently than the model's name
    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False
    also_saved: tuple[str, ...] = ()  # fields that the class itself sets when somebody changes a row

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Write what was changed in the form and nothing else.

        The row was read without a lock: writing all of it would undo what a sale, a new price or a new
        password wrote meanwhile.
        """
        if change:
            obj.save(update_fields=[*_written(obj, form), *self.also_saved])
        else:
            super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        if form.changed_data or not change:
            _record(verb, obj, request, reason=_reason(form), changes=changes_of(form))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """The buttons of one row: those that her role may press and that the row's state still knows."""
        found: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        fitting = self.fitting_actions(request, object_id)
        return found if fitting is None else [shown for shown in found if shown.path in fitting]

    def fitting_actions(self, request: HttpRequest, object_id: Any) -> Collection[str] | None:
        """Names of the actions that make sense for this row now; None: all of them, always.

        It only hides buttons: what may happen is the business verb's decision, under its lock.
        """
        return None

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            _record("added", row, request, of=str(form.instance.pk))
        for row, fields in formset.changed_objects:
            _record("changed", row, request, of=str(form.instance.pk), fields=list(fields))
        for row in formset.deleted_objects:
            _record("removed", row, request, of=str(form.instance.pk), was=str(row))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        _record("removed", obj, request, was=str(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """One by one, so that each model's own `delete` has its say."""
        for obj in queryset:
            self.delete_model(request, obj)


class ReadOnlyAdmin(StaffModelAdmin):
    """For what staff read and never write: the trail, the outbox, histories."""

    warn_unsaved_form = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def changes_of(form: ModelForm) -> dict[str, Any]:
    """Field → [before, after] in words, for the audit trail; secrets masked."""
    return audit.masked(
        {
            name: [_words(form.initial.get(name)), _words(form.cleaned_data.get(name))]
            for name in form.changed_data
            if name != "reason"
        }
    )


def _written(obj: Model, form: ModelForm) -> list[str]:
    """The columns a form has changed, and those that are set by every save."""
    by_itself = {field.name for field in obj._meta.concrete_fields if getattr(field, "auto_now", False)}
    columns = {field.name for field in obj._meta.concrete_fields}
    return sorted(columns & set(form.changed_data) | by_itself)


def _words(value: Any) -> Any:
    if isinstance(value, str | int | bool | None):
        return value
    if isinstance(value, Iterable):
        return sorted(str(part) for part in value)
    return str(value.pk if isinstance(value, Model) else value)


def _reason(form: ModelForm) -> str:
    return str(form.cleaned_data.get("reason", ""))


def _record(verb: str, obj: Model, request: HttpRequest, *, reason: str = "", **data: Any) -> None:
    audit.record(f"{obj._meta.app_label}.{verb}", obj, actor=request.user, reason=reason, **data)
