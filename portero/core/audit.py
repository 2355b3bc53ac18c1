"""Who did what to which object, when and why. Rows are appended; the database refuses changes."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portero.core.rows import AT_ONCE, Writer


class AuditEntry(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    action = models.CharField(max_length=80, help_text="room.verb, for example catalog.price_changed")
    target_type = models.CharField(max_length=80)
    target_key = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        app_label = "core"
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["target_type", "target_key", "-id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_key}"


HIDDEN = ("password", "secret", "token", "serial", "card")


def record(
    action: str,
    target: models.Model | str,
    *,
    actor: Any = None,
    reason: str = "",
    into: Writer = AT_ONCE,
    **data: Any,
) -> AuditEntry:
    """Append one entry in the caller's transaction; values under telling names (password, serial ...) are masked.

    `into`: it is written with the caller's rows.
    """
    kind, key = _name(target)
    who = actor if getattr(actor, "is_authenticated", False) else None
    entry = AuditEntry(
        actor=who, action=action, target_type=kind, target_key=key, reason=reason, data=masked(data)
    )
    into.add(entry)
    return entry


def masked(data: dict[str, Any]) -> dict[str, Any]:
    """The same facts with every value hidden whose name tells of a secret."""
    return {k: "•••" if any(word in k.lower() for word in HIDDEN) else v for k, v in data.items()}


def _name(target: models.Model | str) -> tuple[str, str]:
    if isinstance(target, str):
        return "text", target
    return target._meta.label_lower, str(getattr(target, "number", target.pk))
