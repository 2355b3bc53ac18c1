"""Sessions as Django keeps them, in the database and beside it in Redis; a change of one is one statement."""

import logging

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import UpdateError

from portero.core.own_words import done

logger = logging.getLogger(__name__)
CHANGE = "update django_session set session_data = %s, expire_date = %s where session_key = %s"


class SessionStore(cached_db.SessionStore):
    """Django would open a transaction around its one statement, and write the words of that anew."""

    def save(self, must_create: bool = False) -> None:
        """Keep what changed. Raises UpdateError for a session that was ended meanwhile, CreateError as Django does."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        if not done(CHANGE, row.session_data, row.expire_date, row.session_key):
            raise UpdateError
        try:
            self._cache.set(self.cache_key, self._session, self.get_expiry_age())  # type: ignore[attr-defined]
        except Exception:
            logger.exception("a session isn't in the cache")
