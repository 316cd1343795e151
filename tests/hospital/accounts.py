"""Opens every account of a hospital, with the truth about each."""

from dataclasses import replace
from datetime import timedelta

from tests.hospital import pools
from tests.hospital.cast import ROLES
from tests.hospital.holders import (
    ADMINISTRATORS,
    OPENED,
    TWICE,
    WITHOUT_ACCOUNT,
    Desk,
    settled,
)
from tests.hospital.model import Account, Person, Truth
from tests.hospital.people import RH, Crowd
from tests.hospital.spelling import initials_login, letters

STRANGERS_OPEN, STRANGERS_CLOSED = 0.5, 0.1
GENERICS, SERVICES, AFTER_ROLL = 0.28, 0.11, 0.02
LEAVERS_FORGOTTEN, LEAVERS_CLOSED = 0.7, 0.2


def open_accounts(crowd: Crowd, persons: list[Person]) -> list[Account]:
    """Every account, in an order that depends on the seed only."""
    desk = Desk(crowd, persons)
    present = sum(person.active_on(crowd.as_of) for person in persons)
    found = [desk.role(role) for role in ROLES]
    found += _everybody(desk)
    found += _twins(desk, found, round(present * ADMINISTRATORS))
    found += _second_accounts(desk, found, round(present * TWICE))
    found += _tricks(desk, found)
    found += [_stranger(desk) for _ in range(round(present * STRANGERS_OPEN))]
    found += [_closed(desk, _stranger(desk)) for _ in range(round(present * STRANGERS_CLOSED))]
    found += [_newcomer(desk) for _ in range(round(present * AFTER_ROLL))]
    found += _generics(desk, found, round(present * GENERICS))
    found += _services(desk, round(present * SERVICES))
    return found


def _everybody(desk: Desk) -> list[Account]:
    """One account for most of the persons who play no role, whatever became of them."""
    roles = {person.id for person in desk.crowd.cast.values()}
    found = []
    for person in desk.persons:
        chance = desk.rng.random()
        if person.id in roles or person.id == "INT9001":
            continue
        named = settled(person, desk.as_of, desk.crowd.drawn[person.roll])
        if named == "leaver" and chance > LEAVERS_FORGOTTEN + LEAVERS_CLOSED:
            continue
        if named != "leaver" and chance < WITHOUT_ACCOUNT:
            continue
        friend = person.usage in pools.listed(pools.FALSE_FRIENDS)
        trap = "false-friend" if friend else ""
        account = desk.person(person, Truth(account_class=named, person=person.id, trap=trap))
        if named == "leaver":
            account = _left(desk, account, person, closed=chance > LEAVERS_FORGOTTEN)
        found.append(account)
    return found


def _left(desk: Desk, account: Account, person: Person, *, closed: bool) -> Account:
    """What became of a leaver's account; some were used after the end."""
    ended = person.ended or desk.as_of
    if closed:
        return _closed(desk, account)
    chance, since = desk.rng.random(), (desk.as_of - ended).days
    if chance < 0.15:
        account.last_logon = ended + timedelta(days=desk.rng.randint(20, max(20, since)))
        account.truth = replace(account.truth, trap="used-after-the-end")
    elif account.last_logon and account.last_logon > ended:
        account.last_logon = max(ended - timedelta(days=desk.rng.randint(0, 9)), account.created)
    if desk.rng.random() < 0.08:
        account.expires = ended
    return account


def _closed(desk: Desk, account: Account) -> Account:
    """Disabled, half of them the way ANSSI calls neutralised."""
    account.enabled = False
    account.neutralised = desk.rng.random() < 0.5
    account.folder = "closed"
    day = desk.days_ago(40, 500)
    account.description = f"Désactivé le {day:%d/%m/%Y} - départ"
    if account.last_logon and account.last_logon > day:
        account.last_logon = max(day - timedelta(days=1), account.created)
    return account


