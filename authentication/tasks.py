"""Background work of authentication; beat runs the sweeps, and each is safe to run twice."""

from celery import shared_task

from authentication.cases import sweeping
from authentication.certificates import sweeping as certificates
from authentication.quality import drawing, fakes
from authentication.serials import deciding, journal, lists


@shared_task
def sweep_cases() -> None:
    """Every minute: reminders of cases, reviews left alone, links outside that expire; alarms that stand."""
    sweeping.sweep()
    deciding.clear_shelf()


@shared_task
def digest_flagged() -> None:
    """Every half minute: numbers of lists that were brought in; they are compared with all pieces then."""
    lists.digest_waiting()


@shared_task
def sweep_certificates() -> None:
    """Every five minutes: new versions for certified pieces whose record changed."""
    certificates.follow_changes()


@shared_task
def sweep_all_certificates() -> None:
    """Every night: the same for all of them, whatever was missed."""
    certificates.follow_all()


@shared_task
def sweep_quality() -> None:
    """Every ten minutes: what is looked at again is drawn by chance; known fakes that were missed are told of."""
    drawing.sweep()
    fakes.notice_misses()


@shared_task
def prune_attempts() -> None:
    """Every hour: what was asked about numbers more than a year ago is deleted."""
    journal.prune()
