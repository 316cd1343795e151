"""The dated table of ends of support, read from TOML and asked by product and cycle."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

_ROW = {"ends": date, "extended": date, "build": int, "over": bool}


@dataclass(frozen=True, slots=True)
class End:
    """A release of the table; None for an end that is not announced.

    Attributes:
        product: The product, as the table names it.
        cycle: The release whose end this is.
        ends: The regular end, for everybody.
        extended: The end of the extension, where there is one.
        extension: What that extension is called: LTS, ESM, ESU.
        over: It has ended, on a day that nobody published.
        build: The Windows build number.
    """

    product: str
    cycle: str
    ends: date | None
    extended: date | None
    extension: str | None = None
    over: bool = False
    build: int | None = None

    def passed(self, day: date) -> str | None:
        """Which end has passed on a day: "extended" (all of them), "regular", or None."""
        if self.over:
            return "extended"
        if self.ends is None or day <= self.ends:
            return None
        return "regular" if self.extended and day <= self.extended else "extended"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Ends by product and cycle, with the day they were gathered and where."""

    dated: date
    source: str
    products: Mapping[str, Mapping[str, End]]
    extensions: Mapping[str, str]

    def end(self, product: str, cycle: str) -> End | None:
        """Exactly this release, or None."""
        return self.products.get(product, {}).get(cycle)

    def find(self, product: str, number: str) -> End | None:
        """The release that a version number belongs to: 15.5 before 15, 8 for 8.6.

        A release that the table divides further (22, 22.1, 22.2) does not answer for a part that
        the table does not hold: 22.9 is unknown.
        """
        parts = number.split(".")
        cycles = self.products.get(product, {})
        for length in range(len(parts), 0, -1):
            cycle = ".".join(parts[:length])
            if cycle in cycles:
                divided = any(other.startswith(f"{cycle}.") for other in cycles)
                return None if divided and length < len(parts) else cycles[cycle]
        return None


def read_table(text: str) -> Table:
    """A table from its TOML.

    Raises:
        ValueError: with everything that is wrong, one problem a line.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"the table of ends is not TOML: {error}") from error
    if wrong := list(_problems(raw)):
        raise ValueError("the table of ends is wrong:\n" + "\n".join(wrong))
    names = raw.get("extensions", {})
    products = {
        product: {cycle: _end(product, cycle, row, names) for cycle, row in rows.items()}
        for product, rows in raw["products"].items()
    }
    return Table(raw["dated"], raw["source"], products, names)


def load_table(path: Path) -> Table:
    """A table from a file, for a site that keeps a newer one than the package's."""
    return read_table(path.read_text("utf-8"))


def _end(product: str, cycle: str, row: Mapping[str, Any], names: Mapping[str, str]) -> End:
    extended = row.get("extended")
    return End(
        product,
        cycle,
        row.get("ends"),
        extended,
        names.get(product) if extended else None,
        over=row.get("over", False),
        build=row.get("build"),
    )


def _problems(raw: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(raw.keys() - {"dated", "source", "extensions", "products"}):
        yield f"{key}: unknown key"
    if not _is(raw.get("dated"), date):
        yield "dated: a date is expected"
    if not raw.get("source") or not _is(raw["source"], str):
        yield "source: a text is expected"
    products = raw.get("products")
    if not products or not isinstance(products, dict):
        yield "products: a table of products is expected"
        products = {}
    for product, rows in products.items():
        yield from _wrong_rows(product, rows)
    yield from _wrong_extensions(raw.get("extensions", {}), products)


def _wrong_rows(product: str, rows: object) -> Iterator[str]:
    if not rows or not isinstance(rows, dict):
        yield f"{product}: a table of releases is expected"
        return
    for cycle, row in rows.items():
        where = f"{product} {cycle}"
        if not isinstance(row, dict):
            yield f"{where}: a table is expected"
            continue
        for key, value in row.items():
            if key not in _ROW:
                yield f"{where}: {key}: unknown key"
            elif not _is(value, _ROW[key]):
                yield f"{where}: {key}: a {_ROW[key].__name__} is expected"
        ends, extended = row.get("ends"), row.get("extended")
        if extended and not ends:
            yield f"{where}: extended without ends"
        elif isinstance(ends, date) and isinstance(extended, date) and str(extended) <= str(ends):
            yield f"{where}: extended is not later than ends"
        if row.get("over") and ends:
            yield f"{where}: over, and yet a date"


def _wrong_extensions(names: object, products: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(names, dict):
        yield "extensions: a table of names is expected"
        return
    for product, name in names.items():
        if product not in products:
            yield f"extensions: {product}: no such product"
        if not isinstance(name, str):
            yield f"extensions: {product}: a text is expected"


def _is(value: object, kind: type) -> bool:
    """Of that very kind: TOML's date with a time, or a boolean for a number, is another one."""
    return isinstance(value, kind) and not (
        isinstance(value, datetime) or (isinstance(value, bool) and kind is not bool)
    )


BUNDLED = read_table(files(__package__).joinpath("systems.toml").read_text("utf-8"))