def _twins(desk: Desk, accounts: list[Account], count: int) -> list[Account]:
    """Administrators' second accounts, with or without names; one outlived its person."""
    people = {person.id: person for person in desk.persons}
    bases = [
        account
        for account in accounts
        if account.truth.account_class in {"person", "leaver"}
        and not account.truth.trap
        and account.surname
        and account.given
        and account.login == initials_login(account.surname, account.given)
    ]
    leavers = [each for each in bases if each.truth.account_class == "leaver" and each.enabled]
    chosen = [each for each in bases if each.truth.account_class == "person"][:count] + leavers[:1]
    found = []
    for number, base in enumerate(chosen):
        person = people[base.truth.person or ""]
        twin = Account(
            login=desk.login(f"adm-{base.login}"[:20]),
            truth=replace(base.truth, secondary=True, trap="administrator"),
            folder="administration",
            created=max(base.created, OPENED),
            never_expires=number % 3 == 0,
            description="Compte administrateur",
            admin_count=True,
        )
        if number % 2 == 0:
            twin.surname, twin.given = person.usage, person.given
            twin.display = f"{person.given} {person.usage} (admin)"
        if number % 4 != 1:
            twin.identifiers["employeeID"] = person.id
        else:
            twin.truth = replace(twin.truth, doubtful=True)
        found.append(desk.used(twin, live=70, dormant=10, never=5))
    return found


def _second_accounts(desk: Desk, accounts: list[Account], count: int) -> list[Account]:
    """A further ordinary account of a person: another site's, kept."""
    bases = [
        account
        for account in accounts
        if account.truth.account_class == "person" and "employeeID" in account.identifiers
    ]
    found = []
    for base in bases[10 : 10 + count]:
        second = replace(
            base,
            login=desk.login("ex-" + base.login[:17]),
            # Neither names nor a login that speaks: the identifier might be borrowed.
            truth=replace(base.truth, trap="several-accounts", doubtful=not base.display),
            identifiers=dict(base.identifiers),
            mail=None,
            created=max(base.created, OPENED),
        )
        found.append(desk.used(second, live=30, dormant=50, never=10))
    return found


def _tricks(desk: Desk, accounts: list[Account]) -> list[Account]:
    """Accounts that borrow an identifier, a product's name or somebody's old login."""
    lender = desk.crowd.cast["mpeltier"]
    agency = _stranger(desk)
    agency.truth = Truth(account_class="orphan", doubtful=True, trap="borrowed-identifier")
    agency.identifiers = {"employeeID": lender.id}
    forgotten = [each for each in accounts if each.truth.account_class == "leaver" and each.enabled]
    disguised = next(each for each in forgotten if each.surname and each.identifiers)
    disguised.login = desk.login(f"svc_{letters(disguised.surname or '')}"[:20])
    disguised.truth = replace(disguised.truth, trap="disguised-as-a-service")
    false_health = _stranger(desk)
    false_health.login = desk.login("HealthMailbox4f91ac2")
    false_health.truth = Truth(account_class="orphan", trap="disguised-as-a-product")
    return [agency, false_health]


def _stranger(desk: Desk) -> Account:
    """An account of somebody whom no roll knows."""
    surname, given, _ = desk.crowd.name(pools.STRANGERS)
    given = given.split()[0]
    created = desk.days_ago(60, 16 * 365)
    chance = desk.rng.random()
    account = Account(
        login=desk.conventional(surname, given, max(created, OPENED)),
        truth=Truth(account_class="orphan"),
        folder=desk.rng.choice(("care", "care", "offices", "externals", "interns")),
        created=max(created, OPENED),
        never_expires=desk.rng.random() < 0.1,
    )
    if chance < 0.8:
        account.surname, account.given, account.display = surname, given, f"{surname} {given}"
    elif chance < 0.9:
        account.display = f"{surname.upper()} {given}"
    if desk.rng.random() < 0.2:
        account.identifiers["employeeID"] = f"000{desk.rng.randint(1000, 9000)}"
    if desk.rng.random() < 0.15:
        account.description = desk.rng.choice(
            ("Remplaçante été 2023", "Stage IFSI", "Intérimaire", "Étudiante", "Temporaire")
        )
    return desk.used(account, live=24, dormant=52, never=12)


