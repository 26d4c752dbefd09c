"""The virus scanner of the city, if one is set: clamd, by its protocol INSTREAM."""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from core.files.kinds import FileRefused

BLOCK = 256 * 1024
LONGEST_WAIT = 30.0
LONGEST_ANSWER = 4096


def scan(stream: IO[bytes], address: str) -> None:
    """Raises FileRefused file_virus; scanner_silent when the scanner gives no clear answer: nothing passes unseen."""
    stream.seek(0)
    try:
        with _connection(address) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            while block := stream.read(BLOCK):
                clamd.sendall(struct.pack("!L", len(block)) + block)
            clamd.sendall(struct.pack("!L", 0))
            answer = _answer(clamd)
    except OSError as error:
        raise FileRefused("scanner_silent") from error
    if answer.endswith("FOUND"):
        raise FileRefused("file_virus", found=answer.removeprefix("stream:").removesuffix("FOUND").strip()[:100])
    if answer != "stream: OK":
        raise FileRefused("scanner_silent")


def _connection(address: str) -> socket.socket:
    """`unix:/path` or `tcp://host:port`."""
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(LONGEST_WAIT)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=LONGEST_WAIT)


def _answer(clamd: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < LONGEST_ANSWER:
        if not (block := clamd.recv(LONGEST_ANSWER)):
            break
        received += block
    return received.rstrip(b"\0\n").decode("utf-8", "replace").strip()
