"""What the bytes of a registry value say, by its type ([MS-GPREG] 2.2.1, winnt.h)."""

from struct import unpack

_NAMES = {
    0: "REG_NONE",
    1: "REG_SZ",
    2: "REG_EXPAND_SZ",
    3: "REG_BINARY",
    4: "REG_DWORD",
    5: "REG_DWORD_BIG_ENDIAN",
    6: "REG_LINK",
    7: "REG_MULTI_SZ",
    8: "REG_RESOURCE_LIST",
    9: "REG_FULL_RESOURCE_DESCRIPTOR",
    10: "REG_RESOURCE_REQUIREMENTS_LIST",
    11: "REG_QWORD",
}
_NUMBERS = {"REG_DWORD": "<I", "REG_DWORD_BIG_ENDIAN": ">I", "REG_QWORD": "<Q"}
_SIZES = {"<I": 4, ">I": 4, "<Q": 8}
_STRINGS = {"REG_SZ", "REG_EXPAND_SZ"}


def type_name(number: int) -> str:
    """A type as it is usually called, or its number."""
    return _NAMES.get(number, f"0x{number:x}")


def text_of(type: str, data: bytes) -> str | None:
    """A value in words: a string, a number in decimal, strings on lines; None: nothing to say.

    A number of another size than its type's says nothing, nor does a string of half characters.
    """
    if type in _NUMBERS:
        shape = _NUMBERS[type]
        return str(unpack(shape, data)[0]) if len(data) == _SIZES[shape] else None
    if type in _STRINGS:
        told = _characters(data)
        return None if told is None else told.partition("\0")[0]
    if type == "REG_MULTI_SZ":
        told = _characters(data)
        return None if told is None else "\n".join(told.rstrip("\0").split("\0"))
    return None


def _characters(data: bytes) -> str | None:
    if len(data) % 2:
        if data[-1]:
            return None
        data = data[:-1]
    return data.decode("utf-16-le", "replace")
