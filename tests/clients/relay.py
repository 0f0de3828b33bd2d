"""A mail relay with STARTTLS and AUTH, by aiosmtpd: python3 relay.py ADDRESS PORT CERTIFICATE KEY USER PASSWORD FOLDER.

Each mail is a file in FOLDER: who it is from and to on the first line, then all of it. What goes to nobody@ is refused for good, and
what goes to later@ for now, as long as FOLDER/later is not there.
"""

import asyncio
import json
import pathlib
import ssl
import sys
import uuid

from aiosmtpd.smtp import SMTP, AuthResult

address, port, certificate, key, user, password, folder = sys.argv[1:]
folder = pathlib.Path(folder)


class Keep:
    async def handle_RCPT(self, server, session, envelope, to, options):
        if to.startswith("nobody@"):
            return "550 5.1.1 unknown"
        if to.startswith("later@") and not (folder / "later").exists():
            return "451 4.2.0 later"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        head = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos})
        new = folder / f"{uuid.uuid4()}.new"
        new.write_bytes(head.encode() + b"\n" + envelope.content)
        new.rename(new.with_suffix(".mail"))
        return "250 OK"


def check(server, session, envelope, mechanism, given):
    right = mechanism in ("LOGIN", "PLAIN") and (given.login, given.password) == (user.encode(), password.encode())
    return AuthResult(success=right)


async def main():
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    make = lambda: SMTP(Keep(), tls_context=tls, require_starttls=True, authenticator=check, auth_required=True)
    server = await asyncio.get_running_loop().create_server(make, address, int(port))
    await server.serve_forever()


asyncio.run(main())
