"""`preuve verify`: what a bundle proves, level by level; the same program also goes out alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import inert, private
from agent.core.errors import UsageError
from agent.outward import openssl
from reports.verifier import build
from reports.verifier.bag import BROKEN, Bag, Said
from reports.verifier.program import EXITS, bare, told, verify, worst


def command(say: Say) -> click.Command:
    """Build the command."""

    def run(
        bundle: Path | None,
        key: str,
        receipt: str,
        tsa_ca: Path | None,
        countersigner: str,
        re_derive: bool,  # noqa: FBT001 - click's call
        **built: Path | None,
    ) -> None:
        for name, make in (("program", build.script), ("page", build.page)):
            if path := built[name]:
                private.write(path, make().encode())
                click.echo(say(f"verify.{name}_written", path=path))
        if any(built.values()) and bundle is None:
            return
        if bundle is None:
            raise UsageError(say("verify.nothing"))
        if not bundle.is_file():
            raise UsageError(say("verify.absent", path=bundle))
        said = verify(bundle, key=key, receipt=receipt)
        if re_derive:
            from agent.engine.rederiving import rederive  # noqa: PLC0415 - rules are slow to import

            rederive(bundle, said)
        else:
            said.doubt("rederivation", "not-rederived")
        if tsa_ca:
            _judge_stamp(bundle, tsa_ca, said, say)
        _judge_countersignature(bundle, bare(countersigner), said, say)
        for line in told(said, build.languages()[say.language]):
            click.echo(inert.line(line))
        click.get_current_context().exit(EXITS[worst(said)])

    return options.new(say, "verify", _params(say), run)


def _params(say: Say) -> list[click.Parameter]:
    """The bundle, what its reader knows from elsewhere, and what may be written."""
    return [
        click.Argument(
            ["bundle"], type=click.Path(path_type=Path), required=False, metavar="DOSSIER.zip"
        ),
        click.Option(["--key"], default="", metavar="EMPREINTE", help=say("verify.key")),
        click.Option(["--receipt"], default="", metavar="EMPREINTE", help=say("verify.receipt")),
        click.Option(
            ["--tsa-ca"],
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            metavar="PEM",
            help=say("verify.tsa_ca"),
        ),
        click.Option(
            ["--countersigner"],
            default="",
            metavar="EMPREINTE",
            help=say("verify.countersigner"),
        ),
        click.Option(["--re-derive"], is_flag=True, help=say("verify.re_derive")),
        click.Option(
            ["--program"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FICHIER",
            help=say("verify.program"),
        ),
        click.Option(
            ["--page"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FICHIER",
            help=say("verify.page"),
        ),
    ]


def _judge_stamp(bundle: Path, ca: Path, said: Said, say: Say) -> None:
    """What openssl says of the enclosed timestamp, in place of what was not looked at."""
    if not any(line.code == "timestamp-unchecked" for line in said):
        return
    said[:] = [line for line in said if line.level != "timestamp"]
    with TemporaryDirectory(prefix="preuve-") as folder:
        token = Path(folder) / "seal.tsr"
        try:
            with ZipFile(bundle) as archive:
                bag = Bag(archive)
                token.write_bytes(bag.read("data/seal/seal.tsr"))
                digest = bag.digest("data/seal/seal.json")
            _, time = openssl.verified(token, digest, ca)
        except (*BROKEN, UsageError) as error:
            said.false("timestamp", "timestamp-false", why=say.failure(str(error))[:200])
        else:
            said.good("timestamp", "timestamped", time=time.isoformat())


def _judge_countersignature(bundle: Path, known: str, said: Said, say: Say) -> None:
    """What stands beside a bundle is looked at; whose key it is, only its reader knows."""
    from agent.commands.countersigning import (  # noqa: PLC0415 - cryptography is slow to import
        countersigner,
    )

    try:
        found = countersigner(bundle)
    except UsageError as error:
        said.false("signature", "countersignature-false", why=say.failure(str(error))[:200])
        return
    if found is None:
        if known:
            said.false("signature", "countersignature-none")
    elif not known:
        said.doubt("signature", "countersigned-unknown", fingerprint=found[7:])
    elif known == found[7:]:
        said.good("signature", "countersigned-known", fingerprint=found[7:])
    else:
        said.false("signature", "countersigner-other", fingerprint=found[7:])
