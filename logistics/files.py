"""The printable file of a label: fetched from the provider once, kept privately."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from logistics.gateway import CarrierError, LabelFile, gateway
from logistics.models import Label, LabelState
from logistics.states import lock_label

logger = logging.getLogger(__name__)
FETCH_AGAIN = timedelta(minutes=1)
ENDINGS = {"application/pdf": "pdf", "image/png": "png"}


def keep(label: Label) -> None:
    """Fetch the file of a bought label unless we have it; without an answer the sweep fetches it later.

    The label is good either way: a picture that is late must not look like a purchase that failed.
    """
    if label.state != LabelState.BOUGHT or label.file or not label.file_url:
        return
    try:
        fetched = gateway(label.driver).label_file(label.file_url)
    except CarrierError as error:
        logger.warning("the file of label %s is fetched later: %s", label.pk, error.code)
        Label.objects.filter(pk=label.pk).update(lookup_at=timezone.now() + FETCH_AGAIN)
        return
    store(label.pk, fetched)


def store(label_pk: int, fetched: LabelFile) -> None:
    """Keep this file as the label's, under a name that can't be guessed; the first one stays."""
    with transaction.atomic():
        label = lock_label(label_pk)
        if label.file:
            return
        name = f"{get_random_string(32)}.{ENDINGS[fetched.content_type]}"
        label.file.save(name, ContentFile(fetched.content), save=False)
        label.file_type = fetched.content_type
        label.save(update_fields=["file", "file_type"])
