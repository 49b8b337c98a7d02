"""Which faults come, in which order: a pure function of the seed. What each hits depends on the moment."""

import random
from dataclasses import dataclass

WEIGHTS = {
    "kill a worker": 4,
    "kill a child": 5,
    "kill a beat": 3,
    "kill PostgreSQL": 3,
    "kill Redis": 2,
    "kill Redis, all forgotten": 2,
    "empty Redis": 2,
    "garbage in the queue": 2,
    "mail server stopped": 3,
    "recipients to be tried later": 3,
    "recipients refused": 2,
    "contents to be tried later": 2,
    "contents refused": 1,
    "hanging before the content": 2,
    "hanging after the content": 2,
    "dropping before the content": 3,
    "dropping after the content": 3,
    "clock of a worker": 4,
    "a third beat": 1,
}
LAST = "kill both workers"
MINUTE, HOUR = 60, 3600
SHIFTS = (-26 * HOUR, -2 * HOUR, -10 * MINUTE, -5, 5, 10 * MINUTE, 2 * HOUR, 26 * HOUR)


@dataclass(frozen=True)
class Fault:
    """`after`: seconds from the first letter of its wave on; `lasts`: until what was taken away comes back; `which`
    of two workers or beats; `count` of letters that are answered badly; `shift` of the clock, in seconds."""

    number: int
    kind: str
    after: float
    lasts: float
    which: int
    count: int
    shift: int

    def __str__(self) -> str:
        told = f"{self.number:>3} {self.kind:<28} after {self.after:.2f} s, lasts {self.lasts:.1f} s"
        return f"{told}, which {self.which}, count {self.count}, shift {self.shift:+d} s"


def plan(seed: int, count: int) -> list[Fault]:
    """Every kind comes once before any comes twice, as far as there are enough; the last leaves nobody alive."""
    chance = random.Random(f"faults {seed}")
    kinds = list(WEIGHTS)
    chance.shuffle(kinds)
    kinds += chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=max(0, count - len(kinds)))
    kinds = [*kinds[: count - 1], LAST]
    return [_fault(number, kind, chance) for number, kind in enumerate(kinds, start=1)]


def _fault(number: int, kind: str, chance: random.Random) -> Fault:
    return Fault(
        number,
        kind,
        after=round(chance.uniform(0, 0.4), 2),
        lasts=round(chance.uniform(0.2, 3), 1),
        which=chance.randrange(2),
        count=chance.randint(1, 3),
        shift=chance.choice(SHIFTS),
    )
