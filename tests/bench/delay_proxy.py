#!/usr/bin/python3
"""A link with a delay: TCP from 127.0.0.1:LISTEN to 127.0.0.1:TO, every byte MS/2 milliseconds late in each direction,
in order and with no limit of rate. Usage: delay_proxy.py LISTEN TO MS"""
import asyncio
import sys

LISTEN, TO, DELAY = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 2000


async def carry(reader, writer):
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()

    async def deliver():
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                writer.close()
                return
            writer.write(data)

    task = asyncio.create_task(deliver())
    data = b"-"
    while data:
        try:
            data = await reader.read(1 << 16)
        except OSError:
            data = b""
        queue.put_nowait((loop.time() + DELAY, data))
    await task


async def accept(reader, writer):
    try:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", TO)
    except OSError:
        writer.close()
        return
    await asyncio.gather(carry(reader, up_writer), carry(up_reader, writer), return_exceptions=True)


async def main():
    server = await asyncio.start_server(accept, "127.0.0.1", LISTEN)
    async with server:
        await server.serve_forever()

asyncio.run(main())
