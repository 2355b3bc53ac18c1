"""The Celery application: tasks enqueue on commit, deadlines are swept by beat."""

import os

from celery import Celery

from portero.core import heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")

app = Celery("portero", task_cls="portero.core.tasks:OnCommitTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
heartbeat.connect()
