"""Which identifier each thing of a document bears: worked out, never drawn."""

from dataclasses import dataclass
from uuid import UUID

from reports.oscal.datatypes import Part, named
from reports.view import View


@dataclass(frozen=True, slots=True)
class Identity:
    """Identifiers within one judgement of one run; those of a site's own things outlive it."""

    site: str
    run: UUID
    document: UUID
    tool: str

    @classmethod
    def of(cls, view: View, language: str) -> "Identity":
        """A second judgement is another document, and so is another language."""
        run, judged = view.run, view.judgement.judged_at
        told = named("run", run.site, run.run, run.started.isoformat(), judged.isoformat())
        return cls(run.site, told, named("document", language, within=told), run.tool)

    def __call__(self, *parts: object) -> str:
        """The identifier of a part of this judgement."""
        return str(named(*parts, within=self.run))

    @property
    def organization(self) -> str:
        """The site."""
        return str(named("site", self.site))

    @property
    def component(self) -> str:
        """The version of preuve that read and judged."""
        return str(named("tool", self.tool))

    @property
    def origins(self) -> list[Part]:
        """Who says so: the tool."""
        return [{"actors": [{"type": "tool", "actor-uuid": self.component}]}]

    def subject(self, kind: str, source: str, key: str) -> str:
        """What findings are about: the same from one audit to the next."""
        return str(named("subject", self.site, kind, source, key))

    def resource(self, name: str) -> str:
        """An exhibit by its digest, or the note that stands for the missing plan."""
        return str(named("resource", self.site, name))
