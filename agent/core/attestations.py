"""Attestations: what somebody answers for by name, until it has to be asked again."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A dated answer: to the guide, or in free words, which are kept elsewhere.

    `sub_question` is one (`7a`), or a quick win (`P3`): `answer` is then yes or no, but for the
    open sub-question, which has `years`. Words of before answers were asked have neither.
    `file_digest` is the SHA-256 of a document that supports it, and stays where it is.
    """

    sub_question: str | None
    person: str
    role: str
    day: date
    expires: date
    answer: str | None = None
    years: int | None = None
    file_digest: str | None = None
    file_name: str | None = None
