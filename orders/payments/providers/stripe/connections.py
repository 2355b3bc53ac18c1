"""How requests get to Stripe: over connections that are kept, by Python's own HTTP (docs/decisions/0030)."""

import http.client
import os
import ssl
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import stripe
import urllib3
from urllib3.util import wait_for_read

TIMEOUT_SECONDS = 20
CONNECTIONS = 32  # as many threads as a process will ever have


def connections(address: str) -> stripe.HTTPClient:
    """To this address: straight, or through the proxy that the environment names for it."""
    parts = urlsplit(address)
    proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    return ThroughProxy(proxy) if proxy else KeptConnections(address)


class KeptConnections(stripe.HTTPClient):
    """Connections to one address. Whoever asks has one to herself, and leaves it to the next when it's answered.

    TLS is set up once. Nothing is sent twice, and no redirect is followed.
    """

    name = "http.client"

    def __init__(self, address: str, timeout: float = TIMEOUT_SECONDS) -> None:
        super().__init__()
        self.address = address
        self._parts = urlsplit(address)
        self._origin = f"{self._parts.scheme}://{self._parts.netloc}"
        self._timeout = timeout
        self._tls = _tls() if self._parts.scheme == "https" else None
        self._idle: list[http.client.HTTPConnection] = []
        self._process = os.getpid()

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Any]:
        """Send it once. Raises stripe.APIConnectionError when no answer came."""
        path = url.removeprefix(self._origin)
        if not path.startswith("/"):
            raise ValueError(f"{url} isn't at {self._origin}")
        connection = self._connection()
        try:
            connection.request(method.upper(), path, post_data, dict(headers or {}))
            answer = connection.getresponse()
            body = answer.read()
        except BaseException as error:
            # Also when a task is stopped here: what is still to come would be the answer to somebody else.
            connection.close()
            if isinstance(error, http.client.HTTPException | OSError):
                _not_answered(error)
            raise
        self._idle.append(connection)
        return body, answer.status, answer.headers

    def close(self) -> None:
        """End every connection that nobody uses just now."""
        while self._idle:
            self._idle.pop().close()

    def _connection(self) -> http.client.HTTPConnection:
        """One that nobody uses. It connects, or connects anew, with the request."""
        if self._process != os.getpid():
            # A fork has copies of its parent's: two processes would read each other's answers.
            self._process = os.getpid()
            self.close()
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._made()
        # Readable without having been asked: Stripe has closed it meanwhile.
        if connection.sock is not None and wait_for_read(connection.sock, 0):
            connection.close()
        return connection

    def _made(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._tls:
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


class ThroughProxy(stripe.HTTPClient):
    """The same through a proxy, of which urllib3 knows every kind."""

    name = "urllib3"

    def __init__(self, proxy: str) -> None:
        super().__init__()
        self._pool = urllib3.ProxyManager(
            proxy, maxsize=CONNECTIONS, ca_certs=stripe.ca_bundle_path, retries=False
        )

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Any]:
        """Send it once. Raises stripe.APIConnectionError when no answer came."""
        try:
            answer = self._pool.urlopen(
                method.upper(), url, body=post_data, headers=headers, timeout=TIMEOUT_SECONDS, redirect=False
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            _not_answered(error)
        return answer.data, answer.status, answer.headers

    def close(self) -> None:
        """End every connection."""
        self._pool.clear()


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=stripe.ca_bundle_path)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _not_answered(error: Exception) -> NoReturn:
    raise stripe.APIConnectionError(f"{type(error).__name__} while talking to Stripe") from error
