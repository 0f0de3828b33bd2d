"""Releases and pushes of reports beside nginx and rclone, and what their parts cost in memory."""
import json
import secrets
import subprocess

import programs
from table import median

MIB = 1 << 20
ABOUT = {
    "category": "speech-language", "purpose": "aln-support", "audience": "family", "status": "signed-off",
    "language": "en", "provenance": "nhs", "file_name": "assessment.pdf",
}


def in_memory(table):
    """The envelope beside ring, the rewrite of a header, the decision: examples of their rooms, which print what they measured."""
    found = {line["name"]: line for line in programs.example("keys", "envelope_bench")}
    for name, words in [("payload_seal", "payload encryption in memory, to ring"), ("payload_open", "payload decryption in memory, to ring")]:
        line = found[name]
        table.at_least(words, line["ratio"], 0.85, f"{line['ours_mb_s']:.0f} to {line['ring_mb_s']:.0f} MB/s")
    table.below("header rewrite", found["header_rewrite"]["us"], 300, "µs", "aim 150 µs")
    decision = programs.example("policy", "decision_bench")[-1]
    slower = max(decision["allow_ns"], decision["refuse_ns"])
    table.below("decision, 50 consents and 20 protocols", slower / 1000, 5, "µs", f"yes {decision['allow_ns']} ns, no {decision['refuse_ns']} ns")
    table.below("list of 1,000 reports, decisions alone", decision["list_1000_ms"], 2, "ms")


class Rate:
    """Bytes and requests per CPU second of the server and per second of the wall, round by round."""

    def __init__(self):
        self.bytes_cpu, self.bytes_wall, self.requests_cpu, self.requests_wall, self.cost = [], [], [], [], []

    def take(self, server, what, url, connections, seconds, header=None):
        cpu, ran = server.spent(lambda: programs.load(url, connections, seconds, header))
        programs.expect_success(ran, what)
        self.bytes_cpu.append(ran["bytes"] / cpu)
        self.bytes_wall.append(ran["bytes"] / ran["seconds"])
        self.requests_cpu.append(ran["requests"] / cpu)
        self.requests_wall.append(ran["requests"] / ran["seconds"])
        self.cost.append(cpu / ran["requests"])

    def to(self, peer, of):
        """The median of the rounds' ratios."""
        return median([ours / theirs for ours, theirs in zip(getattr(self, of), getattr(peer, of))])

    def per_cpu(self):
        return f"{median(self.bytes_cpu) / 1e6:.0f} MB per CPU second"

    def small(self):
        return f"{median(self.requests_wall):.0f} requests/s, {median(self.cost) * 1e6:.0f} µs CPU each"


def releases(world, nginx, rclone, extent, table):
    """10 MiB, 4 at a time, and 1 KiB, 16 at a time."""
    names = ["sealed", "plain", "small", "small_sealed", "nginx", "nginx_small", "rclone", "rclone_small"]
    rates = {name: Rate() for name in names}
    if rclone:
        for name, size in [("usual", 10 * MIB), ("small", 1 << 10)]:
            put(rclone, world, name, size)
    for _ in range(extent.rounds):
        shown, council, school = world.shown, world.bearer("council"), world.bearer("school")
        rates["nginx"].take(nginx, "nginx, 10 MiB", nginx.url + "/usual", 4, extent.seconds)
        rates["sealed"].take(world.server, "sealed release, 10 MiB", shown["sealed"], 4, extent.seconds, council)
        rates["plain"].take(world.server, "plain release, 10 MiB", shown["plain"], 4, extent.seconds, school)
        rates["nginx_small"].take(nginx, "nginx, 1 KiB", nginx.url + "/small", 16, extent.seconds)
        rates["small"].take(world.server, "plain release, 1 KiB", shown["small"], 16, extent.seconds, school)
        rates["small_sealed"].take(world.server, "sealed release, 1 KiB", shown["small_sealed"], 16, extent.seconds, council)
        if rclone:
            rates["rclone"].take(rclone, "rclone, 10 MiB", rclone.url + "/usual", 4, extent.seconds)
            rates["rclone_small"].take(rclone, "rclone, 1 KiB", rclone.url + "/small", 16, extent.seconds)
    show_large(rates, bool(rclone), table)
    show_small(rates, bool(rclone), table)


