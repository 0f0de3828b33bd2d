"""What has to be durable before anything moves: records beside the disk's own fdatasync, and withdrawals."""
import os
import pathlib
import sqlite3
import time

import programs
from table import median, percentile

GROUP = "porthor_record_group_seconds"
ENTRIES = "porthor_record_group_entries"
CUT = "porthor_withdrawal_to_cut_seconds"
PIECE = 4096
PIECES = 1024


def syncs(folder, seconds):
    """fdatasync per second of 4 KiB each, in a file laid out before, on the disk that the record lies on."""
    path = pathlib.Path(folder) / "fdatasync"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, bytes(PIECE * PIECES), 0)
        os.fsync(file)
        done, began = 0, time.monotonic()
        while time.monotonic() - began < seconds:
            os.pwrite(file, os.urandom(PIECE), done % PIECES * PIECE)
            os.fdatasync(file)
            done += 1
        return done / (time.monotonic() - began)
    finally:
        os.close(file)
        path.unlink()


def commits(folder, seconds):
    """One-row transactions per second of bare SQLite with the gateway's settings: the same disk, and nothing of ours."""
    path = pathlib.Path(folder) / "commits.db"
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB)")
        done, began = 0, time.monotonic()
        while time.monotonic() - began < seconds:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO entry (body) VALUES (?)", (os.urandom(600),))
            database.execute("COMMIT")
            done += 1
        return done / (time.monotonic() - began)
    finally:
        database.close()
        for left in path.parent.glob("commits.db*"):
            left.unlink()


class Recorded:
    """Durable records per second: as those who wait see it, and as the writer alone does."""

    def __init__(self):
        self.outside, self.writer, self.group, self.cost = [], [], [], []

    def take(self, world, waiting, seconds):
        """A refusal of somebody who is on the case is an event and nothing else, and is answered once it is durable."""
        header, before = world.bearer("school"), world.metrics()
        cpu, ran = world.server.spent(lambda: programs.load(world.shown["refused"], waiting, seconds, header))
        if ran["failed"] != ran["requests"]:
            raise programs.NotMeasured(f"refusals: {ran['requests'] - ran['failed']} answers were a release")
        after = world.metrics()
        grown = {name: after[name] - before.get(name, 0) for name in (f"{GROUP}_sum", f"{GROUP}_count", f"{ENTRIES}_sum")}
        self.outside.append(ran["requests"] / ran["seconds"])
        self.writer.append(grown[f"{ENTRIES}_sum"] / grown[f"{GROUP}_sum"])
        self.group.append(grown[f"{ENTRIES}_sum"] / grown[f"{GROUP}_count"])
        self.cost.append(cpu / ran["requests"])


def records(world, extent, table):
    """64 waiting, one waiting, and the disk alone, in turn."""
    many, one, disk, bare = Recorded(), Recorded(), [], []
    folder = world.shown["folder"]
    # Disks wander more than anything else here: short rounds, and twice as many.
    for _ in range(2 * extent.rounds):
        before = syncs(folder, 0.3)
        many.take(world, 64, 1)
        bare.append(commits(folder, 0.5))
        one.take(world, 1, 1)
        disk.append((before + syncs(folder, 0.3)) / 2)

    def ratio(ours, theirs):
        return median([own / other for own, other in zip(ours, theirs)])

    cost = {name: f"{median(taken.cost) * 1e6:.0f} µs CPU a request" for name, taken in (("many", many), ("one", one))}
    beside = f"{median(many.outside):.0f} to {median(disk):.0f} per second; groups of {median(many.group):.0f}; {cost['many']}"
    table.at_least("durable records, 64 waiting over HTTPS, to fdatasync", ratio(many.outside, disk), 5, beside)
    beside = f"one: {median(one.outside):.0f} per second"
    table.at_least("durable records, 64 waiting, to one waiting (no grouping)", ratio(many.outside, one.outside), 5, beside)
    table.at_least("durable records, one waiting over HTTPS, to fdatasync", ratio(one.outside, disk), 0.7, cost["one"])
    for words, taken in [("64", many), ("one", one)]:
        beside = f"{median(taken.writer):.0f} to {median(bare):.0f} per second; fdatasync {median(disk):.0f}"
        table.add(f"the writer alone, {words} waiting, to one-row commits of bare SQLite", f"{ratio(taken.writer, bare):.2f} ×", note=beside)


def withdrawals(world, extent, table):
    """The download of a long report is cut: from outside, and from the commit on as the gateway measures it."""
    before = world.metrics()
    seen = world.asks("withdrawals", extent.withdrawals)
    after = world.metrics()
    cuts = after[f"{CUT}_count"] - before.get(f"{CUT}_count", 0)
    if cuts != extent.withdrawals:
        raise programs.NotMeasured(f"{cuts:.0f} of {extent.withdrawals} withdrawals cut a download")
    inside = (after[f"{CUT}_sum"] - before.get(f"{CUT}_sum", 0)) / cuts * 1000
    answered, ended = ([value * 1000 for value in seen[name]] for name in ("answered", "ended"))
    table.below("withdrawal sent to nothing more passes, median", median(answered), 50, "ms", f"{extent.withdrawals} runs; the answer is the proof")
    table.below("withdrawal sent to nothing more passes, 99 of 100", percentile(answered, 99), 250, "ms")
    beside = f"99 of 100: {percentile(ended, 99):.1f} ms; what lay in buffers is read first"
    table.below("withdrawal sent to its reader's end of stream, median", median(ended), 50, "ms", beside)
    table.add("commit of the withdrawal to the cut, inside, mean", f"{inside:.2f} ms", note=f"none over {bound(before, after, cuts) * 1000:g} ms")
    table.absent("withdrawal to cut across nodes", "< 1 s", "one node is measured here")


def bound(before, after, cuts):
    """The least of the histogram's bounds, in seconds, under which all of the cuts lie."""
    start = f'{CUT}_bucket{{le="'
    for name, count in after.items():
        if name.startswith(start) and count - before.get(name, 0) >= cuts:
            return float(name[len(start):].partition('"')[0])
    raise programs.NotMeasured("the gateway's histogram of cuts does not hold them all")
