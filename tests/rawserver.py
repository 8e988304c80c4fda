"""A server that says to whoever asks just what a test wants said, byte by byte."""

import contextlib
import socket
import threading


def answer(body=b"{}", status="200 OK", content_type="application/json", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class RawServer:
    """Reads a request, then does with the connection whatever the test says."""

    def __init__(self, reply, tls=None):
        self.reply = reply if callable(reply) else lambda connection: connection.sendall(reply)
        self.requests = []
        self.tls = tls
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection):
        connection.settimeout(60)
        with connection, contextlib.suppress(OSError):
            if self.tls:
                with self.tls.wrap_socket(connection, server_side=True) as secure:
                    self._talk(secure)
            else:
                self._talk(connection)

    def _talk(self, connection):
        request = b""
        while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
            request += more
        self.requests.append(request.decode())
        self.reply(connection)

    def drip(self, connection, start):
        """Send a beginning, then a byte every tenth of a second, for as long as anybody listens."""
        connection.sendall(start)
        while not self.over.wait(0.1):
            connection.sendall(b"x")

    def close(self):
        self.over.set()
        # Closing alone does not wake up a thread that waits in accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)