def _newcomer(desk: Desk) -> Account:
    """Somebody hired since the staff roll was drawn."""
    account = _stranger(desk)
    since = (desk.as_of - desk.crowd.drawn[RH]).days
    account.created = desk.days_ago(0, since - 1)
    account.truth = Truth(account_class="pending", trap="created-after-the-roll")
    account.identifiers.clear()
    account.description = None
    return desk.used(account, live=0, dormant=0, never=100)


def _generics(desk: Desk, accounts: list[Account], count: int) -> list[Account]:
    """Shared accounts of units, functions, posts and tests."""
    owners = [each for each in accounts if each.truth.account_class == "person" and each.enabled]
    found = []
    for number in range(count):
        login, shown = pools.GENERICS[number % len(pools.GENERICS)]
        turn = number // len(pools.GENERICS)
        account = Account(
            login=desk.login(f"{login}{turn + 1}" if turn else login),
            truth=Truth(account_class="generic"),
            folder="generics",
            created=max(desk.days_ago(100, 16 * 365), OPENED),
            display=f"{shown} {turn + 1}" if turn and shown else shown,
            never_expires=desk.rng.random() < 0.6,
            workstations=desk.rng.choice((0, 0, 3, 4, 6)),
            enabled=desk.rng.random() > 0.06,
        )
        if shown and desk.rng.random() < 0.2:
            account.surname, account.given = shown.upper(), "Compte"
            account.truth = replace(account.truth, trap="names-filled-in")
        if desk.rng.random() < 0.45:
            account.description = desk.rng.choice(
                (
                    "Compte générique du service",
                    "Compte commun",
                    "Compte partagé - ne pas supprimer",
                )
            )
        if desk.rng.random() < 0.12:
            account.manager = desk.rng.choice(owners).login
        found.append(desk.used(account, live=68, dormant=16, never=4))
    borrowed = next(each for each in found if each.login == "urgences")
    borrowed.identifiers["employeeID"] = desk.crowd.cast["aquenneville"].id
    borrowed.truth = Truth(account_class="generic", doubtful=True, trap="borrowed-identifier")
    return found


def _services(desk: Desk, count: int) -> list[Account]:
    """Accounts of programs, managed ones, products' own, and shared mailboxes."""
    found = []
    for number in range(count):
        login, shown, names, described = pools.SERVICES[number % len(pools.SERVICES)]
        turn = number // len(pools.SERVICES)
        account = Account(
            login=desk.login(f"{login}_{turn + 1}" if turn else login),
            truth=Truth(account_class="service"),
            folder="services",
            created=max(desk.days_ago(200, 15 * 365), OPENED),
            display=shown,
            description=described or None,
            never_expires=desk.rng.random() < 0.85,
            service_names=() if turn else names,
        )
        found.append(desk.used(account, live=75, dormant=12, never=3))
    for login in ("gmsa_sql$", "gmsa_veeam$", "gmsa_web$"):
        account = Account(login=login, truth=Truth(account_class="service", trap="managed"),
                          folder="managed", created=desk.days_ago(100, 900), managed=True)  # fmt: skip
        found.append(desk.used(account, live=100, dormant=0, never=0))
    for _ in range(4):
        login = f"HealthMailbox{desk.rng.randrange(16**7):07x}"
        account = Account(login=desk.login(login), truth=Truth(account_class="service", trap="product"),
                          folder="exchange", display=login, created=desk.days_ago(400, 900))  # fmt: skip
        found.append(desk.used(account, live=100, dormant=0, never=0))
    for login, shown, kind in pools.MAILBOXES:
        account = Account(
            login=desk.login(login),
            truth=Truth(account_class="generic", trap="shared-mailbox"),
            folder="mailboxes",
            display=shown,
            mail=f"{login}@ch-saint-exemple.example",
            created=max(desk.days_ago(300, 3000), OPENED),
            recipient=kind,
            enabled=login == "bal.secretariat",
        )
        found.append(desk.used(account, live=0, dormant=0, never=100))
    return found
