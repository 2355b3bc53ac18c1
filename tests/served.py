"""The settings of a shop that a test starts in processes of its own: the real ones, with tasks run at once."""

from portero.settings import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = True
MAIL_TRANSPORT = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
