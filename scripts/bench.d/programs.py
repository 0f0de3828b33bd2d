"""The programs that are measured and those that load them: building, starting, ending, and reading their clocks and memory.

CPU time is that of the process clock (clock_getcpuclockid(3)): nanoseconds of all threads, ended ones too, where /proc/PID/stat
counts hundredths of a second. Memory is what /proc/PID/status calls VmRSS and, at its highest, VmHWM.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "target" / "release" / "examples"
ROOMS = ["porthor", "porthor-keys", "porthor-policy", "porthor-tests"]
REPORT = pathlib.Path(__file__).resolve().parent / "report.lua"
# What is still being written when an answer has gone: ends of transfers, mostly.
SETTLING = 0.15


class NotMeasured(Exception):
    """Something that should have been measured could not be; the text says what to do."""


def build():
    """Everything in one call, so that nothing is built with two choices of features."""
    rooms = [word for room in ROOMS for word in ("-p", room)]
    command = [os.environ.get("CARGO", "cargo"), "build", "--locked", "--release", *rooms, "--bins", "--examples"]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise NotMeasured("the build did not succeed; see above")


def example(room, name):
    """What an example prints: one object for each line of JSON."""
    path = EXAMPLES / name
    if not path.is_file():
        raise NotMeasured(f"{path} is missing: {room} has lost its example")
    done = subprocess.run([path], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def find(name):
    """A program of the system, wherever Debian puts it; None where it is not installed."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


class Server:
    """Processes that serve together."""

    def __init__(self, process):
        self.process = process

    def processes(self):
        children = pathlib.Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return [self.process, *map(int, children)]

    def cpu(self):
        """Seconds so far."""
        return sum(time.clock_gettime((~process << 3) | 2) for process in self.processes())

    def memory(self, field="VmRSS"):
        """KiB of all."""
        return sum(self._memory(process, field) for process in self.processes())

    @staticmethod
    def _memory(process, field):
        status = pathlib.Path(f"/proc/{process}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", status).group(1))

    def forget_peak(self):
        """Lets VmHWM begin again at what is used now (proc(5), clear_refs)."""
        for process in self.processes():
            pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")

    def spent(self, work):
        """CPU seconds that `work` costs here, and what it returned."""
        before = self.cpu()
        returned = work()
        time.sleep(SETTLING)
        return self.cpu() - before, returned


class World:
    """The gateway with its people, and the load that only they can make: `bench_world` over its input and output."""

    def __enter__(self):
        program = EXAMPLES / "bench_world"
        environment = {**os.environ, "PORTHOR_BIN": str(ROOT / "target" / "release" / "porthor")}
        self.child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.shown = self._read()
        self.server = Server(self.shown["process"])
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        try:
            self.child.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.child.kill()

    def _read(self):
        line = self.child.stdout.readline()
        if not line:
            raise NotMeasured("the stage could not be set or fell; what it said is above")
        return json.loads(line)

    def asks(self, *words):
        """One line there, one line back."""
        self.child.stdin.write(" ".join(map(str, words)) + "\n")
        self.child.stdin.flush()
        return self._read()

    def restarts(self):
        """Kills and starts the gateway; seconds to its first answer."""
        answer = self.asks("restart")
        self.server = Server(answer["process"])
        return answer["seconds"]

    def bearer(self, who):
        """The header of somebody signed in, with a token that is good for minutes."""
        self.shown = self.asks("shown")
        return f"Authorization: Bearer {self.shown[who]}"

    def metrics(self):
        """Metrics by their text, with their labels if they have any."""
        with urllib.request.urlopen(self.shown["observe"] + "/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and line[0] != "#")}


def load(url, connections, seconds, header=None):
    """Runs wrk; its requests, bytes, seconds, and how many answers were neither 2xx nor 3xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(REPORT)]
    command += ["-H", header] if header else []
    done = subprocess.run([*command, url], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise NotMeasured(f"wrk said nothing of {url.split('?')[0]}: {done.stdout[-300:]}{done.stderr[-300:]}")
    ran = json.loads(lines[-1])
    if not ran["requests"]:
        raise NotMeasured(f"nothing came back from {url.split('?')[0]} within {seconds} s")
    return ran


def expect_success(ran, what):
    """A refusal is quicker than a release: figures with refusals among them are worth nothing."""
    if ran["failed"]:
        raise NotMeasured(f"{what}: {ran['failed']} of {ran['requests']} answers were errors")
