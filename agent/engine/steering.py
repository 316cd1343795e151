"""What was decided about a run, gathered for the papers of those who follow it."""

from agent.core.judgements import Judgement
from agent.engine import action_plan, attesting, waiving
from agent.engine.configuration import Configuration
from agent.store import Store
from reports.steering import Accepted, Steering, Step, Word


def steering(store: Store, judgement: Judgement, configuration: Configuration) -> Steering:
    """Waivers, words and the plan, as they stand at the evaluation date; nobody is named."""
    return Steering(
        accepted=tuple(
            Accepted(made.number, made.waiver.check, state.value, made.waiver.until)
            for made, state in waiving.states(store, judgement)
        ),
        words=tuple(
            Word(
                each.number,
                each.attestation.sub_question or "",
                each.attestation.day,
                each.attestation.expires,
            )
            for each in attesting.attested(store)
            if each.attestation.day <= judgement.as_of
        ),
        plan=tuple(
            Step(
                each.check,
                each.findings,
                each.seen.value,
                each.word.planned.state.value if each.word else None,
                each.word.planned.due if each.word else None,
            )
            for each in action_plan.actions(judgement, action_plan.said(store))
        ),
        exhibit_weeks=configuration.retention.exhibit_weeks,
        names_months=configuration.retention.names_months,
    )
