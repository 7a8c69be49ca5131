"""A stand-in for the virus scanner: speaks INSTREAM on a real socket and finds the industry's test string."""

import socketserver
import struct
import threading

TEST_STRING = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.scanned.append(len(content))
        self.wfile.write(self.server.answer or self._verdict(content))

    def _verdict(self, content: bytes) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\0" if TEST_STRING in content else b"stream: OK\0"


class _OverTCP(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


class _OverSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Clamd:
    """`address` for the setting, `scanned` the sizes it was sent, `answer` to say something else."""

    def __init__(self, path: str = ""):
        self.server = _OverSocket(path, _Handler) if path else _OverTCP(("127.0.0.1", 0), _Handler)
        self.server.scanned, self.server.answer = [], None
        self.address = path or f"127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> "Clamd":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc) -> None:
        self.server.shutdown()
        self.server.server_close()
