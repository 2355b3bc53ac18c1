"""Is the shop up? For the supervisor, load balancers and people."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from portero.core import heartbeat


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with every part "up", or 503 naming what is down. Touches no session and tells no secrets."""
    redis, worker = _redis_and_worker()
    parts = {"web": True, "database": _database_answers(), "redis": redis, "worker": worker}
    answer = {"ok": all(parts.values())} | {name: "up" if up else "down" for name, up in parts.items()}
    return JsonResponse(answer, status=200 if answer["ok"] else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_and_worker() -> tuple[bool, bool]:
    try:
        return True, heartbeat.worker_lives()
    except (RedisError, OSError):
        return False, False
