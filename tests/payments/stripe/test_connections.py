"""Connections to Stripe that are kept: nothing is sent twice, and nobody hears an answer to somebody else."""

import os
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stripe
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from orders.payments.gateway import Unknown
from orders.payments.providers.stripe.client import ask, client, translated
from orders.payments.providers.stripe.connections import KeptConnections, ThroughProxy, connections
from tests.fakes.stripe import StripeDouble
from tests.payments.stripe.peer import HANG_UP, OK, Peer, peer

FORM = "amount=500&currency=usd"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[Peer]:
    with peer() as listening:
        yield listening


def _post(kept: stripe.HTTPClient, server: Peer, path: str = "/v1/refunds") -> int:
    _, status, _ = kept.request("post", server.url + path, {"Idempotency-Key": "one"}, FORM)
    return int(status)


def test_one_connection_serves_one_request_after_the_other(server: Peer) -> None:
    kept = KeptConnections(server.url)
    assert [_post(kept, server) for _ in range(3)] == [200, 200, 200]
    kept.request("get", f"{server.url}/v1/refunds/re_1?expand[0]=charge", {})
    assert server.connections == 1
    assert [head.partition(" HTTP")[0] for head in server.heard] == [
        *["POST /v1/refunds"] * 3,
        "GET /v1/refunds/re_1?expand[0]=charge",
    ]


def test_a_connection_closed_while_it_was_idle_is_replaced_unnoticed(server: Peer) -> None:
    kept = KeptConnections(server.url)
    _post(kept, server)
    server.hang_up()
    assert _post(kept, server) == 200
    assert (server.connections, len(server.heard)) == (2, 2)


def test_an_answer_that_ends_the_connection_is_heeded() -> None:
    with peer(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as server:
        kept = KeptConnections(server.url)
        assert [_post(kept, server) for _ in range(2)] == [200, 200]
        assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [HANG_UP, b"SSH-2.0-no-http\r\n", OK.replace(b": 2", b": 9") + HANG_UP],
    ids=["silence", "gibberish", "half"],
)
def test_what_is_no_answer_is_told_and_not_asked_again(answer: bytes) -> None:
    with peer(OK, answer, OK) as server:
        kept = KeptConnections(server.url, timeout=0.3)
        _post(kept, server)
        with pytest.raises(stripe.APIConnectionError):
            _post(kept, server)
        assert len(server.heard) == 2
        assert _post(kept, server) == 200


def test_an_answer_that_comes_too_late_is_heard_by_nobody(server: Peer) -> None:
    kept = KeptConnections(server.url, timeout=0.2)
    server.may_answer.clear()
    with pytest.raises(stripe.APIConnectionError):
        _post(kept, server, "/v1/late")
    server.may_answer.set()
    assert _post(kept, server) == 200
    assert server.connections == 2


def test_a_task_that_is_stopped_while_it_waits_leaves_no_answer_behind(
    server: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptConnections(server.url)

    def stopped(connection: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("http.client.HTTPConnection.getresponse", stopped)
        with pytest.raises(KeyboardInterrupt):
            _post(kept, server)
    assert _post(kept, server) == 200
    assert server.connections == 2


def test_nobody_listens() -> None:
    with peer() as server:
        url = server.url
    with pytest.raises(Unknown), translated():
        ask(client("sk_test_gone", url), "get", "/v1/payment_intents/pi_1", {})


def test_a_redirect_is_not_followed() -> None:
    with peer(b"HTTP/1.1 302 Found\r\nLocation: /v1/elsewhere\r\nContent-Length: 0\r\n\r\n") as server:
        assert _post(KeptConnections(server.url), server) == 302
        assert len(server.heard) == 1


def test_only_its_own_address_is_asked(server: Peer) -> None:
    kept = KeptConnections(server.url)
    for elsewhere in ("https://files.stripe.test/v1/files", f"{server.url}0/v1/refunds"):
        with pytest.raises(ValueError, match="isn't at"):
            kept.request("get", elsewhere, {"Authorization": "Bearer sk_test_1"})
    assert server.heard == []


def test_each_thread_hears_the_answer_to_itself() -> None:
    with StripeDouble() as double:
        api = client("sk_test_many", double.url)

        def there_and_back(n: int) -> bool:
            asked = {"amount": 1000 + n, "currency": "usd", "metadata": {"n": str(n)}}
            made = ask(api, "post", "/v1/payment_intents", asked, f"many-{n}").body
            found = ask(api, "get", f"/v1/payment_intents/{made['id']}", {}).body
            return bool(made["metadata"] == found["metadata"] == {"n": str(n)})

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(there_and_back, range(200)))


def test_as_many_connections_as_ask_at_once(server: Peer) -> None:
    kept = KeptConnections(server.url)
    server.may_answer.clear()
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(_post, kept, server) for _ in range(3)]
        threading.Timer(0.2, server.may_answer.set).start()
        assert [one.result() for one in asked] == [200, 200, 200]
        assert [one.result() for one in [pool.submit(_post, kept, server) for _ in range(9)]] == [200] * 9
    assert server.connections == 3


def test_a_forked_process_connects_for_itself(server: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptConnections(server.url)
    _post(kept, server)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert _post(kept, server) == 200
    assert server.connections == 2


def test_closed_connections_are_gone(server: Peer) -> None:
    kept = KeptConnections(server.url)
    _post(kept, server)
    kept.close()
    assert _post(kept, server) == 200
    assert server.connections == 2


def test_a_proxy_of_the_environment_is_used(server: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    through = connections("http://api.stripe.test")
    assert isinstance(through, ThroughProxy)
    _, status, _ = through.request("post", "http://api.stripe.test/v1/refunds", {}, FORM)
    assert (status, server.heard[0].partition("\r\n")[0]) == (
        200,
        "POST http://api.stripe.test/v1/refunds HTTP/1.1",
    )
    through.close()


@pytest.mark.parametrize(
    ("name", "value"), [("HTTPS_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "localhost")]
)
def test_a_proxy_for_others_is_not_used(
    server: Peer, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    if name == "NO_PROXY":
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv(name, value)
    assert _post(connections(server.url), server) == 200


def test_https_needs_a_certificate_of_stripes_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    _self_signed("localhost", bundle, key)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(bundle, key)
    with peer(tls=tls) as server:
        with pytest.raises(stripe.APIConnectionError, match="SSLCertVerificationError"):
            _post(KeptConnections(server.url), server)
        monkeypatch.setattr(stripe, "ca_bundle_path", str(bundle))
        kept = KeptConnections(server.url)
        assert [_post(kept, server) for _ in range(2)] == [200, 200]
        assert (server.connections, len(server.heard)) == (2, 2)
        server.url = server.url.replace("localhost", "127.0.0.1")
        with pytest.raises(stripe.APIConnectionError, match="SSLCertVerificationError"):
            _post(KeptConnections(server.url), server)


def _self_signed(host: str, bundle: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
