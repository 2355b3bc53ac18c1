"""The settings of a shop that a test starts in processes of its own: the real ones, with tasks run at once.

TASKS_AT_ONCE=0 puts them into the queue as the real shop does; nobody takes them out then.
"""

import os

from portero.settings import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = os.environ.get("TASKS_AT_ONCE") != "0"
MAIL_TRANSPORT = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
