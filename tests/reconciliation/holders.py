"""Accounts that have a person: what they bear of them, and whether it is enough."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

from agent.core.facts.accounts import Account
from tests.hospital.spelling import letters
from tests.reconciliation import spelling
from tests.reconciliation.population import Directory, Human, Truth, class_of

_ATTRIBUTES = ("employeeID", "employeeID", "employeeID", "employeeNumber", "extensionAttribute4")


class Crowd:
    """Who bears which name, so as to know which evidence is unique."""

    def __init__(self, humans: list[Human]) -> None:
        self.names: Counter[tuple[str, str]] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.logins: Counter[tuple[str, str]] = Counter()
        for each in humans:
            for family in _families(each):
                for first in _firsts(each):
                    self.names[family, first] += 1
            for family in _families(each) | _halves(each):
                for first in {name[:1] for name in _firsts(each)}:
                    self.logins[family, first] += 1
                for first in _firsts(each):
                    self.parts[family, first] += 1

    def alone(self, human: Human) -> bool:
        """Whether nobody else could be meant by any spelling of the name."""
        return all(
            self.parts[family, first] == 1
            for family in _families(human) | _halves(human)
            for first in _firsts(human)
        )

    def alone_by_initial(self, human: Human) -> bool:
        """Whether nobody else of that name has the same initial."""
        return all(
            self.logins[family, first[:1]] == 1
            for family in _families(human) | _halves(human)
            for first in _firsts(human)
        )


def _families(human: Human) -> set[str]:
    told = {letters(human.usage)}
    if human.birth:
        told |= {letters(human.birth), letters(human.usage + human.birth)}
    return told


def _halves(human: Human) -> set[str]:
    both = f"{human.usage}-{human.birth or ''}"
    return {letters(part) for part in both.replace("-", " ").split(" ") if len(part) > 2}


def _firsts(human: Human) -> set[str]:
    return {letters(human.given), letters(human.given.split(" ")[0].split("-")[0])}


class Holders:
    """Opens the accounts of persons: one each, administrators two, in one domain or two."""

    def __init__(self, rng: Random, directory: Directory, crowd: Crowd) -> None:
        self._rng = rng
        self._directory = directory
        self._crowd = crowd

    def account(self, human: Human) -> Account:
        """One ordinary account, with some of the evidence that accounts bear."""
        rng = self._rng
        person = human.fact
        more, evidence, trap = self._names(human)
        if rng.random() < 0.55:
            more["identifiers"] = self._identifier(human)
            evidence = "rpps" if more["identifiers"][0][1] == person.rpps else "identifier"
        elif person.mail and rng.random() < 0.4:
            more["mail"] = person.mail
            evidence = "mail"
        family = human.birth if human.birth and trap == "birth-name" else human.usage
        wanted = spelling.logins(family, human.given, person.key.lstrip("0ILPR"), rng)
        domain = "ad" if rng.random() < 0.85 else "ad2"
        login = self._directory.login(wanted, domain)
        if evidence == "login":
            evidence = self._by_login(human, login)
        truth = Truth(
            class_of(person), person.key, evidence, doubtful=evidence == "none", trap=trap
        )
        if human.fact.periods[0][1] and rng.random() < 0.5:
            more["enabled"] = False
        return self._directory.open(login, truth, domain=domain, **more)

    def _by_login(self, human: Human, login: str) -> str:
        if login.startswith("m") and login[1:].isdigit():
            return "identifier"
        whole = "." in login and len(login) < 20 and len(login.split(".", maxsplit=1)[0]) > 2
        known = self._crowd.alone(human) if whole else self._crowd.alone_by_initial(human)
        return "login" if known and len(login) > 4 else "none"

    def _identifier(self, human: Human) -> tuple[tuple[str, str], ...]:
        rng, person = self._rng, human.fact
        if person.rpps and rng.random() < 0.5:
            return (("extensionAttribute5", person.rpps),)
        value = person.key.lstrip("0") if rng.random() < 0.2 else person.key
        return ((rng.choice(_ATTRIBUTES), value),)

    def _names(self, human: Human) -> tuple[dict[str, Any], str, str]:
        """The names an account bears, and the evidence they are."""
        rng = self._rng
        family, trap = human.usage, "usage-name"
        if human.birth and rng.random() < 0.35:
            family, trap = human.birth, "birth-name"
        elif human.birth and rng.random() < 0.2:
            family, trap = f"{human.usage}-{human.birth}", "both-names"
        elif "-" in family and rng.random() < 0.3:
            family, trap = rng.choice(family.split("-")), "half-name"
        known = "name" if self._crowd.alone(human) else "none"
        surname, given = spelling.surname(family, rng), spelling.given(human.given, rng)
        shown = spelling.display(surname, given, rng)
        chance = rng.random()
        if chance < 0.08:
            return {}, "login", "login-only"
        if chance < 0.18:
            return {"display_name": shown}, known, "display-only"
        if chance < 0.21:
            return {"surname": given, "given_name": surname}, known, "inverted-fields"
        names: dict[str, Any] = {"surname": surname, "given_name": given, "display_name": shown}
        return names, known, trap

    def twin(self, account: Account, truth: Truth) -> Account:
        """An administrator's second account; it bears the first one's login."""
        base = account.login[:14]
        wanted = self._rng.choice(
            (
                f"adm-{base}",
                f"a.{base}",
                f"{base}-adm",
                f"admin.{base}",
                f"{base}_adm",
                f"t1-{base}",
            )
        )
        names: dict[str, Any] = {"surname": account.surname, "given_name": account.given_name}
        whole = account.login == base
        told = replace(truth, secondary=True, trap="twin", doubtful=not whole or truth.doubtful)
        return self._directory.open(
            self._directory.login(wanted, account.source), told, domain=account.source, **names
        )
