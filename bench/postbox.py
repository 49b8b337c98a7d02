"""The recorder with TLS in a process of its own, as a mail server is: `python -m bench.postbox CERTIFICATE KEY`.

Says its port; then for each line it is given how many sessions and letters there were since the last.
"""

import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.smtp import recorder

NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])


@dataclass
class Postbox:
    process: "subprocess.Popen[str]"
    certificate: Path
    port: int

    @property
    def url(self) -> str:
        return f"smtps://127.0.0.1:{self.port}"

    def count(self) -> tuple[int, int]:
        """Sessions and letters since the last time."""
        assert self.process.stdin
        assert self.process.stdout
        print("count", file=self.process.stdin, flush=True)
        sessions, letters = map(int, self.process.stdout.readline().split())
        return sessions, letters


@contextmanager
def postbox(folder: Path) -> Iterator[Postbox]:
    certificate, key = write_certificate(folder)
    command = [sys.executable, "-m", "bench.postbox", str(certificate), str(key)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Postbox(process, certificate, int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """For 127.0.0.1, signed by itself, for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).add_extension(names, critical=False)
    built = built.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    certificate, private = folder / "postbox.pem", folder / "postbox.key"
    certificate.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(*form))
    return certificate, private


def main(certificate: str, key: str) -> None:
    security = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    security.load_cert_chain(certificate, key)
    with recorder(security) as box:
        print(box.port, flush=True)
        for _ in sys.stdin:
            print(box.sessions, len(box.received), flush=True)
            box.sessions = 0
            box.received.clear()


if __name__ == "__main__":
    main(*sys.argv[1:])
