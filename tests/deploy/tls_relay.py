#!/usr/bin/env python3
"""Passes plain connections to 127.0.0.1:FROM on to localhost:TO through TLS without looking at the certificate, so that a
publisher that trusts only real ones can be tried with a proxy of the test.

usage: tls_relay.py FROM TO
"""
import select
import socket
import ssl
import sys
import threading

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.set_alpn_protocols(["http/1.1"])


def serve(client):
    server = context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[2]))), server_hostname="localhost")
    # One direction after the other, as HTTP/1.1 has it: TLS sockets of Python are not for two threads.
    client.setblocking(False)
    server.setblocking(False)
    pending = {client: b"", server: b""}
    while True:
        reading, writing, _ = select.select([client, server], [s for s in pending if pending[s]], [], 60)
        if not reading and not writing:
            return
        for source, sink in ((client, server), (server, client)):
            if source in reading and len(pending[sink]) < 1 << 20:
                try:
                    data = source.recv(1 << 16)
                except (BlockingIOError, ssl.SSLWantReadError):
                    continue
                if not data:
                    return
                pending[sink] += data
            if pending[sink]:
                try:
                    pending[sink] = pending[sink][sink.send(pending[sink]):]
                except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                    pass


def relay(client):
    with client:
        try:
            serve(client)
        except OSError:
            pass


listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    threading.Thread(target=relay, args=(listening.accept()[0],), daemon=True).start()
