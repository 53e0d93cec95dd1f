"""Very many connections from one process: listeners at /events, and clients that send a byte now and then."""
import random
import re
import selectors
import socket
import time

NUMBER = re.compile(rb"\nid: (\d+)\.([0-9a-f]+)\n")


def connect(port, number):
    """Without waiting for it. Of 20,000 ports an address each: loopback is a whole network."""
    line = socket.socket()
    line.setblocking(False)
    line.bind((f"127.0.{1 + number // 10000}.1", 0))
    line.connect_ex(("127.0.0.1", port))
    return line


class Listener:
    def __init__(self, number):
        self.number, self.line, self.last_id, self.heard, self.rest = number, None, None, [], b""
        self.retry_s, self.back_at = 2.0, 0.0
        self.was_reset = False


class Listeners:
    """As browsers do it: who loses the line waits as it was told and comes back with the last id that it heard."""

    def __init__(self, port, count):
        self.port, self.selector = port, selectors.DefaultSelector()
        self.all = [Listener(number) for number in range(count)]
        for listener in self.all:
            self._open(listener)

    def _open(self, listener):
        listener.line, listener.rest = connect(self.port, listener.number), b""
        self.selector.register(listener.line, selectors.EVENT_WRITE, listener)

    def _close(self, listener):
        self.selector.unregister(listener.line)
        listener.line.close()
        listener.line = None
        listener.back_at = time.monotonic() + listener.retry_s

    def close(self):
        for listener in self.all:
            if listener.line:
                self._close(listener)

    def wait_for(self, release, longest_s=60):
        """Until each has heard of the release: the seconds that took, or None."""
        begin = time.monotonic()
        while time.monotonic() - begin < longest_s:
            now = time.monotonic()
            for listener in self.all:
                if listener.line is None and listener.back_at <= now:
                    self._open(listener)
            for key, mask in self.selector.select(0.05):
                self._serve(key.data, mask)
            if all(listener.line and listener.heard and listener.heard[-1] >= release for listener in self.all):
                return time.monotonic() - begin
        return None

    def _serve(self, listener, mask):
        try:
            if mask & selectors.EVENT_WRITE:
                if listener.line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    raise OSError
                again = f"Last-Event-ID: {listener.last_id}\r\n" if listener.last_id else ""
                listener.line.send(f"GET /events HTTP/1.1\r\nHost: x\r\n{again}\r\n".encode())
                self.selector.modify(listener.line, selectors.EVENT_READ, listener)
                return
            data = listener.line.recv(65536)
            if not data:
                raise OSError
        except BlockingIOError:
            return
        except OSError:
            self._close(listener)
            return
        listener.rest = (listener.rest + data)[-4096:]
        retry = re.search(rb"retry: (\d+)", listener.rest)
        if retry:
            listener.retry_s = int(retry.group(1)) / 1000
        listener.was_reset = listener.was_reset or b"event: reset" in listener.rest
        for number, root in NUMBER.findall(listener.rest):
            listener.last_id = f"{number.decode()}.{root.decode()}"
            listener.heard.append(int(number))
        if NUMBER.search(listener.rest):
            listener.rest = listener.rest[listener.rest.rindex(b"\nid: ") + 5:]

    def lost_or_doubled(self):
        """How many have not heard of each release once, in order."""
        return sum(listener.was_reset or listener.heard != list(range(listener.heard[0], listener.heard[-1] + 1))
                   for listener in self.all)


class Dripping:
    """Heads that come byte by byte and never end; who is shut out comes again."""

    HEAD = b"GET /index.html HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 100000

    def __init__(self, port, count):
        self.port, self.lines = port, []
        for number in range(count):
            self.lines.append([connect(port, number), 0])

    def drip(self):
        for number, entry in enumerate(self.lines):
            line, sent = entry
            try:
                line.send(self.HEAD[sent:sent + 1])
                entry[1] += 1
            except BlockingIOError:
                pass
            except OSError:
                line.close()
                self.lines[number] = [connect(self.port, number), 0]

    def close(self):
        for line, _ in self.lines:
            line.close()


def shuffled(items, seed=1):
    items = list(items)
    random.Random(seed).shuffle(items)
    return items
