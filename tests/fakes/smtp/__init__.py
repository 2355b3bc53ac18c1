"""A mail server over TCP that can be down, refuse, hang up at any point, and tells what it was handed."""

import random
import socketserver
import threading
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

STRANGER = "nobody-"  # mailboxes that begin so don't exist here
FAULTS = ("greeting", "hang_up_before", "busy", "hang_up_at_data", "keep_and_hang_up", "slow_answer")


@dataclass
class Arrival:
    """One mail that was kept, with its files by name. `goodbye`: its sender said QUIT, so it had noted our answer."""

    message_id: str
    to: str
    files: dict[str, bytes] = field(default_factory=dict)
    answered: bool = False
    goodbye: bool = False


@dataclass
class SmtpDouble:
    """Listens on a port of 127.0.0.1; `faults` is the share of connections that go wrong, evenly of each kind."""

    faults: float = 0.0
    seed: int = 1
    slow_seconds: float = 0.05
    arrivals: list[Arrival] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._server: _Server | None = None
        self.pause = threading.Event()

    def start(self) -> None:
        """Be up, on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Conversation)
        self._server.double = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Be down: whoever connects is refused."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def let_go(self) -> None:
        """In a fork of this process: its port is its parent's to close."""
        if self._server:
            self._server.socket.close()

    def fault(self) -> str:
        """What goes wrong with the next connection; nothing, mostly."""
        wrong = self._chance.random() < self.faults
        kind = self._chance.choice(FAULTS) if wrong else ""
        self.happened[kind or "well"] += 1
        return kind

    def arrived(self, message_id: str) -> list[Arrival]:
        """Every time that this mail was kept."""
        return [arrival for arrival in list(self.arrivals) if arrival.message_id == message_id]


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 256
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    double: SmtpDouble

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is nothing to speak of."""


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        double = self.server.double
        self.wrong, self.recipient = double.fault(), ""
        self.kept: list[Arrival] = []
        if self.wrong == "greeting":
            self._say("421 Not now.")
            return
        self._say("220 double ESMTP")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"_{word.lower()}", self._unknown)(rest):
                return

    def _ehlo(self, _: str) -> bool:
        return self._ok()

    _helo = _rset = _noop = _ehlo

    def _mail(self, _: str) -> bool:
        return self.wrong != "hang_up_before" and self._ok()

    def _rcpt(self, rest: str) -> bool:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        if self.recipient.startswith(STRANGER):
            return self._say("550 5.1.1 No such mailbox.")
        return self._say("451 4.3.0 Busy, try later.") if self.wrong == "busy" else self._ok()

    def _data(self, _: str) -> bool:
        self._say("354 Go on.")
        if self.wrong == "hang_up_at_data":
            return False
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # killed in the middle: this mail was never handed over
            lines.append(line)
        return self._keep(b"".join(lines))

    def _keep(self, data: bytes) -> bool:
        double = self.server.double
        message = message_from_bytes(data)
        arrival = Arrival(message["Message-ID"], self.recipient, _files(message))
        double.arrivals.append(arrival)
        self.kept.append(arrival)
        if self.wrong == "keep_and_hang_up":
            return False
        if self.wrong == "slow_answer":
            double.pause.wait(double.slow_seconds)
        arrival.answered = self._ok()
        return True

    def _quit(self, _: str) -> bool:
        for arrival in self.kept:
            arrival.goodbye = True
        self._say("221 Bye.")
        return False

    def _unknown(self, _: str) -> bool:
        return self._say("500 What?")

    def _ok(self) -> bool:
        return self._say("250 Fine.")

    def _say(self, line: str) -> bool:
        self.wfile.write(f"{line}\r\n".encode())
        return True


def _files(message: Message) -> dict[str, bytes]:
    """What is enclosed, as the reader would save it."""
    named = {part.get_filename(): part.get_payload(decode=True) for part in message.walk()}
    return {name: bytes(content) for name, content in named.items() if name and isinstance(content, bytes)}
