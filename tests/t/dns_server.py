"""A tiny DNS server on loopback for tests: dns_server.py ZONE-FILE prints its port and answers until it is ended.
Zone lines: NAME TYPE VALUE, TYPE one of TXT MX A PTR."""
import socket
import struct
import sys

TYPES = {"A": 1, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}


def name_bytes(name):
    return b"".join(bytes([len(x)]) + x.encode() for x in name.rstrip(".").split(".") if x) + b"\0"


def rdata(kind, value):
    if kind == "TXT":
        raw = value.encode()
        parts = [raw[i:i + 255] for i in range(0, len(raw), 255)] or [b""]
        return b"".join(bytes([len(p)]) + p for p in parts)
    if kind == "MX":
        return struct.pack("!H", 10) + name_bytes(value)
    if kind == "PTR":
        return name_bytes(value)
    return socket.inet_aton(value)


def main():
    zone = {}
    names = set()
    for line in open(sys.argv[1], encoding="utf-8"):
        if line.strip():
            name, kind, value = line.strip().split(" ", 2)
            zone.setdefault((name.lower(), TYPES[kind]), []).append(rdata(kind, value))
            names.add(name.lower())
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    print(udp.getsockname()[1], flush=True)
    while True:
        query, peer = udp.recvfrom(4096)
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
            at += query[at] + 1
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        name = ".".join(labels)
        answers = zone.get((name, kind), [])
        code = 0 if name in names else 3
        head = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
        body = query[12:at + 5]
        for data in answers:
            body += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
        udp.sendto(head + body, peer)


main()
