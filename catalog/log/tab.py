"""The log of a piece as a tab of its form on the staff site: read, never written."""

import json
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, JSONField, Model, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display

from catalog.log.actors import ACTOR
from catalog.models import ItemLogEntry

OVERSEE = "catalog.publish_item"
CASE = KeyTextTransform("case", Cast("body", JSONField()))
NAMES = {"taken_in": "Taken in", "begun": "Log begun", "draft": "Back to draft", "owner": "Changed its owner"}


class ItemLogInline(TabularInline):
    """What happened to it, and who did it as far as it was one of us.

    Reviews are blind: whoever doesn't oversee pieces finds one here once its case is decided, and no numbers, because
    a gap between them would tell of it.
    """

    model = ItemLogEntry
    verbose_name_plural = "log"
    tab = True
    hide_title = True
    extra = 0
    can_delete = False
    ordering = ["number"]
    fields = readonly_fields = ["number", "at", "what", "who", "said"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [name for name in self.fields if name != "number" or request.user.has_perm(OVERSEE)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemLogEntry]:
        entries = super().get_queryset(request)
        return entries if request.user.has_perm(OVERSEE) else _decided_alone(entries)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @display(description="What happened")
    def what(self, entry: ItemLogEntry) -> str:
        return NAMES.get(entry.kind) or entry.kind.replace("_", " ").capitalize()

    @display(description="Who")
    def who(self, entry: ItemLogEntry) -> str:
        actor = json.loads(entry.body).get(ACTOR)
        return "-" if actor is None else self._staff.get(actor, f"user {actor}")

    @display(description="Details")
    def said(self, entry: ItemLogEntry) -> str:
        body: dict[str, Any] = json.loads(entry.body)
        told = {name: value for name, value in body.items() if name != ACTOR and value not in (None, "")}
        return ", ".join(f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in told.items()) or "-"

    @cached_property
    def _staff(self) -> dict[int, str]:
        """Names by key: one query however long the log is."""
        users = get_user_model()._default_manager.filter(is_staff=True)
        return {user.pk: str(user) for user in users}


def _decided_alone(entries: QuerySet[ItemLogEntry]) -> QuerySet[ItemLogEntry]:
    """Without reviews of a case that no entry says is decided."""
    decided = ItemLogEntry.objects.filter(kind="decided", item=OuterRef("item")).annotate(case=CASE)
    told = Exists(decided.filter(case=OuterRef("case")))
    return entries.annotate(case=CASE).filter(~Q(kind="reviewed") | told)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
