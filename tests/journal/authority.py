"""A time-stamp authority of our own: `openssl ts` behind a small HTTP server, well, slow or babbling."""

import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[ tsa ]
default_tsa = one
[ one ]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *words: str) -> bytes:
    return subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True).stdout


def founded(folder: Path) -> Path:
    """Root and signer in the folder; gives the certificate to trust."""
    own = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem"]
    openssl(folder, *own, "-days", "2", "-subj", "/CN=Test Root")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test TSA")
    (folder / "ext").write_text("basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n")
    sign = ["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "ext"]
    openssl(folder, *sign, "-out", "tsa.pem")
    (folder / "ts.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    return folder / "ca.pem"


@contextmanager
def serving(folder: Path, temper: str = "well"):
    """The address of the authority; `temper` is well, garbage, slow, refusing, huge or away (a redirect)."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            reply, status = b"no time stamp at all", 200
            if temper == "well":
                (folder / "query.tsq").write_bytes(query)
                reply = openssl(folder, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq")
            elif temper == "slow":
                time.sleep(1)
            elif temper == "huge":
                reply = b"x" * 10**6
            elif temper == "away":
                status = 302
            elif temper == "refusing":
                status = 500
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
