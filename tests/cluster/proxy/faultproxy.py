#!/usr/bin/env python3
"""A TCP relay that can be told to misbehave.

    faultproxy.py serve --listen HOST:PORT --to HOST:PORT --control SOCKET [--mode MODE]
    faultproxy.py tell SOCKET WORD...

`tell` returns once the relay has obeyed. It says one of these modes, or `status`:

    pass               hand everything on
    stall              keep all connections, accept new ones, move nothing
    reset              reset all connections, and every new one
    rate N             at most N bytes a second each way, on each connection
    after N            reset every connection once N bytes went down it in this mode
    cut-every N COUNT  COUNT times, whenever N bytes went down over all connections together:
                       reset all connections of that moment; then pass

Down is from the server to the client. Bytes move in pieces of up to 16 KiB, and a limit counts
as reached with the piece that reaches it.
"""

import argparse
import asyncio
import contextlib
import os
import socket
import struct
import sys

PIECE = 16 * 1024
# How many numbers each mode takes.
MODES = {"pass": 0, "stall": 0, "reset": 0, "rate": 1, "after": 1, "cut-every": 2}


class Link:
    """One connection of a client, with the one to the server that belongs to it."""

    def __init__(self, *writers):
        self.writers = writers
        self.down = 0

    def reset(self):
        """Ends both with a TCP reset, which is what a close without lingering sends."""
        for writer in self.writers:
            end_with_reset(writer)


def end_with_reset(writer):
    with contextlib.suppress(OSError):
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Relay:
    """All connections, and the mode that governs them."""

    def __init__(self, target):
        self.target = target
        self.links = set()
        self.accepted = 0
        self.down = 0
        self.flowing = asyncio.Event()
        self.set_mode(["pass"])

    def set_mode(self, words):
        mode, *numbers = words or [""]
        if mode not in MODES or len(numbers) != MODES[mode] or not all(map(str.isdigit, numbers)):
            raise ValueError(f"not a mode: {' '.join(words)}")
        if any(int(number) == 0 for number in numbers):
            raise ValueError(f"not a mode: {' '.join(words)} (a number must be at least 1)")
        self.mode, self.numbers = mode, [int(number) for number in numbers]
        self.since_cut = 0
        for link in self.links:
            link.down = 0
        if mode == "stall":
            self.flowing.clear()
        else:
            self.flowing.set()
        if mode == "reset":
            self.reset_all()

    def reset_all(self):
        for link in list(self.links):
            link.reset()

    def piece(self):
        return PIECE if self.mode != "rate" else min(PIECE, max(1, self.numbers[0] // 10))

    async def serve(self, reader, writer):
        """Handles one client from its connection to its end."""
        self.accepted += 1
        if self.mode == "reset":
            return end_with_reset(writer)
        try:
            server_reader, server_writer = await asyncio.open_connection(*self.target)
        except OSError:
            return end_with_reset(writer)
        link = Link(writer, server_writer)
        self.links.add(link)
        try:
            await asyncio.gather(
                self.pump(link, reader, server_writer, is_down=False),
                self.pump(link, server_reader, writer, is_down=True),
            )
        finally:
            self.links.discard(link)
            for end in link.writers:
                end.close()

    async def pump(self, link, reader, writer, is_down):
        """Moves bytes one way until that way is closed."""
        try:
            while data := await reader.read(self.piece()):
                await self.flowing.wait()
                if self.mode == "rate":
                    await asyncio.sleep(len(data) / self.numbers[0])
                writer.write(data)
                await writer.drain()
                if is_down:
                    self.moved(link, len(data))
            writer.write_eof()
        except (OSError, RuntimeError):
            link.reset()

    def moved(self, link, count):
        """Notes that bytes went down, and cuts what has reached its limit."""
        self.down += count
        link.down += count
        self.since_cut += count
        if self.mode == "after" and link.down >= self.numbers[0]:
            link.reset()
        elif self.mode == "cut-every" and self.since_cut >= self.numbers[0]:
            self.since_cut = 0
            self.numbers[1] -= 1
            self.reset_all()
            if self.numbers[1] == 0:
                self.set_mode(["pass"])

    def status(self):
        mode = " ".join([self.mode, *map(str, self.numbers)])
        return (f"mode: {mode}; open connections: {len(self.links)}; "
                f"accepted: {self.accepted}; bytes down: {self.down}")

    async def control(self, reader, writer):
        """Obeys one line and answers with one."""
        words = (await reader.readline()).decode().split()
        try:
            if words == ["status"]:
                answer = self.status()
            else:
                self.set_mode(words)
                await asyncio.sleep(0)  # resets are carried out by the event loop
                answer = "ok"
        except ValueError as error:
            answer = f"error: {error}"
        writer.write(f"{answer}\n".encode())
        with contextlib.suppress(OSError):
            await writer.drain()
        writer.close()


async def serve(args):
    relay = Relay(args.to)
    relay.set_mode(args.mode.split())
    with contextlib.suppress(FileNotFoundError):
        os.unlink(args.control)
    control = await asyncio.start_unix_server(relay.control, args.control)
    server = await asyncio.start_server(relay.serve, *args.listen)
    async with control, server:
        await server.serve_forever()


def tell(args):
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(args.control)
        except OSError as error:
            sys.exit(f"faultproxy: no relay listens on {args.control}: {error.strerror}")
        connection.sendall(f"{' '.join(args.words)}\n".encode())
        answer = connection.makefile().readline().strip()
    if answer.startswith("error: "):
        sys.exit(f"faultproxy: {answer.removeprefix('error: ')}")
    if answer != "ok":
        print(answer)


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    server = commands.add_parser("serve")
    server.add_argument("--listen", type=address, required=True)
    server.add_argument("--to", type=address, required=True)
    server.add_argument("--control", required=True)
    server.add_argument("--mode", default="pass")
    client = commands.add_parser("tell")
    client.add_argument("control")
    client.add_argument("words", nargs="+")
    args = parser.parse_args()
    if args.command == "tell":
        tell(args)
    else:
        asyncio.run(serve(args))


main()
