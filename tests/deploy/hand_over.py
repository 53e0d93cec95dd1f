#!/usr/bin/env python3
"""Stands for systemd: listens on PORT, starts COMMAND with the socket as descriptor 3 (sd_listen_fds(3)), waits for
READY=1 on NOTIFY_SOCKET, and at each line on its input ends the command with SIGTERM and starts the next.

usage: hand_over.py PORT COMMAND [ARGUMENT]…        prints "ready" for each start; ends at the end of its input
"""
import os
import signal
import socket
import sys
import tempfile

listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listening.bind(("127.0.0.1", int(sys.argv[1])))
listening.listen(4096)
folder = tempfile.mkdtemp()
notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notified.bind(os.path.join(folder, "notify"))
notified.settimeout(60)


def start():
    child = os.fork()
    if child == 0:
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)  # also where it was 3 already
        environment = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS="1",
                           NOTIFY_SOCKET=os.path.join(folder, "notify"))
        os.execve(sys.argv[2], sys.argv[2:], environment)
    if notified.recv(100) != b"READY=1":
        sys.exit("no READY=1")
    print("ready", flush=True)
    return child


def end(child):
    os.kill(child, signal.SIGTERM)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(f"it ended with {status}")


def stop(*_):
    end(running)
    sys.exit(0)


running = start()
signal.signal(signal.SIGTERM, stop)
for _ in sys.stdin:
    end(running)
    running = start()
end(running)
os.unlink(os.path.join(folder, "notify"))
os.rmdir(folder)
