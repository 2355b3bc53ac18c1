"""Django's PostgreSQL backend, which asks a connection that has been idle for less (DATABASES["default"]["ENGINE"])."""
