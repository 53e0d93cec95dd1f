"""A line between a client and a server on loopback that counts bytes, and where it is told to delays them and lets
only so many bits a second pass, each way for itself. There is no netem in a container; this needs none."""
import asyncio
import threading


class Line:
    """With delay_s 0 and no rate it only counts."""

    CHUNK = 16384

    def __init__(self, server_port, delay_s=0.0, bits_per_second=None):
        self.server_port, self.delay_s, self.rate = server_port, delay_s, bits_per_second
        self.sent = self.received = self.connections = 0      # bytes from clients, and to them
        self.free_at = {"up": 0.0, "down": 0.0}
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait()

    def close(self):
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join()

    def take(self):
        """Bytes each way since the last call."""
        counted = self.sent, self.received
        self.sent = self.received = 0
        return counted

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve(started))
        self.loop.close()

    async def _serve(self, started):
        self.stop = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self.stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader, writer):
        self.connections += 1
        await asyncio.sleep(2 * self.delay_s)                 # the handshake's way there and back
        try:
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(self._pump(reader, to_writer, "up"), self._pump(to_reader, writer, "down"))
        except asyncio.CancelledError:                        # the end of the benchmark
            writer.close()

    async def _pump(self, reader, writer, way):
        """Chunks leave in order, each when the line was free for it, and arrive a delay later."""
        queue = asyncio.Queue(maxsize=64)
        delivery = asyncio.ensure_future(self._deliver(queue, writer))
        try:
            while chunk := await reader.read(self.CHUNK):
                if way == "up":
                    self.sent += len(chunk)
                else:
                    self.received += len(chunk)
                now = self.loop.time()
                sent_at = now
                if self.rate:
                    sent_at = max(now, self.free_at[way]) + len(chunk) * 8 / self.rate
                    self.free_at[way] = sent_at
                await queue.put((sent_at + self.delay_s, chunk))
        except OSError:
            pass
        await queue.put((self.loop.time() + self.delay_s, None))
        await delivery

    async def _deliver(self, queue, writer):
        try:
            while True:
                due, chunk = await queue.get()
                wait = due - self.loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                if chunk is None:
                    break
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            while (await queue.get())[1] is not None:
                pass
        writer.close()
