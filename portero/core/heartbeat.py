"""The worker's sign of life, which /healthz reads: cheaper than asking every worker by `inspect`."""

import logging
from typing import Any

from celery.signals import heartbeat_sent
from django.core.cache import cache
from redis.exceptions import RedisError

KEY = "worker-heartbeat"
SECONDS = 15  # the worker beats every 2 s while it is connected to its broker
logger = logging.getLogger(__name__)


def connect() -> None:
    """Let every worker of the Celery application note its heartbeats in the cache."""
    heartbeat_sent.connect(beat, weak=False)


def beat(**_: Any) -> None:
    """Note that a worker lives; a lost cache must not stop it from working."""
    try:
        cache.set(KEY, "alive", SECONDS)
    except RedisError:
        logger.warning("The cache does not take the worker's heartbeat.")


def worker_lives() -> bool:
    """Whether a worker has beaten within the last 15 seconds; raises RedisError without Redis."""
    return cache.get(KEY) is not None
