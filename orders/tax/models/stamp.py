"""A mark that the database changes whenever a tax table changes; processes compare it with what they hold."""

import uuid

from django.db import models


class TablesStamp(models.Model):
    """One row, written by statement triggers (migration 0005) and by nothing else."""

    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.value)
