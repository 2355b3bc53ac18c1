"""What we say in public of a piece that passed, word for word as it was signed, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from authentication.models.cases import Case

HEX_DIGEST = r"^[0-9a-f]{64}$"


class Certificate(models.Model):
    """The certificate that a passed case brought a piece; its versions say what it says. Never changed or deleted."""

    number = models.CharField(max_length=12, unique=True, help_text="K-, digits, check digit; random")
    item = models.ForeignKey("catalog.Item", on_delete=models.PROTECT, related_name="certificates")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="certificate")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("issue_certificate", "Can issue a certificate or a new version of one"),
            ("revoke_certificate", "Can revoke a certificate"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^K-[0-9]{9}$"), name="certificate_number_form")
        ]

    def __str__(self) -> str:
        return self.number


class CertificateVersion(models.Model):
    """One version: the text exactly as it was signed, and the condition report whose digest it carries. Appended."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    payload = models.TextField(help_text="canonical JSON (RFC 8785), the signed bytes as UTF-8")
    report = models.TextField(help_text="canonical JSON; its SHA-256 is in the payload")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the payload, as the item log names it")
    kid = models.CharField("key", max_length=43)
    signature = models.CharField(max_length=86, help_text="Ed25519, base64url")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: a sweep saw that the piece had changed",
    )
    why = models.CharField(max_length=200, blank=True, help_text="what changed since the version before")

    class Meta:
        ordering = ["certificate", "version"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "version"], name="certificate_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="certificate_version_from_one"),
            models.CheckConstraint(condition=Q(digest__regex=HEX_DIGEST), name="certificate_digest_form"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} version {self.version}"


class CertificateEvent(models.Model):
    """A doubt, its end, or the end of the certificate. Appended; nothing follows a revocation."""

    class Kind(models.TextChoices):
        DISPUTED = "disputed", "Disputed"
        CLEARED = "cleared", "Dispute settled"
        REVOKED = "revoked", "Revoked"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    reference = models.CharField(max_length=40, blank=True, help_text="of the claim or case behind it")
    reason = models.TextField(blank=True, help_text="of a revocation; public")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="none: the decision of a case",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="revoked") & ~Q(reason=""))
                | (Q(kind__in=["disputed", "cleared"]) & ~Q(reference="")),
                name="certificate_event_says_why",
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(kind="revoked"), name="certificate_revoked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"


class Holder(models.Model):
    """Who has the piece, as far as she told us. Private: the public page only counts. A row is ended, once."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="holders")
    email = models.EmailField()
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    order = models.CharField(max_length=20, blank=True, help_text="who bought it here: the order's number")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(until__isnull=True), name="certificate_has_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="certificate_holder_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"holder {self.pk} of {self.certificate_id}"


class TransferCode(models.Model):
    """A code that its holder gives to the next one; we keep its keyed hash alone."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="transfer_codes")
    giver = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="codes")
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    over_at = models.DateTimeField(
        null=True, blank=True, help_text="used, or replaced by another; single use"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(over_at__isnull=True), name="transfer_code_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"code {self.pk} for {self.certificate_id}"
