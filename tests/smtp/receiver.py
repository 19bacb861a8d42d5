#!/usr/bin/python3
"""A mail server that is not ours: aiosmtpd with STARTTLS and login, writing into a Maildir.

The Rust that sends and the Rust that reads should not be all that ever looked at our letters. The harness starts this, reads one
line of JSON with the port, and then gives orders on standard input, one a line, each answered by "ok":

    refuse 451 4.3.0 come back later    the next letter is answered with this line
    drop                                the connection of the next letter is cut before any answer

At the end of its input it ends.
"""

import asyncio
import json
import mailbox
import pathlib
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Desk:
    """Takes letters, or does what it was ordered to do instead."""

    def __init__(self, folder):
        self.maildir = mailbox.Maildir(folder / "maildir", create=True)
        self.orders = []

    async def handle_DATA(self, server, session, envelope):
        order = self.orders.pop(0) if self.orders else None
        if order == "drop":
            server.transport.abort()
            return "421 4.3.2 gone"
        if order is not None:
            return order
        head = [("X-Envelope-From", envelope.mail_from)]
        head += [("X-Envelope-To", to) for to in envelope.rcpt_tos]
        head += [("X-Login", session.auth_data.login.decode()), ("X-Tls", session.ssl["cipher"] if isinstance(session.ssl, dict) else "yes")]
        lines = "".join(f"{name}: {value}\r\n" for name, value in head).encode()
        self.maildir.add(lines + envelope.original_content)
        return "250 2.0.0 taken"


def certificate(folder):
    """A key and a certificate for localhost, made now by openssl."""
    key, cert = folder / "key.pem", folder / "authority.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


async def main(folder, user, password):
    desk, context = Desk(folder), certificate(folder)

    def authenticate(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False, auth_data=data)

    def talk():
        return SMTP(desk, hostname="localhost", tls_context=context, require_starttls=True,
                    authenticator=authenticate, auth_required=True, auth_require_tls=True)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(talk, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := (await orders.readline()).decode().strip():
        desk.orders.append(line.removeprefix("refuse "))
        print("ok", flush=True)


if __name__ == "__main__":
    asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
