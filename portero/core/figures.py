"""The figures marked † in the business rules: defaults here, changed by staff without a deployment."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models


@dataclass(frozen=True)
class Figure:
    default: int | Decimal
    unit: str
    meaning: str


FIGURES: dict[str, Figure] = {
    "checkout_hold_minutes": Figure(15, "minutes", "How long entering payment keeps a piece for one buyer"),
    "ship_by_hours": Figure(48, "hours", "From confirmed payment until the parcel must be with the carrier"),
    "ship_by_reminder_hours": Figure(24, "hours", "First reminder to fulfilment after confirmed payment"),
    "ship_by_second_reminder_hours": Figure(36, "hours", "Second reminder, also to the manager"),
    "signature_from": Figure(
        Decimal("1000.00"), "USD", "From this order value the carrier asks for a signature"
    ),
    "return_days": Figure(10, "days", "From the ship date, in which a return can be asked for"),
    "restocking_fee": Figure(Decimal("15.00"), "USD", "Return and restocking fee, forgiven on an exchange"),
    "new_arrival_days": Figure(7, "days", "How long a listed piece counts as a new arrival"),
}


class FigureValue(models.Model):
    """A figure that staff set to something else than its default."""

    name = models.CharField(max_length=60, unique=True, choices=[(name, name) for name in FIGURES])
    value = models.DecimalField(max_digits=12, decimal_places=2)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        app_label = "core"
        verbose_name = "figure"
        constraints = [models.CheckConstraint(condition=models.Q(value__gt=0), name="figure_positive")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def clean(self) -> None:
        figure = FIGURES.get(self.name)
        if figure and isinstance(figure.default, int) and self.value != int(self.value):
            raise ValidationError({"value": f"{self.name} counts whole {figure.unit}."})

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)
        cache.delete(_key(self.name))

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        cache.delete(_key(self.name))
        return super().delete(*args, **kwargs)


def _key(name: str) -> str:
    return f"figure:{name}"


def figure(name: str) -> int | Decimal:
    """The figure in force, in the unit FIGURES names; an int where the default is one.

    Cached for a minute, so that a page costs no query. Raises KeyError for a name that doesn't exist.
    """
    default = FIGURES[name].default
    value = cache.get_or_set(_key(name), lambda: _stored(name, default), 60)
    return int(value) if isinstance(default, int) else Decimal(value)


def _stored(name: str, default: int | Decimal) -> int | Decimal:
    row = FigureValue.objects.filter(name=name).values_list("value", flat=True).first()
    return default if row is None else row
