"""Secrets planted everywhere that a real hospital has them, and where to look for them after."""

import io
import sqlite3
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from hashlib import md5, sha1, sha256
from pathlib import Path
from urllib.parse import quote

# What persons and machines put where it should not be; each is distinctive on purpose.
IN_SOURCES = {
    "password in a description": "Zebre-Violet-41!",
    "cpassword in a description": "j1Uyj3Vx8TY9LtLZil2uAuZkFQA-4latT76ZwgdHdhw",
    "password in a free note": "Gnou-Orange-42!",
    "password attribute": "Lynx-Indigo-43!",
    "password of a managed machine": "Orque-Jade-44!",
    "hash in an application's list": "5f4dcc3b5aa765d61d8327deb882cf99",
    "password in an application's list": "Tapir-Azur-45!",
    "identity number in a directory": "184027512345674",
    "identity number in a column of a roll": "284027512345624",
    "identity number in a roll's number": "175037612345619",
    "bank account in a column of a roll": "FR7630006000011234567890189",
    "bank account in a roll's ward": "FR1420041010050500013M02606",
}


def written(secret: str) -> dict[str, bytes]:
    """A secret as bytes, in every form that a careless program might leave of it."""
    told = secret.encode()
    return {
        "as it is": told,
        "UTF-16": secret.encode("utf-16-le"),
        "hexadecimal": told.hex().encode(),
        "base64": b64encode(told).rstrip(b"="),
        "in a URL": quote(secret, safe="").encode(),
        "MD5": md5(told, usedforsecurity=False).hexdigest().encode(),
        "SHA-1": sha1(told, usedforsecurity=False).hexdigest().encode(),
        "SHA-256": sha256(told).hexdigest().encode(),
        "raw SHA-256": sha256(told).digest(),
    }


def found(secrets: Mapping[str, str], places: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """(secret's name, form, place) of whatever is met."""
    return [
        (name, form, place)
        for name, secret in secrets.items()
        for form, needle in written(secret).items()
        for place, body in places.items()
        if needle in body
    ]


def unpacked(name: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """A file as it is, and each file inside when it is a ZIP (bundles and workbooks are)."""
    yield name, body
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for each in archive.namelist():
                yield from unpacked(f"{name}!{each}", archive.read(each))


def files(folder: Path, inputs: frozenset[str]) -> dict[str, bytes]:
    """Every file below a folder but those that a person put there."""
    return {
        place: body
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in inputs
        for place, body in unpacked(path.relative_to(folder).as_posix(), path.read_bytes())
    }


def stored(path: Path) -> dict[str, bytes]:
    """Every table of a store, what is compressed in it (exhibits, seals, results) unpacked too."""
    places: dict[str, bytes] = {}
    with closing(sqlite3.connect(path)) as database:
        tables = "select name from sqlite_master where type = 'table'"
        for (table,) in database.execute(tables).fetchall():
            rows = database.execute(f'select * from "{table}"').fetchall()  # noqa: S608 - our own tables
            places[f"table {table}"] = b"\0".join(_cell(cell) for row in rows for cell in row)
    return places


def _cell(cell: object) -> bytes:
    if not isinstance(cell, bytes):
        return str(cell).encode()
    with suppress(zlib.error):
        return cell + b"\0" + zlib.decompress(cell)
    return cell
