"""A group robot that keeps what it was told, and misbehaves when told to."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

Trouble = Literal["hang", "drip", "drop", "flood", "babble"]


@dataclass
class Answer:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Told:
    """One request as it arrived, whatever was answered."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    size: int
    is_answered: bool = False

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class Robot:
    """`answers` holds the next ones in order, then all is well again: words go as they are, a dict as JSON with 200.

    "hang" never answers, "drip" sends a byte of a header now and then, "drop" breaks the connection, "flood" sends a
    megabyte, "babble" what is no HTTP.
    """

    port: int
    well: dict[str, Any]
    received: list[Told] = field(default_factory=list)
    answers: list[Answer | dict[str, Any] | Trouble] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot/send?access_token=0123456789abcdef"

    @property
    def taken(self) -> list[Told]:
        """What was acknowledged."""
        return [told for told in self.received if told.is_answered]

    def next_answer(self) -> Answer | Trouble:
        answer = self.answers.pop(0) if self.answers else self.well
        return Answer(answer) if isinstance(answer, dict) else answer


class Session(BaseHTTPRequestHandler):
    robot: Robot

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        told = Told(parts.path, dict(parse_qsl(parts.query)), dict(self.headers), json.loads(content), len(content))
        self.robot.received.append(told)
        answer = self.robot.next_answer()
        if isinstance(answer, Answer):
            told.is_answered = answer.body == self.robot.well
            self.say(answer)
        else:
            getattr(self, answer)()

    def do_GET(self) -> None:
        self.robot.received.append(Told(self.path, {}, dict(self.headers), {}, 0))
        self.say(Answer({}))

    def say(self, answer: Answer) -> None:
        content = answer.body.encode() if isinstance(answer.body, str) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def hang(self) -> None:
        self.robot.ended.wait(60)

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.robot.ended.wait(0.1):
            self.wfile.write(b"x")
            self.wfile.flush()

    def drop(self) -> None:
        self.close_connection = True

    def flood(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"errcode": 0, "code": 0, "errmsg": "' + b"x" * 1_000_000 + b'"}')

    def babble(self) -> None:
        self.wfile.write(b"no\x00HTTP \x1b[31m at all\r\n\r\n")

    def log_message(self, *_: Any) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """The other side hung up, which is what it is here for."""


@contextmanager
def recorder(*, well: dict[str, Any] | None = None, context: ssl.SSLContext | None = None) -> Iterator[Robot]:
    """In threads of our own process: it outlives any worker that a test kills. `well`: what a service says when it took
    a message. `context`: speaks TLS with it."""

    class OwnSession(Session):
        pass

    server = Server(("127.0.0.1", 0), OwnSession)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    robot = OwnSession.robot = Robot(server.server_port, well or {"errcode": 0, "errmsg": "ok"})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield robot
    finally:
        robot.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
