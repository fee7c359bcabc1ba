"""A class on one process: how long an action takes, how many learners there may be, what stays.

    make load                        # about four minutes
    make load MINUTES=10             # 30 learners for ten minutes instead, the memory every minute
    python -m benchmarks.load --learners 4,30,120 --parts table,freeze

Learners speak Streamlit's protocol over the websocket (no browser), each with own sentences: heads,
rows, new sentences, other pages, an action every 5 seconds. An action's time is from its request to
the end of the script. The learners run on the same machine and take a part of it. `freeze`: the
same server with its garbage collector left as Streamlit has it (apps/unfrozen.py). What does not
fit into the time, on a busy machine, is left out.
"""

import argparse
import asyncio
import time

from benchmarks import report
from benchmarks.actions import Visitor
from benchmarks.crowd import Crowd, Heard
from benchmarks.server import serve
from benchmarks.timing import Row

LEARNERS = (4, 15, 30, 100)
FURTHER = 1.5  # by how much a crowd grows while it is served well
MOST = 400
SOON = 1000.0  # ms: served well is an action whose p95 is below this
SECONDS = 12.0
BUDGET = 225.0  # seconds for everything; the parts end when these shares of it are over
SHARES = {"table": 0.52, "freeze": 0.7, "memory": 0.97}
TABS, SENTENCES, LONG = 50, 500, 126
FILL = 900  # sentences of some twenty characters: more than the stores hold (lib/ui/store.py)
APP = ("run", "streamlit_app.py")
PARTS = ("table", "freeze", "memory")
HEAD = "learners  actions  median ms   p95 ms  errors  cores  memory MiB"


def line(count: int, heard: Heard) -> str:
    """A line under HEAD."""
    return (
        f"{count:8d} {len(heard.all):8d} {heard.median:10,.0f} {heard.p95:8,.0f} "
        f"{heard.errors:7d} {heard.cores:6.2f} {heard.mib:11,.0f}"
    )


async def levels(
    crowd: Crowd, counts: tuple[int, ...], seconds: float, end: float
) -> dict[int, Heard]:
    """learners → what they heard, printed as it comes.

    Ends early where nothing is served, and at `end` (time.monotonic).
    """
    found: dict[int, Heard] = {}
    for count in counts:
        if found and time.monotonic() > end - seconds:
            print(f"{count:8d} left out: no time", flush=True)
            break
        await crowd.grow(count)
        # Few learners act longer, or there would be too few actions for a p95.
        found[count] = await crowd.act(seconds * (2 if count < 10 else 1))
        print(line(count, found[count]), flush=True)
        if found[count].p95 > 10 * SOON:
            break
    return found


async def table(
    crowd: Crowd, counts: tuple[int, ...], seconds: float, end: float
) -> dict[int, Heard]:
    """The levels asked for, then more learners as long as they are served well."""
    found = await levels(crowd, counts, seconds, end)
    while well(found[last := max(found)]) and FURTHER * last <= MOST:
        if time.monotonic() > end - 2 * seconds:
            break
        found |= await levels(crowd, (int(FURTHER * last),), seconds, end)
    await crowd.leave()
    return found


def well(heard: Heard) -> bool:
    """Nothing went wrong and p95 is below a second."""
    return heard.p95 < SOON and not heard.errors


def rows_of_table(found: dict[int, Heard], name: str, start: float) -> list[Row]:
    """A row a level, and how many learners a process, a core and a GiB hold."""
    targets = {30: ("median ≤ 60, p95 ≤ 300", 60, 300), 100: ("p95 ≤ 1,000, no error", 1e9, 1000)}
    rows = []
    for count, heard in found.items():
        told, median, p95 = targets.get(count, ("", 0, 0)) if not name else ("", 0, 0)
        reached = heard.median <= median and heard.p95 <= p95 and not heard.errors
        rows.append(
            Row(
                f"load{name}, {count} learners: median, p95, ms",
                f"{heard.median:,.0f}, {heard.p95:,.0f}; {len(heard.all)} actions, "
                f"{heard.errors} errors, {heard.cores:.2f} cores, {heard.mib:,.0f} MiB",
                told,
                reached if told else None,
            )
        )
    held = [count for count, heard in found.items() if well(heard)]
    if not name and held:
        most, first = found[max(held)], found[min(found)]
        each = max((most.mib - start) / max(held), 0.01)
        open_end = "at least " if max(held) == max(found) else ""
        rows.append(
            Row(
                "learners with p95 < 1 s: a process, a core, a GiB",
                f"{open_end}{max(held)}; {max(held) / max(most.cores, 0.01):.0f} "
                f"(they use {most.cores:.2f} cores); {1024 / each:.0f} ({each:.1f} MiB each, "
                f"{start:.0f} to {most.mib:.0f} MiB; {first.mib:.0f} with {min(found)})",
            )
        )
    return rows


