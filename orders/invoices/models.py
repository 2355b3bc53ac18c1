"""Papers that we issue about money: a series of numbers per kind, facts that never change, the PDF made of them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Kind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


PREFIX = {Kind.INVOICE: "INV", Kind.CREDIT_NOTE: "CRN"}


class Seller(models.Model):
    """Who sells, as papers name it; the row in force when a paper is issued is frozen in it."""

    name = models.CharField(max_length=120, help_text="the legal name")
    address = models.TextField(help_text="as on an envelope, a line each, the country last")
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    registration = models.CharField(
        max_length=200, blank=True, help_text="a line of tax or company numbers, if any"
    )
    since = models.DateField(unique=True, help_text="papers from this day on name it so")

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.name} since {self.since}"


class Series(models.Model):
    """The last number given out; locked while the next one is, so that no number is missing or given twice."""

    kind = models.CharField(max_length=12, choices=Kind, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.last}"


class Paper(models.Model):
    """An issued invoice or credit note. Only its PDF is added later, once; the database refuses anything else.

    `facts` are what the PDF says, in words; it is made of them by the template of `version`.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="papers")
    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.PROTECT, null=True, blank=True, related_name="paper"
    )
    about = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, help_text="the invoice a credit note lowers"
    )
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    version = models.PositiveSmallIntegerField(default=1)
    pdf = models.BinaryField(null=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "serial"], name="paper_number_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(kind="invoice"), name="paper_one_invoice_per_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", refund__isnull=True, about__isnull=True)
                | Q(kind="credit_note", refund__isnull=False, about__isnull=False),
                name="paper_credit_note_has_refund_and_invoice",
            ),
            models.CheckConstraint(
                condition=Q(pdf__isnull=True, pdf_sha256="") | (Q(pdf__isnull=False) & ~Q(pdf_sha256="")),
                name="paper_pdf_with_its_sum",
            ),
        ]

    def __str__(self) -> str:
        return self.number