def show_large(rates, has_rclone, table):
    nginx = rates["nginx"]
    for form, cpu_goal in [("sealed", 1.4), ("plain", 0.8)]:
        ours = rates[form]
        beside = f"{ours.per_cpu()}; nginx {nginx.per_cpu()}"
        table.at_least(f"{form} release 10 MiB, bytes per CPU second, to nginx", ours.to(nginx, "bytes_cpu"), cpu_goal, beside)
        wall = ours.to(nginx, "bytes_wall")
        beside = f"{median(ours.bytes_wall) / 1e6:.0f} to {median(nginx.bytes_wall) / 1e6:.0f} MB/s; the load shares the processors"
        if form == "sealed":
            table.at_least("sealed release 10 MiB, bytes per second, to nginx", wall, 1.0, beside)
        else:
            table.add("plain release 10 MiB, bytes per second, to nginx", f"{wall:.2f} ×", note=beside)
    if has_rclone:
        ratio = rates["plain"].to(rates["rclone"], "bytes_cpu")
        table.add("plain release 10 MiB, bytes per CPU second, to rclone crypt", f"{ratio:.2f} ×", note=rates["rclone"].per_cpu())


def show_small(rates, has_rclone, table):
    nginx = rates["nginx_small"]
    for name, words in [("small", "plain"), ("small_sealed", "sealed")]:
        ratio = rates[name].to(nginx, "requests_cpu")
        table.at_least(f"{words} release 1 KiB, requests per CPU second, to nginx", ratio, 0.1, f"{rates[name].small()}; nginx {nginx.small()}")
    if has_rclone:
        peer = rates["rclone_small"]
        ratio = rates["small"].to(peer, "requests_cpu")
        table.at_least("plain release 1 KiB, requests per CPU second, to rclone crypt", ratio, 1.5, f"rclone {peer.small()}")
    else:
        table.absent("plain release 1 KiB, to rclone crypt", "≥ 1.5 ×", "rclone is not installed: apt-get install rclone")
    table.absent("plain release 1 KiB, to timvisee/send and GlobaLeaks", "≥ 10 ×, ≥ 20 ×", "neither is packaged for Debian; not measured here")


def pdf(path, size, number):
    """A file that no other run has pushed; holes where its size does not matter to the disk."""
    with open(path, "wb") as file:
        file.write(f"%PDF-1.7\n% {number} {secrets.token_hex(16)}\n".encode())
        if size <= 64 * MIB:
            file.write(secrets.token_bytes(max(0, size - file.tell())))
        file.truncate(size)


def curl(world, arguments):
    """HTTP/1.1 like the rest of the load; the status, or what went wrong."""
    command = ["curl", "--silent", "--show-error", "--http1.1", "--cacert", world.shown["authority"], "--max-time", "300"]
    done = subprocess.run([*command, "-w", "%{stderr}%{http_code}", *arguments], capture_output=True, text=True)
    if done.returncode or not done.stderr.startswith("2"):
        raise programs.NotMeasured(f"curl: {done.stderr} {done.stdout[:300]}")


def put(rclone, world, name, size):
    path = f"/dev/shm/porthor-bench-{rclone.process}"
    try:
        pdf(path, size, 0)
        curl(world, ["-T", path, f"{rclone.url}/{name}"])
    finally:
        subprocess.run(["rm", "-f", path], check=True)


def push(world, file, about):
    """Pushes one file as the clinician; the report's id."""
    header, answer = world.bearer("clinician"), about.with_suffix(".pushed")
    report = f"report=<{about};type=application/json"
    curl(world, ["-o", str(answer), "-H", header, "-F", report, "-F", f"file=@{file};type=application/octet-stream", world.shown["reports"]])
    return json.loads(answer.read_text())["id"]


def pushes(world, rclone, extent, folder, table):
    """CPU of one push of 10 MiB, one after the other."""
    about = folder / "about.json"
    about.write_text(json.dumps(ABOUT))
    file = folder / "push.pdf"
    ours, theirs = [], []
    for number in range(extent.pushes):
        pdf(file, 10 * MIB, number)
        ours.append(world.server.spent(lambda: push(world, file, about))[0] * 1000)
        if rclone:
            send = ["-o", "/dev/null", "-T", str(file), f"{rclone.url}/push-{number}"]
            theirs.append(rclone.spent(lambda: curl(world, send))[0] * 1000)
    beside = f"{median(ours):.0f} ms CPU each, durable and hashed twice"
    if theirs:
        ratio = median([other / own for own, other in zip(ours, theirs)])
        table.at_least("push 10 MiB, CPU of rclone crypt to ours", ratio, 2.0, f"{beside}; rclone {median(theirs):.0f} ms, not synced")
    else:
        table.add("push 10 MiB, CPU", f"{median(ours):.0f} ms", "≥ 2 × rclone", None, "rclone is not installed: apt-get install rclone")
    table.absent("push 10 MiB, to dufs", "≥ 1.3 ×", "not packaged for Debian; not measured here")
