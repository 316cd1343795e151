"""How rolls and administrators write names: what the years and the products do to them."""

import unicodedata

_LETTERS = str.maketrans({
    "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss",
})  # fmt: skip
LONGEST_LOGIN = 20  # sAMAccountName of a user ([MS-ADA3] 2.222)


def plain(text: str) -> str:
    """Without accents nor ligatures, the case kept."""
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))


def as_roll(text: str) -> str:
    """Capitals without accents, straight apostrophes: how payroll products write."""
    return plain(text).replace("’", "'").upper()


def letters(text: str) -> str:
    """Lower-case letters and digits only."""
    return "".join(char for char in plain(text).lower() if char.isalnum())


def first_surname_login(surname: str, given: str) -> str:
    """`durandj`, eight characters: the oldest convention."""
    return letters(surname)[:7] + letters(given)[:1]


def initials_login(surname: str, given: str) -> str:
    """`jdurand`, `jmdelamort`: fourteen characters."""
    initials = "".join(letters(part)[:1] for part in given.replace("-", " ").split())
    return (initials + letters(surname))[:14]


def full_login(surname: str, given: str) -> str:
    """`jean-marc.le-gall`, cut at twenty."""
    parts = ["-".join(letters(word) for word in _words(text)) for text in (given, surname)]
    return ".".join(parts)[:LONGEST_LOGIN].rstrip("-.")


def _words(text: str) -> list[str]:
    return text.replace("’", " ").replace("'", " ").replace("-", " ").split()
