"""What a return comes to can pay another order: credits, and refunds that go back through the first payment."""

import django.db.models.deletion
from django.db import migrations, models

import portero.core.money


class Migration(migrations.Migration):
    dependencies = [
        ("order", "0021_billingaddress_code_shippingaddress_code"),
        ("payments", "0011_declines_of_late"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_one_capture_per_order",
        ),
        migrations.AddField(
            model_name="payment",
            name="credited",
            field=portero.core.money.MoneyField(
                default=0, help_text="USD of the order's total that credits pay beside this attempt"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="source",
            field=models.OneToOneField(
                blank=True,
                help_text="of a credit: the refund of another order that pays this one instead of going back",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit",
                to="payments.refund",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="rest_of",
            field=models.OneToOneField(
                blank=True,
                help_text="asked for together with this refund, whose payment had less left than the sum",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rest",
                to="payments.refund",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="through",
            field=models.ForeignKey(
                blank=True,
                help_text="of a credit: the payment at whose provider it goes back; the database finds it, nobody writes it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gone_through",
                to="payments.payment",
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="method",
            field=models.CharField(
                choices=[
                    ("card", "Card"),
                    ("card_hosted", "Card, on the processor's page"),
                    ("paypal", "PayPal"),
                    ("affirm", "Affirm"),
                    ("wire", "Bank wire"),
                    ("credit", "Credit from a return"),
                ],
                default="card",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("started", "Started at the provider"),
                    ("authorised", "Authorised"),
                    ("captured", "Captured"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("stray", "Captured for no order, goes back"),
                    ("reserved", "Set aside of a return"),
                ],
                default="created",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source__isnull", True), ("state", "captured")),
                fields=("order",),
                name="payment_one_capture_per_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("credited", 0),
                        ("method", "credit"),
                        ("source__isnull", False),
                        ("state__in", ["reserved", "captured", "cancelled"]),
                    ),
                    models.Q(
                        models.Q(("method", "credit"), _negated=True),
                        models.Q(("state", "reserved"), _negated=True),
                        ("credited__gte", 0),
                        ("source__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payment_credit_has_source",
            ),
        ),
    ]
