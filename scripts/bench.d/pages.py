"""How long pages take on the demonstration's data: somebody of each role signs in, every page that they come to by links is opened, and
every form that changes nothing is sent: searches, previews, trials, what an officer asks.

What is reached is one page for each kind (ids are left out), as deep as links go. Beside stands the smallest answer that the gateway gives
over the same connection, so that a slow machine shows as one.
"""
import collections
import html.parser
import http.client
import json
import os
import pathlib
import re
import ssl
import subprocess
import time
import urllib.parse

import programs
from table import median

PROGRAM = pathlib.Path(os.environ.get("PORTHOR_BIN", programs.ROOT / "target" / "release" / "porthor"))
SLOW_MS = 100
PATIENCE = 60
# What a link may lead to beside a page: a report itself.
FILES = re.compile(r"/(file|sealed)(\?|$)")
# What tells one page of a kind from another: an id, a number of the log, a version; the names of agencies and protocols.
IDS = re.compile(r"(?<=/)(?:[0-9a-z]{20,}|\d+)(?=/|$)")
NAMES = re.compile(r"(?<=…/agency/)[^/]+|(?<=^/protocols/)(?!trial|compare)[^/]+|(?<=/consents/new/)[^/]+")
# Forms that are answered without changing anything, by the kind of page they stand on and what they are sent to there.
ANSWERED = {
    "/desk": "/desk/search",
    "/audit": "/audit",
    "/audit/sight": "/audit/sight",
    "/audit/bundle": "/audit/bundle",
    "/protocols/trial": "/protocols/trial",
    "/family/…/consents/new": "/family/…/consents/new",
}
CASE, REPORT = re.compile(r"^/family/([0-9a-z]{20,})"), re.compile(r"/reports/([0-9a-z]{20,})")
LINE = re.compile(r"^\s+(\S+)\s.*?(\S+@\S+)\s+([0-9]{6})\s+\((for|in) \d+ s\)", re.M)


class Demonstration:
    """`porthor demo` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder / "demonstration"

    def __enter__(self):
        command = [PROGRAM, "demo", "--listen", "127.0.0.1:0", "--folder", self.folder]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        for line in self.child.stdout:
            if line.startswith("Serving at"):
                self.port = int(re.search(r":(\d+)", line.split("//")[1]).group(1))
            if "password of all is:" in line:
                self.password = line.split("is:")[1].strip()
                return self
        raise programs.NotMeasured("the demonstration ended before it served")

    def __exit__(self, *_):
        self.child.terminate()
        self.child.stdout.close()
        self.child.wait(timeout=PATIENCE)

    def people(self):
        """Role, address and present code of somebody of each role; the code is good once, and perhaps not yet."""
        text = (self.folder / "sign-in.txt").read_text()
        return {role: (address, code if good == "for" else None) for role, address, code, good in LINE.findall(text)}

    def connect(self):
        """A connection that stays; the certificate is the demonstration's own."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=PATIENCE)

    def signs_in(self, line, role):
        """The cookie of somebody of this role."""
        address, _ = self.people()[role]
        ticket = asked(line, "/api/v1/sign-in", {"address": address, "password": self.password})["ticket"]
        deadline = time.monotonic() + PATIENCE
        while (code := self.people()[role][1]) is None:
            if time.monotonic() > deadline:
                raise programs.NotMeasured(f"no code for {role} within {PATIENCE} s")
            time.sleep(1)
        return "__Host-porthor=" + asked(line, "/api/v1/sign-in/code", {"ticket": ticket, "code": code})["token"]


class Links(html.parser.HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        href = dict(attributes).get("href", "")
        if tag == "a" and href.startswith("/") and not FILES.search(href):
            self.found.append(href.split("#")[0])


class Form(html.parser.HTMLParser):
    """The fields of the form on a page that is sent to `action`: of what can be chosen the first of each, of a text what is given for it."""

    def __init__(self, text, action, texts):
        super().__init__()
        self.action, self.texts = action, texts
        self.fields, self.inside, self.select = {}, False, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value", "")
        if tag == "form":
            self.inside = IDS.sub("…", given.get("action", "")) == self.action and not self.fields
        elif not self.inside:
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and value and self.select:
            self.fields.setdefault(self.select, value)
        elif name and given.get("type") in ("hidden", "radio", "checkbox"):
            self.fields.setdefault(name, value)
        elif name in self.texts:
            self.fields[name] = self.texts[name]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def asked(line, path, body):
    line.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = line.getresponse()
    told = json.loads(answer.read())
    if answer.status != 200:
        raise programs.NotMeasured(f"{path} answers {answer.status}: {told.get('title')}")
    return told


def got(line, path, cookie):
    """Status, where it leads, text, and milliseconds from asking to the last byte."""
    begun = time.perf_counter()
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "cy"})
    answer = line.getresponse()
    body = answer.read()
    return answer.status, answer.headers.get("Location"), body.decode(), (time.perf_counter() - begun) * 1000


