"""The result as OSCAL assessment results, which tools of governance and of audit import."""

import msgspec

from reports.oscal import concluded, frame, observed
from reports.oscal.datatypes import Part, filled, moment, prose
from reports.oscal.identity import Identity
from reports.view import View
from reports.words import Words, words


def render(view: View, language: str) -> bytes:
    """The document as indented JSON, UTF-8; the same run gives the same bytes.

    It follows version 1.2.1 of the assessment results model (NIST, pages.nist.gov/OSCAL).
    """
    say = words(language)
    ids = Identity.of(view, language)
    document = {
        "assessment-results": {
            "uuid": str(ids.document),
            "metadata": frame.metadata(view, ids, say),
            "import-ap": frame.plan(ids, say),
            "local-definitions": frame.objectives(view, say),
            "results": [_result(view, ids, say)],
            "back-matter": frame.back_matter(view, ids, say),
        }
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _result(view: View, ids: Identity, say: Words) -> Part:
    seen = observed.observations(view, ids, say)
    return filled(
        uuid=ids("result"),
        title=prose(say("page.title")),
        description=prose(say("page.subtitle", site=view.run.site)),
        start=moment(view.run.started),
        end=moment(view.run.ended) if view.run.ended else None,
        local_definitions=frame.assets(ids, say),
        reviewed_controls=frame.reviewed(view, say),
        assessment_log=observed.log(view, ids, say) if view.units else None,
        observations=seen.told,
        risks=concluded.risks(view, seen, ids, say),
        findings=concluded.findings(view, seen, ids, say),
    )
