"""Draws the persons of a hospital: staff, interns and contractors, present, gone and to come."""

from datetime import date, timedelta
from random import Random

from tests.hospital import pools
from tests.hospital.cast import ROLES, Role
from tests.hospital.model import Period, Person
from tests.hospital.spelling import letters

RH, INTERNS, CONTRACTORS = "rh", "internes", "prestataires"
# How many days before the evaluation date each roll was drawn.
DRAWN = {RH: 2, INTERNS: 15, CONTRACTORS: 10}
GRACE = 31  # days: contract, renewal_grace_days
MAIL_DOMAIN = "ch-saint-exemple.example"  # reserved: nobody receives it (RFC 2606)
ROLL_YEARS = 2  # the staff roll lists who left in the last two years
# Of the persons present: how many each roll holds, and how many more are gone or to come.
INTERN_SHARE = CONTRACTOR_SHARE = 0.08
GONE, JUST_GONE, TO_COME = 0.46, 0.04, 0.02


def address(surname: str, given: str) -> str:
    """The mail address of a person."""
    return f"{letters(given.split(maxsplit=1)[0])}.{letters(surname)}@{MAIL_DOMAIN}"


class Crowd:
    """Draws distinct persons; the same seed gives the same crowd."""

    def __init__(self, rng: Random, as_of: date) -> None:
        self.rng = rng
        self.as_of = as_of
        self.drawn = {roll: as_of - timedelta(days=days) for roll, days in DRAWN.items()}
        self.cast: dict[str, Person] = {}  # login of the role -> the person
        self._names = {(letters(role.usage), letters(role.given)) for role in ROLES}
        self._number = 10000

    def everybody(self, present: int) -> list[Person]:
        """Persons, `present` of them at the evaluation date."""
        others = round(present * INTERN_SHARE), round(present * CONTRACTOR_SHARE)
        staff = present - sum(others)
        persons = [self._role(role) for role in ROLES]
        persons += [self._false_friend(surname) for surname in pools.listed(pools.FALSE_FRIENDS)]
        persons += self._homonyms()
        persons += [self.agent(self._present()) for _ in range(staff - len(persons) - 1)]
        doctor = self.agent(self._present(), grade="PH", rpps="10009999999")
        persons.append(doctor)
        persons += [self.agent(self._gone()) for _ in range(round(present * GONE))]
        persons += [self.agent(self._just_gone()) for _ in range(round(present * JUST_GONE))]
        persons += [self.agent(self._to_come()) for _ in range(round(present * TO_COME))]
        persons += self._interns(others[0])
        persons += self._contractors(others[1])
        # Both an intern of last semester and an agent of today, under two identifiers.
        persons.append(self._former_intern(doctor))
        return persons

    def name(self, surnames: str = pools.SURNAMES) -> tuple[str, str, bool]:
        """A surname and given name that nobody has yet, and whether a woman's."""
        while True:
            surname = self.rng.choice(pools.listed(surnames))
            if self.rng.random() < 0.04:
                surname += "-" + self.rng.choice(pools.listed(pools.SURNAMES))
            woman = self.rng.random() < 0.75
            given = self.rng.choice(pools.listed(pools.WOMEN if woman else pools.MEN))
            if self.rng.random() < 0.15:
                given += " " + self.rng.choice(pools.listed(pools.WOMEN if woman else pools.MEN))
            key = (letters(surname), letters(given.split()[0]))
            if key not in self._names:
                self._names.add(key)
                return surname, given, woman

    def agent(self, periods: tuple[Period, ...], **known: object) -> Person:
        """A member of staff; `known` fields are not drawn."""
        rng = self.rng
        usage, given, woman = self.name()
        birth = self._maiden_name(given) if woman and rng.random() < 0.4 else usage
        number, unit, _ = rng.choices(pools.UNITS, [share for *_, share in pools.UNITS])[0]
        fields: dict[str, object] = {
            "id": self._next(),
            "roll": RH,
            "woman": woman,
            "usage": usage,
            "birth": birth,
            "given": given,
            "born": self._birth_date(),
            "periods": periods,
            "grade": rng.choice(pools.GRADES),
            "unit": f"{number} {unit}",
            "position": "ACTIVITE"
            if rng.random() > 0.04
            else rng.choice(("CLM", "CLD", "CONGE PARENTAL")),
            "status": "TITULAIRE" if periods[-1][1] is None else "CDD",
        }
        if rng.random() < 0.3:
            fields["mail"] = address(usage, given)
        if fields["grade"] == "PH":
            fields["rpps"] = f"1000{rng.randrange(10**7):07}"
        return Person(**fields | known)  # type: ignore[arg-type] # drawn or given by name

    def _maiden_name(self, given: str) -> str:
        """A surname that makes no namesake with that given name."""
        while True:
            surname = self.rng.choice(pools.listed(pools.SURNAMES))
            key = (letters(surname), letters(given.split(maxsplit=1)[0]))
            if key not in self._names:
                self._names.add(key)
                return surname

    def _role(self, role: Role) -> Person:
        person = self.agent(
            self._present(),
            usage=role.usage,
            given=role.given,
            birth=role.birth or role.usage,
            woman=role.woman,
            position=role.position,
            status=role.status,
            mail=None,
        )
        self.cast[role.login] = person
        return person

    def _false_friend(self, surname: str) -> Person:
        _, given, woman = self.name()
        return self.agent(self._present(), usage=surname, birth=surname, given=given, woman=woman)

    def _homonyms(self) -> list[Person]:
        """Namesakes of a role, and two persons whom only an identifier tells apart."""
        alike = {
            "usage": "Bernard",
            "birth": "Bernard",
            "given": "Philippe",
            "woman": False,
            "mail": None,
        }
        sophie = {
            "usage": "Martin",
            "birth": "Martin",
            "given": "Sophie",
            "woman": True,
            "mail": None,
        }
        return [self.agent(self._present(), **each) for each in (sophie, alike, alike)]

    def _interns(self, present: int) -> list[Person]:
        """Interns of this semester and of the last one, which ended 20 days ago."""
        turn = self.as_of - timedelta(days=20)
        now = ((turn + timedelta(days=1), turn + timedelta(days=182)),)
        before = ((turn - timedelta(days=183), turn),)
        return [
            self.agent(periods, roll=INTERNS, id=f"INT{number:04}", birth=None, mail=None, position="",
                       status="INTERNE", grade="INTERNE", rpps=f"1010{self.rng.randrange(10**7):07}")
            for number, periods in enumerate([now] * present + [before] * (present * 3 // 4), 1)
        ]  # fmt: skip

    def _former_intern(self, agent: Person) -> Person:
        turn = self.as_of - timedelta(days=20)
        return self.agent(
            ((turn - timedelta(days=183), turn),), roll=INTERNS, id="INT9001", birth=None,
            usage=agent.usage, given=agent.given, woman=agent.woman, rpps=agent.rpps, mail=None,
            born=agent.born, position="", status="INTERNE", grade="INTERNE",
        )  # fmt: skip

    def _contractors(self, present: int) -> list[Person]:
        periods = [self._present() for _ in range(present)]
        periods += [self._gone() for _ in range(present // 3)]
        return [
            self.agent(each, roll=CONTRACTORS, id=f"P{number:03}", birth=None, position="", rpps=None,
                       status="PRESTATAIRE", grade="", unit="", company=self.rng.choice(pools.COMPANIES))
            for number, each in enumerate(periods, 1)
        ]  # fmt: skip

    def _next(self) -> str:
        self._number += self.rng.randint(1, 9)
        return f"{self._number:07}"

    def _birth_date(self) -> date:
        return date(1960, 1, 1) + timedelta(days=self.rng.randrange(40 * 365))

    def _days_ago(self, least: int, most: int) -> date:
        return self.as_of - timedelta(days=self.rng.randint(least, most))

    def _present(self) -> tuple[Period, ...]:
        """Somebody present: for good, or from contract to contract."""
        start = self._days_ago(200, 25 * 365)
        if self.rng.random() < 0.7:
            return ((start, None),)
        renewed = self._days_ago(40, 190)
        end = self.as_of + timedelta(days=self.rng.randint(5, 300))
        return ((start, renewed - timedelta(days=1)), (renewed, end))

    def _gone(self) -> tuple[Period, ...]:
        """Somebody who left before the grace of the roll they stand in."""
        end = self._days_ago(max(DRAWN.values()) + GRACE + 2, ROLL_YEARS * 365)
        return ((end - timedelta(days=self.rng.randint(90, 9000)), end),)

    def _just_gone(self) -> tuple[Period, ...]:
        end = self.drawn[RH] - timedelta(days=self.rng.randint(2, GRACE - 1))
        return ((end - timedelta(days=self.rng.randint(90, 900)), end),)

    def _to_come(self) -> tuple[Period, ...]:
        return ((self.as_of + timedelta(days=self.rng.randint(3, 25)), None),)
