"""The deadline watch: staff are reminded three days and one day before evidence is due, once each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from orders.payments.models import Dispute, DisputeReminder, DisputeState
from portero.core.mail import outbox
from portero.core.money import dollars
from portero.core.words import moment

ACCOUNTING = "Accounting"
BEFORE: dict[DisputeReminder.Kind, timedelta] = {
    DisputeReminder.Kind.THREE_DAYS: timedelta(days=3),
    DisputeReminder.Kind.ONE_DAY: timedelta(days=1),
}


def next_reminder(dispute: Dispute) -> datetime | None:
    """When the next reminder about the present deadline is due; None once it is answered or all were given."""
    return min((at for _, at in _left(dispute)), default=None)


def ring(dispute_pk: int, *, now: datetime | None = None) -> int:
    """Give the reminders that are due; returns how many mails were written.

    Of two that are due at once (the sweep was away, or the bank left little time) only the later is news. After
    the deadline nobody is reminded: the queue shows it as late.
    """
    now = now or timezone.now()
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_pk)
        due_by, due = dispute.due_by, [kind for kind, at in _left(dispute) if at <= now]
        if due_by is None:
            return 0
        for kind in due:
            DisputeReminder.objects.create(dispute=dispute, kind=kind, due_by=due_by, noticed_at=now)
        dispute.remind_at = next_reminder(dispute)
        dispute.save(update_fields=["remind_at"])
        return _mail(dispute, due[-1], due_by) if due and now < due_by else 0


def _left(dispute: Dispute) -> Iterable[tuple[DisputeReminder.Kind, datetime]]:
    """The reminders not yet given, the earlier first."""
    if dispute.due_by is None or dispute.state != DisputeState.NEEDS_RESPONSE:
        return []
    given = (
        set(dispute.reminders.filter(due_by=dispute.due_by).values_list("kind", flat=True))
        if dispute.pk
        else set()
    )
    return [(kind, dispute.due_by - before) for kind, before in BEFORE.items() if kind not in given]


def _mail(dispute: Dispute, kind: DisputeReminder.Kind, due_by: datetime) -> int:
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=[ACCOUNTING, ADMINISTRATOR])
    addresses = list(people.order_by("email").values_list("email", flat=True).distinct())
    context = {
        "dispute": dispute,
        "order": dispute.payment.order if dispute.payment else None,
        "amount": dollars(dispute.amount, cents=True),
        "due_by": moment(due_by),
        "days": BEFORE[kind].days,
        "page": reverse("admin:payments_dispute_change", args=[dispute.pk]),
    }
    about = f"dispute:{dispute.pk}:{kind}:{due_by:%Y%m%d%H%M}"
    return sum(
        outbox.post("dispute_due", about=about, to=to, context=context) is not None for to in addresses
    )
