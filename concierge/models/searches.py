"""A saved search: an address of the shop whose new pieces she wants to hear of, and the pieces she was told of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SavedSearch(models.Model):
    """Of a client, or of a guest by her e-mail; a guest's is silent until she confirmed it (double opt-in)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_searches",
    )
    email = models.EmailField(help_text="a guest's own, lower case; for a client the one of her account")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200, help_text="the list: /shop/handbags/")
    query = models.CharField(
        max_length=2000, blank=True, help_text="its words and filters, in one order: designer=chanel&to=5000"
    )
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now, help_text="when a guest was last asked to confirm")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(
        default=timezone.now,
        help_text="pieces listed before she saved it, or while it was paused, aren't news",
    )
    looked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "query"],
                condition=Q(user__isnull=False),
                name="search_once_per_client",
            ),
            models.UniqueConstraint(
                fields=["email", "path", "query"],
                condition=Q(user__isnull=True),
                name="search_once_per_guest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["looked_at"],
                condition=Q(confirmed_at__isnull=False, paused_at__isnull=True),
                name="search_to_look_at",
            ),
            models.Index(
                fields=["asked_at"], condition=Q(confirmed_at__isnull=True), name="search_unconfirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The page of the shop that this search is."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_active(self) -> bool:
        """Whether it writes to her."""
        return self.confirmed_at is not None and self.paused_at is None


class SearchMatch(models.Model):
    """A piece that she was told of; once per search, whatever happens to the piece later."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="matches")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["search", "item"], name="piece_told_once_per_search")]

    def __str__(self) -> str:
        return f"{self.item_id} for {self.search_id}"
