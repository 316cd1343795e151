"""What an account looks like when no person explains it: a service, a generic, or an orphan.

Every cue is weighted and told. A personal name in the account outweighs any word of its login:
an account renamed `svc_…` stays the account of the person it names.
"""

import re
from datetime import date
from functools import lru_cache

from agent.core.facts.accounts import Account
from agent.core.facts.standing import AccountClass
from checks.derive.reconciliation import names
from checks.derive.reconciliation.evidence import Evidence
from checks.derive.reconciliation.lexicon import (
    GENERIC,
    GENERIC_DESCRIBED,
    SERVICE,
    SERVICE_DESCRIBED,
    SERVICE_HEADS,
    SERVICE_PHRASES,
    STEMS,
)
from checks.derive.reconciliation.registry import Registry
from checks.derive.reconciliation.situations import Class

_CANNOT_CHANGE_PASSWORD = 0x40
_SHARED_MAILBOX = {4, 16, 32}  # msExchRecipientTypeDetails: shared, room, equipment
_MANY_WORKSTATIONS = 3
_FLOOR = 4  # of a weight, for the name of an account to say what it is
_SHORTEST_STEM = 5  # letters; a shorter beginning is also that of surnames
_LONGEST_LOGIN = 20  # sAMAccountName of a user ([MS-ADA3] 2.222)
_SHORT_HEADS = {"AS", "SF"}  # aide-soignant, sage-femme, glued to a unit
_SEGMENT = 24  # letters of a login that are split into words
_BEGINNINGS = frozenset(word[:3] for word in GENERIC | SERVICE)
_WORD = re.compile(r"[A-Z]+")
_HEAD = re.compile(r"([a-z]+)[-_.]")
_GLUED_SERVICE = re.compile(r"^(svc|srv)(?=[a-z0-9]{2})")
_SERVICE_FOLDER = re.compile(
    r"OU=[^,]*(?:service accounts?|comptes? (?:de )?services?|comptes? techniques?|svc)[^,]*,",
    re.IGNORECASE,
)


def unheld(evidence: Evidence, registry: Registry, drawn: date | None) -> Class:
    """The class of an account that no person explains; `drawn`: the day of the staff roll."""
    account = evidence.account
    personal = _personal(evidence, registry)
    service, service_reasons = _service_cues(account, personal=personal)
    generic, generic_reasons = _generic_cues(evidence, registry, personal=personal)
    if service >= _FLOOR and service >= generic:
        return Class(AccountClass.SERVICE, tuple(service_reasons))
    if generic >= _FLOOR:
        return Class(AccountClass.GENERIC, tuple(generic_reasons))
    if drawn and account.created and account.created > drawn:
        return Class(AccountClass.PENDING, (f"created-after-roll:{drawn.isoformat()}",))
    named = service_reasons or generic_reasons
    disguised = ("impersonal-login",) if personal and named else ()
    return Class(AccountClass.ORPHAN, ("no-person", *disguised))


def _personal(evidence: Evidence, registry: Registry) -> bool:
    """Whether the account bears somebody's name: a given name that people have, beside another.

    Both fields filled with words of no lexicon are a name as well, however rare.
    """
    account = evidence.account
    surname, given = names.tokens(account.surname), names.tokens(account.given_name)
    if surname and given:
        if any(map(registry.is_given, given)):
            return True
        # "Ressources Humaines" under bal.rh is no name, though no word of it is known.
        team = all(map(_of_a_hospital, _words_of(evidence.stem)))
        return not team and not any(map(_impersonal, (*surname, *given)))
    words = evidence.display_words
    if not 2 <= len(words) <= 5:  # noqa: PLR2004 - fewer is no full name, more is a sentence
        return False
    ends = words[0], words[-1]
    if not any(map(registry.is_given, ends)):
        return False
    # "SERVICE Yasmina" is somebody; "Accueil Rose Pavillon" is a place.
    return len(words) == 2 or not any(map(_impersonal, words))  # noqa: PLR2004 - a name and a given name


def _impersonal(word: str) -> bool:
    return word in SERVICE or _of_a_hospital(word)


def _of_a_hospital(word: str) -> bool:
    return word in GENERIC or (len(word) >= _SHORTEST_STEM and word.startswith(STEMS))


def impersonal_login(login: str) -> bool:
    """Whether a login is made of a hospital's or a program's words, and so says who it is not."""
    return bool(_service_head(login)) or any(map(_impersonal, _words_of(login)))


def _service_head(login: str) -> str | None:
    """`SVC` of svc_veeam and of svcveeam."""
    head = _HEAD.match(login) or _GLUED_SERVICE.match(login)
    return head[1].upper() if head and head[1].upper() in SERVICE_HEADS else None


@lru_cache(maxsize=64)  # an account's login is looked at several times in a row
def _words_of(login: str) -> tuple[str, ...]:
    """The words of a login: `ide.nuit2` gives IDE and NUIT, `idenuit` too."""
    found: list[str] = []
    for part in _WORD.findall(names.fold(login)):
        found += _split(part, cut=len(login) >= _LONGEST_LOGIN) or [part]
    return tuple(found)


