"""A configured authority stamps each seal over HTTP; its silence or its lies stop no audit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from agent.store import Store
from tests.agent.commands.test_seal import Authority, preuve
from tests.agent.engine.test_sealing import SITE, configured


@dataclass
class Desk:
    """A hospital's folder, and an authority of openssl's own that answers over HTTP."""

    folder: Path
    authority: Authority
    asked: list[bytes] = field(default_factory=list)
    says: bytes | int | None = None  # instead of a stamp: other bytes, or an HTTP status

    def answer(self, request: bytes) -> bytes:
        self.asked.append(request)
        path = self.folder / "asked.tsq"
        path.write_bytes(request)
        return self.authority.answer(path).read_bytes()

    def stamps(self) -> int:
        with Store.open(f"sqlite:///{self.folder / 'preuve.db'}", SITE) as store:
            store.verify_ledger()
            return sum(len(store.stamps(seal.number)) for seal in store.seals())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk", Authority(tmp_path / "authority"))

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            if isinstance(made.says, int):
                self.send_response(made.says)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                return
            body = made.answer(request) if made.says is None else made.says
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/tsa"
    configured(
        made.folder, f'[seal]\nauthority = "{url}"\nauthority_ca = "{made.authority.root}"\n'
    )
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_seal_is_stamped_at_the_end_of_the_audit(desk: Desk) -> None:
    done = preuve(desk.folder, "scan")

    assert "Seal not timestamped" not in done.stderr
    assert desk.stamps() == len(desk.asked) == 1
    assert "Timestamped by a third party on" in preuve(desk.folder, "seal").stdout
    assert SITE.encode() not in desk.asked[0]
    assert len(desk.asked[0]) < 100  # a digest and a nonce
    preuve(desk.folder, "check")
    assert desk.stamps() == 2


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (503, "the authority answers 503"),
        (302, "the authority answers 302"),
        (b"Time stamp: Nov 26 12:50:00 2026 GMT\n", "not the reply of a timestamp authority"),
        (b"0" * (1024 * 1024 + 1), "too large for a timestamp"),
    ],
    ids=["busy", "elsewhere", "text", "endless"],
)
def test_an_audit_does_not_fail_for_it_and_says_so(desk: Desk, says: bytes | int, why: str) -> None:
    desk.says = says
    done = preuve(desk.folder, "scan")

    assert done.returncode == 2  # the questions without a source; nothing more
    assert "Seal not timestamped: " in done.stderr
    assert why in done.stderr
    assert desk.stamps() == 0
    desk.says = None
    later = preuve(desk.folder, "seal", "--ask")
    assert later.returncode == 0, later.stderr
    assert desk.stamps() == 1


def test_a_stamp_of_another_authority_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    desk.authority.root.write_bytes(Authority(tmp_path / "other").root.read_bytes())

    assert "the timestamp does not hold" in preuve(desk.folder, "scan").stderr
    assert desk.stamps() == 0


def test_an_absent_authority_is_named(tmp_path: Path) -> None:
    configured(tmp_path, '[seal]\nauthority = "http://127.0.0.1:1/"\nauthority_ca = "ca.pem"\n')

    assert "the authority does not answer" in preuve(tmp_path, "scan").stderr


@pytest.mark.parametrize(
    "lines",
    ['authority = "ftp://tsa/"', 'authority = "https://tsa/"', 'authority_ca = "ca.pem"',
     'authority = "https://user:password@tsa/"\nauthority_ca = "ca.pem"'],
)  # fmt: skip
def test_what_is_no_authority_is_refused(tmp_path: Path, lines: str) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "preuve.toml").write_text(f'[site]\nname = "CH"\n[seal]\n{lines}\n', "utf-8")

    done = preuve(folder, "scan")

    assert done.returncode == 3
    assert "seal" in done.stderr
    assert "user:password" not in done.stderr
