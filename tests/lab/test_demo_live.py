"""`make demo-live`, on the session's domain: a real audit, compared with the labels."""

import json
from pathlib import Path

from tests.hospital.model import Hospital
from tests.hospital.scoring import wrong
from tests.lab.__main__ import audit
from tests.lab.samba import SambaDomain


def test_a_live_audit_classes_accounts_as_their_labels_say(
    samba: SambaDomain, labelled_hospital: Hospital, tmp_path: Path
) -> None:
    assert audit(samba, labelled_hospital, tmp_path) == 0
    result = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert result["demonstration"] is False
    bridge = result["reconciliation"]
    assert bridge["persons"] == 300
    # Those of the hospital, and the domain's own: Administrator, and the audit account.
    enabled = sum(each.enabled for each in labelled_hospital.accounts) + 2
    assert bridge["enabled_accounts"] == enabled > 700
    assert {each["account"] for each in bridge["accounts"]} == set(labelled_hospital.truth)
    assert len(wrong(result, labelled_hospital.truth)) <= len(labelled_hospital.truth) // 100
