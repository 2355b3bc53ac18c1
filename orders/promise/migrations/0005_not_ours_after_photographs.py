"""A claim decided from photographs may be decided once more: what came for its refund isn’t our piece."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0022_outside_after_our_own_word"),
        ("promise", "0004_judged_in_any_other_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claimdecision",
            name="claim_decided_once_each",
        ),
        migrations.AddConstraint(
            model_name="claimdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "not_ours"), _negated=True),
                fields=("claim", "third_party"),
                name="claim_decided_once_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "not_ours")), fields=("claim",), name="claim_not_ours_once"
            ),
        ),
    ]
