"""Sessions as Django keeps them, in the database and beside it in Redis; a change of one is one statement."""

import logging
from typing import Any

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import transaction

from portero.core.own_words import done
from portero.core.rows import Writer

logger = logging.getLogger(__name__)
CHANGE = "update django_session set session_data = %s, expire_date = %s where session_key = %s"


def keep_without(session: SessionBase, name: str, rows: Writer) -> None:
    """Keep a session that exists with these rows, in the caller's transaction, without what has this name in it.

    Here it still has it: the transaction may fail. Redis forgets its copy after the commit: the next who asks reads
    what was committed, and nothing where the session was ended meanwhile.
    """
    store: Any = session
    row = store.create_model_instance({key: value for key, value in store.items() if key != name})
    rows.do(CHANGE, row.session_data, row.expire_date, row.session_key)
    transaction.on_commit(store.forget_copy)


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

    def forget_copy(self) -> None:
        """Redis is asked no more about this session until it is read again."""
        try:
            self._cache.delete(self.cache_key)  # type: ignore[attr-defined]
        except Exception:
            logger.exception("a session may be an old one in the cache")
