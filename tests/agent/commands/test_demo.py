"""What the demonstration shows: nine questions judged, and every verdict there is."""

import json

from agent.core.answers import Verdict
from tests.agent.commands.conftest import Demo


def test_nine_questions_are_judged_and_every_verdict_is_shown(demo: Demo) -> None:
    told = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)
    verdicts = {each["id"]: each["verdict"] for each in told["questions"]}
    parts = {sub["id"]: sub["verdict"] for each in told["questions"] for sub in each["answers"]}

    assert [each for each, verdict in verdicts.items() if verdict == "unmeasured"] == ["Q4"]
    assert {*verdicts.values(), *parts.values()} == {each.value for each in Verdict}
    # What its people and its files tell, worked out from what tests.lab writes for it.
    assert parts["2a"] == "declared"  # a register of documents
    assert parts["2b"] == "stale"  # somebody's word, five months after its end
    assert parts["7a"] == "proven"  # Veeam's own word: the patient record was restored in September
    assert parts["3a"] == "contradicted"
    assert parts["1a"] == "partial"  # a supervision's export, handed over
