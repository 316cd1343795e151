"""Writes the rolls as payroll, the medical office and purchasing would send them."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from tests.hospital.model import Hospital, Person
from tests.hospital.people import CONTRACTORS, INTERNS, RH
from tests.hospital.spelling import as_roll

FILES = {RH: "rh.csv", INTERNS: "internes.csv", CONTRACTORS: "prestataires.xlsx"}
ORIGINS = {RH: "staff", INTERNS: "intern", CONTRACTORS: "contractor"}

_STAFF = (
    "MATRICULE", "CIVILITE", "NOM", "NOM_NAISSANCE", "PRENOM", "DATE_NAISSANCE", "NIR", "DATE_ENTREE",
    "DATE_SORTIE", "POSITION", "REGIME", "GRADE", "LIB_UF", "RPPS", "MAIL",
)  # fmt: skip
_INTERNS = ("IDENTIFIANT", "Nom", "Prénom", "RPPS", "Date début", "Date fin", "Service")
_CONTRACTORS = ("ID_AGENT", "Nom", "Prénom", "Société", "Courriel", "Date début", "Date fin")


def write_rolls(hospital: Hospital, folder: Path) -> None:
    """Write `rh.csv` (cp1252), `internes.csv` (UTF-8 with its mark) and `prestataires.xlsx`."""
    folder.mkdir(parents=True, exist_ok=True)
    rolls = {roll: [each for each in hospital.persons if each.roll == roll] for roll in FILES}
    staff = [line for person in rolls[RH] for line in _staff_lines(person)]
    _csv(folder / FILES[RH], _STAFF, staff, "cp1252")
    _csv(folder / FILES[INTERNS], _INTERNS, [_intern(each) for each in rolls[INTERNS]], "utf-8-sig")
    _workbook(folder / FILES[CONTRACTORS], rolls[CONTRACTORS], hospital.as_of)


def _csv(path: Path, header: tuple[str, ...], lines: list[list[str]], encoding: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([header, *lines])
    path.write_bytes(text.getvalue().encode(encoding))


def _staff_lines(person: Person) -> Iterator[list[str]]:
    """One line a contract."""
    for number, (start, end) in enumerate(person.periods):
        # Three ways to write that there is no end; they live together in real rolls.
        no_end = ("", "31/12/2999", "00/00/0000")[int(person.id) % 3]
        yield [
            person.id,
            "MME" if person.woman else "M.",
            as_roll(person.usage),
            as_roll(person.birth or person.usage),
            as_roll(person.given),
            _french(person.born),
            _false_nir(person),
            _french(start),
            _french(end) if end else no_end,
            person.position if number == len(person.periods) - 1 else "ACTIVITE",
            person.status,
            person.grade,
            person.unit,
            person.rpps or "",
            person.mail or "",
        ]


def _intern(person: Person) -> list[str]:
    ((start, end),) = person.periods
    dates = [_french(start), _french(end) if end else ""]
    return [person.id, person.usage, person.given, person.rpps or "", *dates, person.unit[5:]]


def _false_nir(person: Person) -> str:
    """Shaped like an identity number and impossible: its key, 00, is none."""
    return f"{2 if person.woman else 1}{person.born:%y%m}99{int(person.id) % 10**6:06}00"


def _french(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _workbook(path: Path, persons: list[Person], as_of: date) -> None:
    """Real dates in cells, no end is an empty one."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime.combine(as_of, time())})
        sheet = book.add_worksheet("Prestataires")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, _CONTRACTORS)
        row = 0
        for person in persons:
            for start, end in person.periods:
                row += 1
                texts = (person.id, person.usage, person.given, person.company, person.mail or "")
                sheet.write_row(row, 0, texts)
                sheet.write_datetime(row, 5, datetime.combine(start, time()), day)
                if end:
                    sheet.write_datetime(row, 6, datetime.combine(end, time()), day)
