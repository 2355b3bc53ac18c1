"""Which goods may go where, by dated rules with a source, and what staff have released."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Category
from orders.tax.models.dated import Dated


class RouteRule(Dated):
    """What is decided for goods on a route. Of all rules that fit the strictest counts."""

    class Verdict(models.TextChoices):
        ALLOWED = "allowed", "Allowed"
        PERMIT = "permit", "Only once staff release it"
        BLOCKED = "blocked", "Never"

    name = models.CharField(max_length=80, unique=True)
    words = models.CharField(max_length=300, blank=True, help_text="materials, with commas; empty: any")
    reads_text = models.BooleanField(
        default=False, help_text="also where title or description name one of the words"
    )
    exotic = models.BooleanField(default=False, help_text="any exotic skin or species of the CITES lists")
    category = models.CharField(max_length=20, blank=True, choices=Category.TaxCategory)
    crossing = models.BooleanField(default=False, help_text="only where a border is crossed")
    origin = models.CharField(max_length=2, blank=True, help_text="ISO code; empty: from anywhere")
    country = models.CharField(max_length=2, blank=True, help_text="ISO code; empty: to anywhere")
    region = models.CharField(max_length=2, blank=True, help_text="a state of the United States")
    verdict = models.CharField(max_length=7, choices=Verdict)
    reason = models.CharField(max_length=300, help_text="what the client reads")
    notice = models.CharField(
        max_length=120, blank=True, help_text="on the item page; {origin} is where the piece lies"
    )
    change_reason = models.CharField(max_length=200, blank=True, help_text="why staff changed it")

    class Meta:
        ordering = ["country", "region", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="route_rule_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(exotic=True) | ~Q(category=""), name="route_rule_names_goods"
            ),
            models.CheckConstraint(condition=Q(region="") | Q(country="US"), name="route_rule_region_of_us"),
            models.CheckConstraint(
                condition=Q(verdict__in=["allowed", "permit", "blocked"]), name="route_rule_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """Staff have looked, and this piece may take this route: who, when, why, and by which permit.

    It lifts what needs a release, never what is forbidden. It ends with the permit, or when staff take it back.
    """

    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="releases")
    origin = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=2, blank=True, help_text="a US state; empty: the whole country")
    reason = models.CharField(max_length=300)
    permit_number = models.CharField(max_length=60, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="the last day of the permit")
    papers = models.CharField(max_length=200, blank=True, help_text="where the permit is kept")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoke_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="release_has_reason"),
            models.CheckConstraint(
                condition=Q(origin=F("country")) | (~Q(permit_number="") & Q(valid_until__isnull=False)),
                name="release_across_a_border_has_permit",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")),
                name="release_revoked_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=["item", "origin", "country", "region"],
                condition=Q(revoked_at__isnull=True),
                name="release_once_per_route",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.number}: {self.origin} to {self.country} {self.region}".strip()
