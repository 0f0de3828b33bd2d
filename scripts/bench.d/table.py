"""The table at the end: what, figure, goal, met or not."""
import json
import statistics


def median(values):
    return statistics.median(values)


def percentile(values, share):
    """The smallest value that at least `share` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 100) - 1))]


class Table:
    def __init__(self):
        self.lines = []

    def add(self, what, figure, goal="", met=None, note=""):
        """One line; `met` is None where there is no goal or nothing to hold against it."""
        self.lines.append({"what": what, "figure": figure, "goal": goal, "met": met, "note": note})

    def at_least(self, what, ratio, goal, note="", unit=" ×"):
        digits = 2 if ratio >= 0.1 else 3
        self.add(what, f"{ratio:.{digits}f}{unit}", f"≥ {goal:g}{unit}", ratio >= goal, note)

    def below(self, what, value, limit, unit, note=""):
        self.add(what, f"{value:.3g} {unit}", f"< {limit:g} {unit}", value < limit, note)

    def absent(self, what, goal, why):
        self.add(what, "–", goal, None, why)

    def show(self):
        shown = {True: "yes", False: "NO", None: "–"}
        rows = [("what", "figure", "goal", "met", "beside")]
        rows += [(line["what"], line["figure"], line["goal"], shown[line["met"]], line["note"]) for line in self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        print()
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)) + "  " + row[4])
        goals = [line["met"] for line in self.lines if line["met"] is not None]
        print(f"\n{goals.count(True)} of {len(goals)} goals met")

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.lines, file, ensure_ascii=False, indent=1)
