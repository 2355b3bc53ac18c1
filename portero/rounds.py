"""What Celery beat starts, and how often: rounds that find what is due; each is safe to run twice or late."""

from typing import Any

from celery.schedules import crontab

SWEEPS = {
    "orders.payments.tasks.poll_payments": 15,
    "orders.tasks.expire_holds": 15,
    "orders.tasks.complete_orders": 900,
    "orders.payments.tasks.sweep_webhooks": 30,
    "orders.payments.tasks.watch_authorisations": 120,
    "orders.payments.tasks.sweep_disputes": 300,
    "orders.payments.tasks.sweep_wires": 60,
    "orders.payments.tasks.sweep_refunds": 30,
    "orders.invoices.tasks.sweep_papers": 300,
    "orders.fulfilment.tasks.sweep_ship_by": 60,
    "orders.fulfilment.tasks.sweep_parcels": 30,
    "orders.returns.tasks.sweep_returns": 60,
    "orders.promise.tasks.sweep_claims": 60,
    "authentication.tasks.sweep_cases": 60,
    "authentication.tasks.sweep_certificates": 300,
    "authentication.tasks.sweep_quality": 600,
    "authentication.tasks.digest_flagged": 30,
    "authentication.tasks.prune_attempts": 3600,
    "logistics.tasks.sweep_messages": 30,
    "logistics.tasks.sweep_labels": 15,
    "logistics.tasks.poll_parcels": 120,
    "orders.tax.tasks.remind_of_certificates": 3600,
    "consignment.tasks.follow_cases": 60,
    "consignment.tasks.sweep_offers": 300,
    "consignment.tasks.sweep_drafts": 3600,
    "orders.promise.tasks.sweep_claim_pictures": 3600,
    "concierge.tasks.tell_lines": 15,
    "concierge.tasks.tell_searches": 300,
    "consignment.tasks.sweep_journeys": 30,
    "consignment.tasks.sweep_covenant": 60,
    "portero.core.tasks.sweep_mail": 30,
    "catalog.tasks.sweep_photos": 15,
    "catalog.tasks.sweep_discarded_photos": 60,
    "catalog.tasks.prune_changes": 600,
}
# A round that no worker took before the next is due is dropped: they must not pile up while the workers are away.
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in SWEEPS.items()
}
# In the morning, once yesterday is listed; every hour after that tries again what failed, and else does nothing.
CELERY_BEAT_SCHEDULE["orders.payments.tasks.reconcile_daily"] = {
    "task": "orders.payments.tasks.reconcile_daily",
    "schedule": crontab(hour="6-23", minute=10),
    "options": {"expires": 3600},
}
CELERY_BEAT_SCHEDULE["authentication.tasks.sweep_all_certificates"] = {
    "task": "authentication.tasks.sweep_all_certificates",
    "schedule": crontab(hour=4, minute=20),
    "options": {"expires": 3600},
}
CELERY_BEAT_SCHEDULE["orders.books.tasks.watch_nexus"] = {
    "task": "orders.books.tasks.watch_nexus",
    "schedule": crontab(hour=7, minute=40),
    "options": {"expires": 3600},
}
# The day's root of the item log, soon after midnight; every hour after that tries again what failed.
CELERY_BEAT_SCHEDULE["catalog.tasks.publish_log_root"] = {
    "task": "catalog.tasks.publish_log_root",
    "schedule": crontab(minute=20),
    "options": {"expires": 3000},
}
