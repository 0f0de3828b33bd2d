"""The peers: nginx with the same certificate and static files over TLS 1.3, and rclone serving an encrypted remote over WebDAV."""
import contextlib
import os
import pathlib
import secrets
import socket
import ssl
import subprocess
import time

import programs

NGINX = """
{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
daemon off;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_timeout 90s;
  keepalive_requests 10000000;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.3;
    ssl_ecdh_curve X25519;
    root {folder}/static;
  }}
}}
"""


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def certificate(world):
    """The gateway's own, so that both sides sign with the same kind of key."""
    folder = pathlib.Path(world.shown["authority"]).parent
    return folder / "server.pem", folder / "server.key"


def wait_for(port, authority, process):
    """Until a TLS handshake succeeds."""
    context = ssl.create_default_context(cafile=authority)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", port), 2) as plain, context.wrap_socket(plain, server_hostname="localhost"):
                return
        time.sleep(0.05)
    raise programs.NotMeasured(f"{process.args[0]} does not serve on port {port}")


@contextlib.contextmanager
def running(command, port, authority, **options):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **options)
    try:
        wait_for(port, authority, process)
        server = programs.Server(process.pid)
        server.port = port
        server.url = f"https://127.0.0.1:{port}"
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def nginx(world, folder):
    """Serves /usual (10 MiB) and /small (1 KiB)."""
    program = programs.find("nginx")
    if program is None:
        raise programs.NotMeasured("nginx is missing; run scripts/install bench")
    static = folder / "static"
    static.mkdir()
    (static / "usual").write_bytes(os.urandom(10 << 20))
    (static / "small").write_bytes(os.urandom(1 << 10))
    chain, key = certificate(world)
    port = free_port()
    # Started by root, its workers would become somebody who may not read the files.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(user=user, folder=folder, port=port, certificate=chain, key=key))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, port, world.shown["authority"], stderr=subprocess.DEVNULL) as server:
        yield server


@contextlib.contextmanager
def rclone(world, folder):
    """Serves an encrypted remote in a folder; None where rclone is not installed."""
    program = programs.find("rclone")
    if program is None:
        yield None
        return
    under = folder / "rclone"
    under.mkdir()
    obscured = subprocess.run([program, "obscure", secrets.token_hex(16)], capture_output=True, text=True, check=True).stdout.strip()
    configuration = folder / "rclone.conf"
    configuration.write_text(f"[sealed]\ntype = crypt\nremote = {under}\npassword = {obscured}\n")
    chain, key = certificate(world)
    port = free_port()
    command = [program, "serve", "webdav", "sealed:", "--config", str(configuration), "--addr", f"127.0.0.1:{port}"]
    command += ["--cert", str(chain), "--key", str(key), "--min-tls-version", "tls1.3"]
    own = {**os.environ, "XDG_CACHE_HOME": str(folder / "rclone-cache")}
    with running(command, port, world.shown["authority"], stderr=subprocess.DEVNULL, env=own) as server:
        yield server