async def memory(crowd: Crowd, end: float) -> dict[str, float]:
    """Resident memory, MiB: one sentence, tabs left open, many long sentences, others' tabs."""
    server, found = crowd.server, {}

    def note(what: str) -> None:
        found[what] = server.rss()
        print(f"{found[what]:8,.0f} MiB  {what}", flush=True)

    await crowd.grow(1)
    note("one sentence")
    await crowd.grow(TABS)
    note(f"{TABS} tabs open")
    written, turn = 0, asyncio.Semaphore(4)

    async def write(visitor: Visitor) -> None:
        nonlocal written
        async with turn:
            if time.monotonic() < end:
                crowd.errors += bool((await visitor.write()).run.exceptions)
                written += 1

    while written < SENTENCES and time.monotonic() < end:
        await asyncio.gather(*map(write, crowd.visitors))
        if written in (SENTENCES // 2, SENTENCES) or time.monotonic() >= end:
            note(f"{TABS} tabs, {written} long sentences")
    await crowd.leave()
    await crowd.grow(1)
    note("all but one gone")
    await crowd.grow(TABS)
    note(f"{TABS} others")
    await crowd.leave()
    return found


async def flat(crowd: Crowd, count: int, minutes: int) -> list[Row]:
    """The same learners for some minutes; the memory after each.

    Before the first one they have written as many sentences as the server keeps at most.
    """
    await crowd.grow(count)
    await crowd.fill(FILL // count)
    print(HEAD, flush=True)
    heard = []
    for _ in range(minutes):
        heard.append(await crowd.act(60))
        print(line(count, heard[-1]), flush=True)
    await crowd.leave()
    mib = ", ".join(f"{h.mib:,.0f}" for h in heard)
    rows = rows_of_table({count: heard[-1]}, f", minute {minutes}", 0)
    grown = heard[-1].mib - heard[0].mib
    return [*rows, Row("memory after each minute, MiB", mib, "flat", grown < 0.05 * heard[0].mib)]


def run(
    learners: tuple[int, ...] = LEARNERS,
    parts: tuple[str, ...] = PARTS,
    minutes: int = 0,
    seconds: float = SECONDS,
    budget: float = BUDGET,
) -> tuple[list[Row], dict]:
    """The rows of the table, and every value."""
    if minutes:
        with serve(*APP) as server:
            return asyncio.run(flat(Crowd(server), 30, minutes)), {}
    rows, raw = [], {}
    ends = {part: time.monotonic() + share * budget for part, share in SHARES.items()}
    if "table" in parts:
        print(HEAD, flush=True)
        with serve(*APP) as server:
            found, start = asyncio.run(
                _warm(Crowd(server), table, learners, seconds, ends["table"])
            )
        rows += rows_of_table(found, "", start)
        raw["table"] = {count: vars(heard) for count, heard in found.items()}
    if "freeze" in parts:
        print("▸ the collector as Streamlit has it", flush=True)
        few = tuple(count for count in learners if count <= 30)
        with serve(*APP, module="benchmarks.apps.unfrozen") as server:
            found, start = asyncio.run(
                _warm(Crowd(server), levels, few, seconds * 0.7, ends["freeze"])
            )
        rows += rows_of_table(found, " without the freeze", start)
        raw["freeze"] = {count: vars(heard) for count, heard in found.items()}
    if "memory" in parts:
        print("▸ memory", flush=True)
        with serve(*APP) as server:
            crowd = Crowd(server, LONG)
            raw["memory"] = asyncio.run(memory(crowd, ends["memory"]))
        targets = {"one sentence": 520, f"{TABS} tabs, {SENTENCES} long sentences": 600}
        for what, mib in raw["memory"].items():
            most = targets.get(what)
            rows.append(
                Row(
                    f"server's memory, {what}",
                    f"{mib:,.0f} MiB",
                    f"≤ {most} MiB" if most else "",
                    mib <= most if most else None,
                )
            )
    return rows, raw


async def _warm(crowd: Crowd, task, counts: tuple[int, ...], seconds: float, end: float):
    """With the model loaded and each page's libraries imported; (result, memory then)."""
    await crowd.grow(1)
    for page in ("side_by_side", "verify", "why", "value_path", "surgery", "sentence"):
        await crowd.visitors[0].turn_to(page)
    start = crowd.server.rss()
    return await task(crowd, counts, seconds, end), start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=0, help="30 learners for so long instead")
    parser.add_argument("--learners", default=",".join(map(str, LEARNERS)))
    parser.add_argument("--parts", default=",".join(PARTS), help="of: " + ",".join(PARTS))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each level")
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds for everything")
    asked = parser.parse_args()
    started = time.monotonic()
    counts = tuple(sorted(int(count) for count in asked.learners.split(",")))
    rows, raw = run(
        counts, tuple(asked.parts.split(",")), asked.minutes, asked.seconds, asked.budget
    )
    for row in rows:
        print(f"  {row.what}: {row.reached_mark} {row.value}", flush=True)
    report.write("load, ten minutes" if asked.minutes else "load", rows, raw)
    print(f"▸ {time.monotonic() - started:.0f} s; written to benchmarks/README.md", flush=True)


if __name__ == "__main__":
    main()