def _split(word: str, *, cut: bool) -> list[str] | None:
    """The lexicon's words that a glued word is made of, fewest first; None when it is not.

    `cut`: the login is as long as a login can be, and its last word may be a beginning.
    """
    if word in GENERIC or word in SERVICE or len(word) > _SEGMENT:
        return [word]
    if word[:3] not in _BEGINNINGS and word[:2] not in _SHORT_HEADS:
        return None
    best: list[list[str] | None] = [[], *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(end - 16, 0), end):
            head, piece = best[start], word[start:end]
            last = cut and end == len(word)
            short = len(piece) < 3 and (start > 0 or piece not in _SHORT_HEADS)  # noqa: PLR2004 - two letters begin surnames
            if head is None or short or not _known(piece, beginning=last):
                continue
            known = best[end]
            if known is None or len(head) + 1 < len(known):
                best[end] = [*head, piece]
    return best[-1]


def _known(piece: str, *, beginning: bool) -> bool:
    if piece in GENERIC or piece in SERVICE:
        return True
    return beginning and any(word.startswith(piece) for word in GENERIC)


def _service_cues(account: Account, *, personal: bool) -> tuple[int, list[str]]:
    score, reasons = 0, list[str]()
    if account.service_names:
        score, reasons = score + 4, [*reasons, "spn"]
    login = account.login.lower()
    # HL7 bears a digit: whole tokens as well as their letters.
    words = [*_words_of(login), *names.tokens(login)]
    token = next((word for word in words if word in SERVICE), None) or _service_head(login)
    weight = 1 if personal else 4
    if token:
        score, reasons = score + weight, [*reasons, f"service-name:{token.lower()}"]
    spoken = names.fold(account.display_name or "")
    told = 0 if personal else _told_service(spoken)
    if told or SERVICE_DESCRIBED & set(account.words):
        score, reasons = score + max(told, 2), [*reasons, "service-words"]
    if _SERVICE_FOLDER.search(account.dn):
        score, reasons = score + weight, [*reasons, "service-folder"]
    if account.password_never_expires and not account.given_name:
        score, reasons = score + 1, [*reasons, "password-never-expires"]
    return score, reasons


def _told_service(spoken: str) -> int:
    """The weight of a display name that says what the account is."""
    if any(phrase in spoken for phrase in SERVICE_PHRASES):
        return 4
    return 2 if any(word in SERVICE for word in spoken.split()) else 0


def _generic_cues(
    evidence: Evidence, registry: Registry, *, personal: bool
) -> tuple[int, list[str]]:
    """Weighted cues; a hospital word in the login weighs less when a name is filled in."""
    account = evidence.account
    score, reasons = 0, list[str]()
    login = _words_of(evidence.stem)
    known = next(filter(_of_a_hospital, login), None)
    if known:
        cut = len(evidence.account.login) >= _LONGEST_LOGIN
        parts = login[:-1] if cut and len(login) > 1 else login
        whole = all(_impersonal(word) or len(word) <= 2 for word in parts)  # noqa: PLR2004 - a letter or two number a room
        score += 4 if whole and not personal else 2
        reasons.append(f"generic-name:{known.lower()}")
    spoken = [] if personal else _spoken(evidence)
    if spoken:
        score, reasons = score + 2, [*reasons, f"generic-name:{spoken[0].lower()}"]
    if GENERIC_DESCRIBED & set(account.words):
        score, reasons = score + 4, [*reasons, "generic-words"]
    score += _use_by_many(account, reasons)
    if not account.given_name and not account.surname and not personal:
        score, reasons = score + 1, [*reasons, "no-personal-name"]
    if len(spoken) > 1 or (spoken and evidence.stem[-1:].isdigit()):
        score += 1
    if not personal and not spoken and known and _team_of_one_word(evidence, registry):
        score += 1
    if personal or account.identifiers or _login_of_somebody(evidence, registry):
        score -= 3
    return score, list(dict.fromkeys(reasons))


def _use_by_many(account: Account, reasons: list[str]) -> int:
    """The weight of what only a shared account has; its reasons are added."""
    score = 0
    if account.recipient_type in _SHARED_MAILBOX:
        score += 4
        reasons.append("shared-mailbox")
    if account.workstations >= _MANY_WORKSTATIONS:
        score += 2
        reasons.append("many-workstations")
    return score + bool(account.control_flags & _CANNOT_CHANGE_PASSWORD)


def _spoken(evidence: Evidence) -> list[str]:
    """The hospital's words among the names and the address."""
    address = (evidence.account.mail or "").partition("@")[0]
    said = sorted(evidence.words | set(_words_of(address)))
    words = (word for text in said for word in _WORD.findall(text))
    return list(dict.fromkeys(filter(_of_a_hospital, words)))


def _team_of_one_word(evidence: Evidence, registry: Registry) -> bool:
    """Whether a nameless login is a hospital's word beside words that are nobody's name."""
    parts = _WORD.findall(names.fold(evidence.stem))
    strange = [part for part in parts if not _impersonal(part)]
    return (
        not evidence.words
        and len(parts) > 1
        and not any(registry.is_given(part) or part in registry.by_surname for part in strange)
    )


def _login_of_somebody(evidence: Evidence, registry: Registry) -> bool:
    """Whether a login without names reads as a given name and a name: `paul.garde`."""
    if evidence.words:
        return False
    return any(
        pattern in {"prenom.nom", "nom.prenom"} and registry.is_given(given)
        for _, given, pattern in evidence.login_halves()
    )
