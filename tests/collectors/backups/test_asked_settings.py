"""`[[backups]] host`: the block it names, and all that is wrong with it."""

from pathlib import Path

import pytest

from agent.core.errors import ConfigurationError
from agent.engine.configuration import read

HOST = '[[hosts]]\nname = "sauve"\naddress = "srv-sauve"\nuser = "preuve"\nagent = true\n'
ASKED = '[[backups]]\nproduct = "restic"\nhost = "sauve"\n'


def configured(folder: Path, text: str) -> Path:
    (folder / "preuve.toml").write_text(f'[site]\nname = "CH"\n{text}', "utf-8")
    return folder / "preuve.toml"


@pytest.mark.parametrize("host", [HOST, '[[hosts]]\nname = "sauve"\ntransport = "local"\n'])
def test_the_host_is_the_one_of_its_block(host: str, tmp_path: Path) -> None:
    configuration = read(configured(tmp_path, ASKED + host))

    (source,) = [each for each in configuration.sources if each.section == "backups"]
    (target,) = source.targets(tmp_path)
    assert (target.source, target.name, target.collectors) == (
        "restic", "sauve", ("backups.jobs",),
    )  # fmt: skip


def test_its_password_is_the_one_of_the_host(tmp_path: Path) -> None:
    host = HOST.replace("agent = true", 'password = "env:SECRET"')
    configuration = read(configured(tmp_path, host + ASKED))

    found = [each.targets(tmp_path)[0].credential for each in configuration.sources]
    assert found[0] == found[1]
    assert found[0] is not None


WRONG = [
    (ASKED, r"host 'sauve': no \[\[hosts\]\] block bears that name \(none\)"),
    (HOST.replace('"srv-sauve"', '["a", "b"]') + ASKED, "is not one host with a shell"),
    ('[[hosts]]\nname = "sauve"\nimport = "depot/*.json"\n' + ASKED, "not one host with a shell"),
    (HOST + ASKED + 'path = "*.log"\n', "path is required"),
    (HOST + ASKED.replace("restic", "vzdump"), "host is for .*restic"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_is_wrong_is_said(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read(configured(tmp_path, text))
