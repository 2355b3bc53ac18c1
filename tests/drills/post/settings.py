"""The settings of workers that a drill starts: the real ones, with the mail sweep alone, every second."""

from portero.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    "sweep_mail": {"task": "portero.core.tasks.sweep_mail", "schedule": 1, "options": {"expires": 1}}
}
