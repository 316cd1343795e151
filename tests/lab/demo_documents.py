"""The register of documents of the fictional hospital: a policy to review, one document short."""

from pathlib import Path

_SAID = "Document fictif de la démonstration de preuve : {title}.\n"
# By kind: the title, and what the hospital declares of it. There is no action plan, on purpose.
DOCUMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "pssi": (
        "politique de sécurité du système d’information",
        {
            "version": "2.1", "approved_by": "Directeur", "approved_on": "2025-06-17",
            "next_review": "2026-12-15", "lock_minutes": 15, "log_retention_days": 90,
        },
    ),
    "risks": (
        "analyse des risques",
        {"version": "1.0", "approved_by": "Directeur", "approved_on": "2026-02-03"},
    ),
    "charter": (
        "charte d’usage du système d’information",
        {"version": "3", "approved_by": "Directeur", "approved_on": "2023-09-12"},
    ),
    "procedures": (
        "procédures d’exploitation et de sécurité",
        {"version": "5.2", "approved_by": "Responsable informatique", "approved_on": "2026-05-20"},
    ),
}  # fmt: skip


def write_documents(demo: Path) -> None:
    """One short file for each: what is in it is never read."""
    (demo / "documents").mkdir(exist_ok=True)
    for kind, (title, _) in DOCUMENTS.items():
        (demo / "documents" / f"{kind}.txt").write_text(_SAID.format(title=title), "utf-8")


def configuration() -> str:
    """The sections of the register."""
    return "".join(
        f'\n[[documents]]\nkind = "{kind}"\npath = "documents/{kind}.txt"\n'
        + "".join(f"{key} = {_written(key, value)}\n" for key, value in told.items())
        for kind, (_, told) in DOCUMENTS.items()
    )


def _written(key: str, value: object) -> object:
    day = key.endswith("_on") or key == "next_review"
    return value if day or isinstance(value, int) else f'"{value}"'
