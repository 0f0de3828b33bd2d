"""What the gateway takes before and beside its work: start, memory, connections, handshakes."""
import json

import programs
import transfers
from table import median

MIB = 1 << 20
GROUPS = [("classical", "X25519"), ("hybrid", "X25519MLKEM768")]


def start(world, extent, table):
    """From exec to the first answer over TLS, on the data of this run."""
    times = [world.restarts() * 1000 for _ in range(extent.restarts)]
    table.below("start to first answer", median(times), 300, "ms", f"slowest {max(times):.0f} ms; demonstration-sized data")
    table.absent("start to first answer, 1 million cases", "< 1 s", "not measured here")


def idle(world, nginx, extent, table):
    """The memory of a gateway just started, and of connections that have had one answer and wait."""
    table.below("memory, idle after start", world.server.memory() / 1024, 40, "MiB")
    per = {}
    for protocol in ("http/1.1", "h2"):
        for name, server, url in [("ours", world.server, world.shown["url"] + "/log/checkpoint"), ("nginx", nginx, nginx.url + "/small")]:
            # The first connections also bring buffers that stay; they are no cost of one more.
            world.asks("hold", url, 20, protocol)
            before = server.memory()
            world.asks("let-go")
            world.asks("hold", url, 20 + extent.connections, protocol)
            per[name, protocol] = (server.memory() - before) / extent.connections
            world.asks("let-go")
    for protocol in ("http/1.1", "h2"):
        beside = f"nginx {per['nginx', protocol]:.1f} KiB; {extent.connections} connections"
        table.below(f"memory of one idle connection, {protocol}", per["ours", protocol], 22, "KiB", beside)


def handshakes(world, nginx, extent, table):
    """Full handshakes, no session resumed, by CPU second. nginx speaks X25519 only, as its OpenSSL does."""
    address = world.shown["url"].removeprefix("https://")
    rates = {name: [] for name in ("nginx", "classical", "hybrid")}
    for _ in range(extent.rounds):
        for name, server, to, groups in [
            ("nginx", nginx, f"127.0.0.1:{nginx.port}", "classical"),
            ("classical", world.server, address, "classical"),
            ("hybrid", world.server, address, "hybrid"),
        ]:
            cpu, done = server.spent(lambda to=to, groups=groups: world.asks("handshakes", to, extent.handshakes, groups))
            rates[name].append(done["made"] / cpu)
    cost = {name: f"{1e6 / median(values):.0f} µs CPU each" for name, values in rates.items()}
    for name, group in GROUPS:
        ratio = median([own / other for own, other in zip(rates[name], rates["nginx"])])
        goal = 1.8 if name == "classical" else None
        if goal:
            table.at_least(f"full TLS 1.3 handshakes per CPU second, {group}, to nginx", ratio, goal, f"{cost[name]}; nginx {cost['nginx']}")
        else:
            table.add(f"full TLS 1.3 handshakes per CPU second, {group}, to nginx's X25519", f"{ratio:.2f} ×", note=cost[name])


def large(world, extent, folder, table):
    """How far memory rises while one large report comes in and goes out."""
    about, file = folder / "about.json", folder / "large.pdf"
    about.write_text(json.dumps(transfers.ABOUT))
    transfers.pdf(file, extent.large, 1)
    size = f"{extent.large // MIB} MiB"
    rose, report = risen(world, lambda: transfers.push(world, file, about))
    table.below(f"memory beyond the idle, push of {size}", rose, 16, "MiB")
    file.unlink()
    for form, who in [("plain", "school"), ("sealed", "council")]:
        url = f"{world.shown['reports']}/{report}/content?purpose=aln-support&form={form}"
        rose, _ = risen(world, lambda: transfers.curl(world, ["-o", "/dev/null", "-H", world.bearer(who), url]))
        table.below(f"memory beyond the idle, {form} release of {size}", rose, 16, "MiB")


def risen(world, work):
    """MiB of the highest point during `work` above a gateway just started, and what `work` returned."""
    world.restarts()
    before = world.server.memory()
    world.server.forget_peak()
    returned = work()
    return (world.server.memory("VmHWM") - before) / 1024, returned
