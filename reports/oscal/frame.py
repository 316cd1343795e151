"""What surrounds the results: the document, the plan that there is not, questions and exhibits."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping

from checks.guide.questions import QUESTIONS, SUBS, Question, SubQuestion
from reports import sentences
from reports.oscal.datatypes import NAMESPACE, Part, filled, moment, plain, prop, props, prose
from reports.oscal.identity import Identity
from reports.view import View
from reports.words import Words

VERSION = "1.2.1"
_PLAN = "no-plan"


def control(question: str) -> str:
    """A question as a control: `Q3` is q3."""
    return question.lower()


def objective(sub: str) -> str:
    """A sub-question as an objective, whose name begins with a letter: `3a` is q3a."""
    return f"q{sub}"


def metadata(view: View, ids: Identity, say: Words) -> Part:
    """Title, dates of the run, the site, and what every page of a report says first."""
    judgement, run = view.judgement, view.run
    said = [
        say("page.demonstration") if run.demonstration else "",
        say("page.run", run=run.run, profile=judgement.profile, tool=run.tool) + ".",
        say("page.evaluated", day=say.day(judgement.as_of)) + ".",
        sentences.scope(view, say),
        f"{sentences.seal(view.seal, say)} {sentences.stamp(view.stamps, say)}" if view.seal else
        sentences.seal(None, say),
        say("method.silence"),
        say("page.confidential"),
    ]  # fmt: skip
    return {
        "title": prose(say("page.subtitle", site=run.site)),
        "last-modified": moment(judgement.judged_at),
        "version": str(run.run),
        "oscal-version": VERSION,
        "props": props(
            (
                ("as_of", judgement.as_of.isoformat()),
                ("profile", judgement.profile),
                ("demonstration", run.demonstration),
                ("language", say.language),
                ("seal", view.seal.digest if view.seal else None),
            )
        ),
        "roles": [{"id": "assessed", "title": prose(say("oscal.assessed"))}],
        "parties": [{"uuid": ids.organization, "type": "organization", "name": plain(run.site)}],
        "responsible-parties": [{"role-id": "assessed", "party-uuids": [ids.organization]}],
        "remarks": "\n\n".join(prose(each) for each in said if each),
    }


def plan(ids: Identity, say: Words) -> Part:
    """The plan that OSCAL asks for: a note that says there is none."""
    return {"href": f"#{ids.resource(_PLAN)}", "remarks": prose(say("oscal.no_plan"))}


def objectives(view: View, say: Words) -> Part:
    """The ten questions, their sub-questions and, under each, the checks that bear on it."""
    checks: dict[str, list[str]] = defaultdict(list)
    for outcome in view.judgement.outcomes:
        checks[outcome.sub_question].append(outcome.check)
    return {
        "objectives-and-methods": [
            {
                "control-id": control(each.id),
                "description": prose(say.question(each.id)),
                "parts": [_objective(each, checks, say), _method(each, say)],
            }
            for each in QUESTIONS.values()
        ],
        "remarks": prose(say("page.guide")),
    }


def _objective(question: Question, checks: Mapping[str, list[str]], say: Words) -> Part:
    """NIST asks for one objective a control, which names its method: ours are parts of it."""
    return {
        "id": f"{control(question.id)}-objective",
        "name": "assessment-objective",
        "title": prose(say.title(question.id)),
        "props": [{"name": "method-id", "value": f"{control(question.id)}-method"}],
        "parts": [_sub(sub, checks.get(sub.id, []), say) for sub in question.subs],
    }


def _method(question: Question, say: Words) -> Part:
    objects = {"name": "assessment-objects", "prose": prose(question.needs[say.language])}
    return {
        "id": f"{control(question.id)}-method",
        "name": "assessment-method",
        "props": [{"name": "method", "value": "TEST"}],
        "parts": [objects],
    }


def _sub(sub: SubQuestion, checks: list[str], say: Words) -> Part:
    return filled(
        id=objective(sub.id),
        name="sub-question",
        ns=NAMESPACE,
        title=prose(say.question(sub.id)),
        props=[prop("good", sub.good or "none")],
        parts=[
            {
                "id": check,
                "name": "check",
                "ns": NAMESPACE,
                "title": prose(say.check(check, "title")),
                "prose": prose(say.check(check, "satisfied")),
            }
            for check in checks
        ],
    )


def reviewed(view: View, say: Words) -> Part:
    """Which questions and objectives were asked, and which were left out, since when and why."""
    judgement = view.judgement
    out = set(judgement.not_asked)
    asked = [{"control-id": control(each.id)} for each in judgement.answers if each.id not in out]
    chosen: Part = {"include-controls": asked} if asked else {"include-all": {}}
    if out:
        chosen |= {
            "description": prose(sentences.scope(view, say)),
            "exclude-controls": [{"control-id": control(each)} for each in judgement.not_asked],
        }
    names = [objective(sub) for sub in SUBS]
    names += [each.check for each in judgement.outcomes]
    return {
        "description": prose(say("oscal.controls")),
        "control-selections": [chosen],
        "control-objective-selections": [
            {"include-objectives": [{"objective-id": name} for name in names]}
        ],
    }


def assets(ids: Identity, say: Words) -> Part:
    """The tool, of which every origin says that it is theirs."""
    tool = {
        "uuid": ids.component,
        "type": "software",
        "title": prose(ids.tool),
        "description": prose(say("oscal.tool")),
        "status": {"state": "operational"},
    }
    platform = {
        "uuid": ids("platform"),
        "title": prose(ids.tool),
        "uses-components": [{"component-uuid": ids.component}],
    }
    return {"assessment-assets": {"components": [tool], "assessment-platforms": [platform]}}


def back_matter(view: View, ids: Identity, say: Words) -> Part:
    """The note about the plan, and every exhibit by its digest and its place in a bundle."""
    digests = sorted(
        {digest for unit in view.units for digest in unit.exhibits}
        | {digest for each in view.judgement.findings for digest in each.exhibits}
    )
    note = {
        "uuid": ids.resource(_PLAN),
        "title": prose(say("oscal.no_plan_title")),
        "description": prose(say("oscal.no_plan")),
        "base64": {
            "filename": "no-plan.txt",
            "media-type": "text/plain",
            "value": b64encode(say("oscal.no_plan").encode()).decode(),
        },
    }
    return {"resources": [note, *(_exhibit(each, ids, say) for each in digests)]}


def _exhibit(digest: str, ids: Identity, say: Words) -> Part:
    value = digest.removeprefix("sha256:")
    link = {
        "href": f"../exhibits/{value}.body",
        "hashes": [{"algorithm": "SHA-256", "value": value}],
    }
    return {
        "uuid": ids.resource(digest),
        "title": digest,
        "description": prose(say("oscal.exhibit")),
        "rlinks": [link],
    }
