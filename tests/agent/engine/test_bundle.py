"""A bag holds what it is given byte for byte, in whatever pieces that comes."""

import io
from collections.abc import Iterator
from hashlib import sha256
from zipfile import ZipFile

from agent.engine.bundle import Bag

MEGABYTE = 1024 * 1024


def lines(count: int) -> Iterator[bytes]:
    return (b"line %08d\n" % number for number in range(count))  # 14 bytes each


def test_a_file_given_in_lines_or_at_once_is_listed_by_its_digest_and_size() -> None:
    given = {
        "lines.txt": list(lines(200_000)),  # 2.8 MB: gathered more than once
        "few.txt": [b"one", b"", b"two"],
        "large.bin": [b"a", bytes(3 * MEGABYTE), b"z"],
        "empty.txt": [],
    }
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        bag = Bag(archive, "bag")
        for name, blocks in given.items():
            bag.add(name, iter(blocks))
        bag.close([("Source-Organization", "CH")], "read me")

    with ZipFile(stream) as archive:
        listed = archive.read("bag/manifest-sha256.txt").decode().splitlines()
        about = archive.read("bag/bag-info.txt").decode()
        for name, blocks in given.items():
            assert archive.read(f"bag/data/{name}") == b"".join(blocks)
            assert f"{sha256(b''.join(blocks)).hexdigest()}  data/{name}" in listed
    assert len(listed) == len(given)
    size = 200_000 * 14 + 6 + 3 * MEGABYTE + 2
    assert f"Payload-Oxum: {size}.4\n" in about
