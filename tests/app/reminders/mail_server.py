"""A small mail server on this machine: it takes what it gets, or refuses as it is told."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 test")
        for line in self.rfile:
            word = line.strip().upper()
            if word == b"DATA":
                self._take()
            elif word.startswith(b"RCPT") and self.server.refusal:
                self._say(self.server.refusal)
            else:
                self._say("221 bye" if word == b"QUIT" else "250 ok")

    def _take(self):
        self._say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.refusal = [], ""

    @property
    def port(self):
        return self.server_address[1]


@contextmanager
def a_mail_server():
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
