"""Remembers that the broker was away, so that of many who would wake a sender only one now and then waits for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Breaker:
    """Open for `rest` seconds after a failure; whatever was not sent meanwhile the next tick finds in the database."""

    rest: float
    tell_time: Callable[[], float] = time.monotonic
    _until: float = float("-inf")

    def is_open(self) -> bool:
        return self.tell_time() < self._until

    def trip(self) -> None:
        self._until = self.tell_time() + self.rest

    def close(self) -> None:
        self._until = float("-inf")


breaker = Breaker(rest=10)
