"""A push from the command line beside curl: the same sealed bytes over the same line to the same gateway, and what the client needs in memory."""
import os
import subprocess
import time

import programs
import transfers
from table import median

PROGRAM = programs.ROOT / "target" / "release" / "porthor"


class Device:
    """Somebody's own machine, with a device enrolled on it."""

    def __init__(self, world, folder):
        self.surroundings = {**os.environ, "PORTHOR_HOME": str(folder / "device"), "PORTHOR_CA_FILE": world.shown["authority"], "LANG": "en_GB.UTF-8"}
        told = world.asks("device")
        self.run(["enrol", "device", "--gateway", world.shown["url"], "--code", told["code"]])
        self.run(["case", "list", "--code", told["first"]])

    def run(self, words):
        """Seconds of the wall and the highest memory, KiB."""
        began = time.monotonic()
        child = subprocess.Popen([PROGRAM, *words], env=self.surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        if status:
            raise programs.NotMeasured(f"porthor {words[0]}: {said[:300]}")
        return time.monotonic() - began, used.ru_maxrss


def pushes(world, extent, folder, table):
    """100 MiB, one after the other, each another file; what curl sends is sealed beforehand, what the command line sends it seals itself."""
    if not programs.find("age"):
        return table.absent("push of 100 MiB from the command line, to curl", "≤ 1.15 ×", "age is not installed: apt-get install age")
    device, about, file, sealed = Device(world, folder), folder / "line.json", folder / "line.pdf", folder / "line.age"
    about.write_text(transfers.json.dumps(transfers.ABOUT))
    shown = world.shown
    ours, theirs, memory = [], [], []
    for number in range(extent.rounds):
        transfers.pdf(file, extent.line, 2 * number)
        sealing = ["age", "-r", shown["recipient"], "-o", str(sealed), str(file)]
        subprocess.run(sealing, check=True)
        world.bearer("clinician")
        began = time.monotonic()
        transfers.push(world, sealed, about)
        theirs.append(time.monotonic() - began)
        sealed.unlink()
        transfers.pdf(file, extent.line, 2 * number + 1)
        seconds, most = device.run(["push", shown["case"], str(file), "--category", "speech-language", "--purpose", "aln-support"])
        ours.append(seconds)
        memory.append(most / 1024)
    file.unlink()
    size = f"{extent.line >> 20} MiB"
    ratio = median([own / other for own, other in zip(ours, theirs)])
    beside = f"{median(ours):.2f} s with its sealing and signing in; curl {median(theirs):.2f} s, sealed before"
    table.below(f"push of {size} from the command line, time to curl's", ratio, 1.15, "×", beside)
    table.below(f"memory of the command line, push of {size}", max(memory), 32, "MiB")
