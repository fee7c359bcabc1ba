"""Many learners at once on one server, each with sentences of their own and an action every 5 s."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass, field

import psutil

from benchmarks.actions import PAGES, Action, Visitor
from benchmarks.server import Server

EVERY = 5.0  # seconds from one action of a learner to the next
ENTERING = 4  # learners who open their page at the same moment
# What a learner does next, of 20 times; a page that is left is come back to.
CHOICES = ("head",) * 9 + ("row",) * 5 + ("write",) * 3 + ("leave",) * 3
DISTURBED = (OSError, TimeoutError, asyncio.TimeoutError)


@dataclass
class Heard:
    """What came of the actions of a while: name → seconds until the end; how many went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: int = 0
    cores: float = 0.0  # the server's processor time in a second
    mib: float = 0.0  # its memory at the end

    def add(self, action: Action) -> None:
        """One that ended."""
        self.seconds.setdefault(action.name, []).append(action.run.seconds)
        self.errors += bool(action.run.exceptions)

    @property
    def all(self) -> list[float]:
        """Milliseconds of all actions, the quickest first; at least one."""
        return sorted(1000 * s for seconds in self.seconds.values() for s in seconds) or [0.0]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 actions end."""
        return self.all[min(len(self.all) - 1, int(0.95 * len(self.all)))]


class Crowd:
    """Learners who stay; `grow` lets more of them in, `act` lets all of them act for a while."""

    def __init__(self, server: Server, length: int = 0):
        self.server, self.length = server, length
        self.visitors: list[Visitor] = []
        self.errors = 0

    async def grow(self, count: int) -> None:
        """Until there are `count` learners, each with a page open."""
        doors = asyncio.Semaphore(ENTERING)

        async def enter(visitor: Visitor) -> None:
            async with doors:
                try:
                    self.errors += bool((await visitor.enter()).run.exceptions)
                except DISTURBED:
                    self.errors += 1

        new = [
            Visitor(self.server.url, number, self.length)
            for number in range(len(self.visitors), count)
        ]
        await asyncio.gather(*map(enter, new))
        self.visitors += new

    async def act(self, seconds: float) -> Heard:
        """Everybody acts, at moments of their own."""
        heard = Heard(errors=self.errors)
        self.errors = 0
        process = psutil.Process(self.server.pid)
        before, started = sum(process.cpu_times()[:2]), time.monotonic()
        end = started + seconds
        await asyncio.gather(*(self._live(visitor, heard, end) for visitor in self.visitors))
        heard.cores = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - started)
        heard.mib = self.server.rss()
        return heard

    async def _live(self, visitor: Visitor, heard: Heard, end: float) -> None:
        chance = random.Random(visitor.number)
        due = time.monotonic() + chance.uniform(0, EVERY)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                heard.add(await _next(visitor, chance))
            except DISTURBED:
                heard.errors += 1
            due = max(due + EVERY, time.monotonic())

    async def fill(self, sentences: int) -> None:
        """Each writes so many sentences and takes them through the pages, four at a time.

        As many as the server keeps: from then on what it keeps takes no more memory.
        """
        turn = asyncio.Semaphore(ENTERING)

        async def write(visitor: Visitor) -> None:
            for number in range(sentences):
                async with turn:
                    done = await visitor.write()
                    self.errors += bool(done.run.exceptions)
                    if number % 4 == 0:
                        for page in (PAGES[1 + number // 4 % (len(PAGES) - 1)], "sentence"):
                            done = await visitor.turn_to(page)
                            self.errors += bool(done.run.exceptions)

        await asyncio.gather(*map(write, self.visitors))

    async def leave(self) -> None:
        """All go."""
        await asyncio.gather(*(visitor.learner.leave() for visitor in self.visitors))
        self.visitors = []


async def _next(visitor: Visitor, chance: random.Random) -> Action:
    if visitor.page != "sentence":
        return await visitor.turn_to("sentence")
    what = chance.choice(CHOICES)
    if what == "leave":
        return await visitor.turn_to(chance.choice(PAGES[1:]))
    return await getattr(visitor, what)()
