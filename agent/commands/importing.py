"""`preuve import`: a hospital's bundle is verified and filed by its region."""

import getpass
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core.errors import Denied, IntegrityError, UsageError
from agent.core.fingerprints import short, spoken
from agent.engine.configuration import Configuration
from agent.engine.region import filing
from agent.engine.region.opening import Reader, reader
from agent.engine.region.refusals import NotFiled, NotNow
from agent.store import Store
from collectors.transports import secrets
from reports.verifier.build import languages
from reports.verifier.program import printable


def command(say: Say) -> click.Command:
    """Build the command."""

    def take_in(
        config: Path,
        bundles: tuple[Path, ...],
        key: str,
        certificate: Path | None,
        private_key: Path | None,
        passphrase: str | None,
    ) -> None:
        if key and len(bundles) > 1:
            raise UsageError(say("import.one_key"))
        if (certificate is None) != (private_key is None):
            raise UsageError(say("import.both"))
        whose = None
        if certificate and private_key:
            whose = reader(certificate, private_key, _passphrase(passphrase))
        configuration, store = options.opened(config)
        with store, store.lock(options.holder()):
            _each(say, configuration, store, bundles, key, whose)

    file = click.Path(path_type=Path, dir_okay=False)
    params: list[click.Parameter] = [
        click.Argument(["bundles"], type=file, nargs=-1, required=True, metavar="DOSSIER.zip…"),
        options.config(say),
        click.Option(["--key"], default="", metavar="EMPREINTE", help=say("import.key")),
        click.Option(["--certificate"], type=file, metavar="PEM", help=say("import.certificate")),
        click.Option(["--private-key"], type=file, metavar="PEM", help=say("import.private_key")),
        click.Option(["--passphrase"], metavar="REF", help=say("import.passphrase")),
    ]
    return options.new(say, "import", params, take_in)


def _passphrase(reference: str | None) -> str | None:
    try:
        return secrets.resolve(secrets.check(reference), Path()) if reference else None
    except (ValueError, Denied) as error:
        raise UsageError(f"--passphrase: {error}") from None


def _each(
    say: Say,
    configuration: Configuration,
    store: Store,
    bundles: Iterable[Path],
    key: str,
    whose: Reader | None,
) -> None:
    """Each bundle in turn: one that is refused keeps no other out; the worst is raised."""
    refused: list[IntegrityError | UsageError] = []
    for path in bundles:
        try:
            filed = filing.file(
                store,
                path,
                key=key,
                configured={each.name: each.key for each in configuration.members},
                now=datetime.now(UTC),
                user=getpass.getuser(),
                whose=whose,
            )
        except NotFiled as error:
            refused.append(IntegrityError(f"{path}: {_why(say, error)}"))
        except NotNow as error:
            refused.append(UsageError(f"{path}: {_why(say, error)}"))
        except UsageError as error:
            refused.append(error)
        else:
            _tell(say, filed, path, {each.name for each in configuration.members})
    if refused:
        worst = max(refused, key=lambda each: each.exit_code)
        raise type(worst)("\n".join(map(str, refused)))


def _tell(say: Say, filed: filing.Filed, path: Path, expected: set[str]) -> None:
    made = filed.filing
    values = {
        "member": printable(made.member),
        "run": made.run,
        "number": made.number,
        "receipt": short(made.digest),
        "day": made.sealed.date().isoformat(),
        "path": path,
    }
    click.echo(say("import.filed" if filed.new else "import.there", **values))
    click.echo(say(f"import.known_{filed.how}", fingerprint=spoken(made.key)))
    if expected and made.member not in expected:
        click.echo(say("import.unexpected", member=values["member"]))


def _why(say: Say, error: NotFiled | NotNow) -> str:
    """Why a bundle is not filed, in the reader's words; what it says of itself cannot obey."""
    if error.code == "false":
        words = languages()[say.language]
        assert isinstance(error, NotFiled)  # noqa: S101  # nosec B101  # only that kind has it
        lines = [
            printable(words["says"][line.code].format(**line.values))
            for line in filing.false_lines(error)
        ]
        return "\n  - ".join([say("import.why_false"), *lines])
    told = {name: printable(str(value)) for name, value in error.values.items()}
    for name in ("fingerprint", "found", "known"):
        if name in told:
            told[name] = spoken(told[name])
    if isinstance(error, NotFiled):
        told["member"] = printable(error.member)
    return say(f"import.why_{error.code}", **told)
