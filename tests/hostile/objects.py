"""Objects that git would not write, put into a git directory. Each command prints the id of what it made.

    objects.py loose GITDIR TYPE [SIZE]   the content on standard input as a loose object; SIZE is what its header says
    objects.py legacy GITDIR TYPE         the same, with the header that git 1.4 wrote
    objects.py circle GITDIR              a pack with two blobs, each a delta of the other; both ids
    objects.py chain GITDIR COUNT         a pack with a blob that is a delta of a delta, COUNT times
    objects.py base GITDIR MIB            a pack with a blob of one byte that is a delta of one of MIB mebibytes
"""
import bisect
import hashlib
import os
import struct
import sys
import zlib

TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
REF_DELTA = 7


def sha1(data):
    return hashlib.sha1(data).digest()


def name(kind, content, size=None):
    return sha1(b"%s %d\0" % (kind.encode(), len(content) if size is None else size) + content)


def write_loose(directory, oid, data):
    path = os.path.join(directory, "objects", oid.hex()[:2], oid.hex()[2:])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    print(oid.hex())


def loose(directory, kind, size=None):
    content = sys.stdin.buffer.read()
    size = len(content) if size is None else int(size)
    data = zlib.compress(b"%s %d\0" % (kind.encode(), size) + content, 1)
    write_loose(directory, name(kind, content, size), data)


def packed_header(kind, size):
    byte, size = kind << 4 | size & 15, size >> 4
    out = bytearray()
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    out.append(byte)
    return bytes(out)


def legacy(directory, kind):
    content = sys.stdin.buffer.read()
    write_loose(directory, name(kind, content), packed_header(TYPES[kind], len(content)) + zlib.compress(content))


def write_pack(directory, objects):
    """objects: pairs of an id and its bytes in the pack. The index is version 2."""
    pack = b"PACK" + struct.pack(">II", 2, len(objects))
    entries = []
    parts = [pack]
    offset = len(pack)
    for oid, data in objects:
        entries.append((oid, zlib.crc32(data), offset))
        parts.append(data)
        offset += len(data)
    pack = b"".join(parts)
    pack += sha1(pack)
    entries.sort()
    counts = [bisect.bisect_left(entries, (bytes([i + 1]),)) for i in range(255)] + [len(entries)]
    index = b"\377tOc" + struct.pack(">I", 2) + struct.pack(">256I", *counts)
    index += b"".join(e[0] for e in entries)
    index += b"".join(struct.pack(">I", e[1]) for e in entries)
    index += b"".join(struct.pack(">I", e[2]) for e in entries)
    index += pack[-20:]
    index += sha1(index)
    base = os.path.join(directory, "objects", "pack", "pack-" + pack[-20:].hex())
    os.makedirs(os.path.dirname(base), exist_ok=True)
    for end, data in ((".pack", pack), (".idx", index)):
        with open(base + end, "wb") as file:
            file.write(data)


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def delta(base_oid, base_size, result):
    """A delta that copies nothing."""
    data = varint(base_size) + varint(len(result)) + bytes([len(result)]) + result
    packed = zlib.compressobj(1, zlib.DEFLATED, 9, 1)  # the least memory, since there are many
    return packed_header(REF_DELTA, len(data)) + base_oid + packed.compress(data) + packed.flush()


def whole(content):
    return packed_header(TYPES["blob"], len(content)) + zlib.compress(content, 1)


def circle(directory):
    a, b = name("blob", b"a"), name("blob", b"b")
    write_pack(directory, [(a, delta(b, 1, b"a")), (b, delta(a, 1, b"b"))])
    print(a.hex(), b.hex())


def chain(directory, count):
    contents = [b"%d\n" % i for i in range(int(count) + 1)]
    oids = [name("blob", c) for c in contents]
    objects = [(oids[0], whole(contents[0]))]
    for i in range(1, len(contents)):
        objects.append((oids[i], delta(oids[i - 1], len(contents[i - 1]), contents[i])))
    write_pack(directory, objects)
    print(oids[-1].hex())


def base(directory, mib):
    large = bytes(int(mib) << 20)
    oid = name("blob", large)
    write_pack(directory, [(oid, whole(large)), (name("blob", b"x"), delta(oid, len(large), b"x"))])
    print(name("blob", b"x").hex())


if __name__ == "__main__":
    {"loose": loose, "legacy": legacy, "circle": circle, "chain": chain, "base": base}[sys.argv[1]](*sys.argv[2:])
