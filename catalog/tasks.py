"""Photographs are rendered by workers of their own (settings, CELERY_TASK_ROUTES): no payment waits behind one."""

from celery import shared_task

from catalog.log import kept, roots
from catalog.photography import removal, rendering
from catalog.shelf.pruning import prune


@shared_task
def render_photo(photo_pk: int) -> None:
    """Make what is missing of a photograph's renditions; nothing where somebody else has it."""
    rendering.render(photo_pk)


@shared_task
def sweep_photos() -> None:
    """Hand out the photographs that are due: new ones, failed ones, those of a worker that died."""
    for pk in rendering.due():
        render_photo.delay(pk)


@shared_task
def sweep_discarded_photos() -> None:
    """Delete the files of photographs that were removed or replaced."""
    removal.sweep()


@shared_task
def prune_changes() -> None:
    """Keep the log of changes short (catalog.shelf)."""
    prune()


@shared_task
def publish_log_root() -> None:
    """Sign and publish the day's root of the item log (catalog.log.roots), and keep a copy outside the database."""
    roots.publish()
    kept.keep()
