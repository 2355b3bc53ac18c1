"""Background work of consignment; beat runs the sweeps, and each is safe to run twice."""

from celery import shared_task

from consignment.covenant import consents, steps
from consignment.curation import following as following_cases
from consignment.logistics import following, inbound, journeys
from consignment.offers import making
from consignment.pieces import leaving
from consignment.submissions import drafts


@shared_task
def buy_label(journey_pk: int) -> None:
    """Buy the prepaid label of one journey; does nothing if it has one."""
    journeys.buy(journey_pk)


@shared_task
def sweep_journeys() -> None:
    """Every half minute: labels to buy or to void, carriers' news, reminders, what never arrives."""
    journeys.sweep()
    following.sweep()
    inbound.remind_due()
    inbound.give_up_due()


@shared_task
def sweep_covenant() -> None:
    """Every minute: price steps, consents that waited or lapsed, terms that end."""
    consents.apply_due()
    steps.sweep()
    consents.lapse_due()
    leaving.end_terms()


@shared_task
def follow_cases() -> None:
    """Every minute: pieces whose review has ended go on, go back or stay."""
    following_cases.follow_cases()


@shared_task
def sweep_offers() -> None:
    """Remind of offers that end soon, end those whose time is over."""
    making.remind_due()
    making.lapse_due()


@shared_task
def sweep_drafts() -> None:
    """Hourly: sell forms that were left alone go with their files; what nobody confirmed or answered lapses."""
    drafts.forget_left_alone()
    drafts.lapse_left_alone()