def answered(line, kind, path, cookie, texts, times):
    """Milliseconds of each answer to the form on the page at `path`, or none where it has none that these texts fill in."""
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "cy"})
    page = line.getresponse()
    form = Form(page.read().decode(), ANSWERED[kind], texts)
    visit = [value.split(";")[0] for name, value in page.getheaders() if name.lower() == "set-cookie"]
    # Without its mark nothing is carried out; a college asks for a day of its own.
    fields = {name: value for name, value in form.fields.items() if name not in ("once", "enrols")}
    if "csrf" not in fields:
        return None
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        headers = {"Cookie": "; ".join([cookie, *visit]), "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        line.request("POST", ANSWERED[kind] if "…" not in kind else path, urllib.parse.urlencode(fields), headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            return None
        took.append((time.perf_counter() - begun) * 1000)
    return took


def reached(line, cookie):
    """One address for each kind of page, by what somebody comes to from their home."""
    kinds, waiting = {}, collections.deque(["/home"])
    while waiting:
        path = waiting.popleft()
        kind = NAMES.sub("…", IDS.sub("…", path.split("?")[0]))
        if kind in kinds:
            continue
        status, leads, text, _ = got(line, path, cookie)
        kinds[kind] = path if status == 200 else None
        waiting.extend([leads] if leads else Links(text).found)
    return {kind: path for kind, path in kinds.items() if path}


def opened(extent, folder, table):
    """Every page as each role, so many times; the slowest by its median."""
    with Demonstration(folder) as demonstration:
        line = demonstration.connect()
        base = median([got(line, "/log/checkpoint", "")[3] for _ in range(extent.openings)])
        slowest, count, sent, cookies = [], 0, set(), {}
        cases, reports = set(), set()
        for role in sorted(demonstration.people()):
            cookies[role] = demonstration.signs_in(line, role), {}
            cookie, pages = cookies[role]
            pages.update(reached(line, cookie))
            count += len(pages)
            for kind, path in pages.items():
                times = [got(line, path, cookie)[3] for _ in range(extent.openings)]
                slowest.append((median(times), max(times), role, kind))
                cases.update(CASE.findall(path))
                reports.update(REPORT.findall(path))
        # Those of every child: an officer is asked about cases that their agency has a part in.
        for role, (cookie, pages) in cookies.items():
            for kind in ANSWERED.keys() & pages.keys():
                for case, report in [(case, report) for case in sorted(cases) for report in sorted(reports)]:
                    texts = {"id": report, "case": case if kind == "/audit/bundle" else "", "name": "a"}
                    times = answered(line, kind, pages[kind], cookie, texts, extent.openings)
                    if times:
                        sent.add(kind)
                        slowest.append((median(times), max(times), role, f"{kind}, its form answered"))
                        break
        if missing := ANSWERED.keys() - sent:
            raise programs.NotMeasured(f"no form could be sent on {', '.join(sorted(missing))}")
    slowest.sort(reverse=True)
    if count == 0:
        raise programs.NotMeasured("no page could be opened")
    for middle, worst, role, kind in slowest[:1] + [one for one in slowest[1:5] if one[0] > SLOW_MS / 2]:
        beside = f"{kind} as {role}; worst {worst:.1f} ms; {middle / base:.0f} × the smallest answer ({base:.2f} ms)"
        table.below("slowest page on the demonstration's data", middle, SLOW_MS, "ms", beside)
    middle, worst, role, kind = max(slowest, key=lambda one: one[1])
    table.below("slowest single answer of all", worst, SLOW_MS, "ms", f"{kind} as {role}, which takes {middle:.1f} ms else")
    table.add("pages opened, by role and kind", str(count), note=f"forms on {len(sent)} of them answered; {extent.openings} times each")
