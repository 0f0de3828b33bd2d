"""Asks for a token as an OAuth 2.0 client does, by PyJWT: python3 machine.py ENDPOINT CA KEY.pem KID MACHINE AUDIENCE. Prints the answer."""

import pathlib
import sys
import time
import uuid

import jwt
import requests

endpoint, ca, key, kid, machine, audience = sys.argv[1:]
now = int(time.time())
claims = {"iss": machine, "sub": machine, "aud": audience, "jti": str(uuid.uuid4()), "iat": now, "exp": now + 120}
assertion = jwt.encode(claims, pathlib.Path(key).read_bytes(), algorithm="EdDSA", headers={"kid": kid})
form = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": assertion,
}
answer = requests.post(endpoint, data=form, verify=ca, timeout=60)
print(answer.text)
sys.exit(0 if answer.ok else 1)
