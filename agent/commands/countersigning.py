"""`preuve keys countersign`: somebody else's word on a bundle, from another computer."""

from pathlib import Path

import click

from agent.commands import options
from agent.commands.speech import Say
from agent.core import private
from agent.core.errors import Denied, UsageError
from agent.core.fingerprints import spoken
from agent.engine import keys
from collectors.transports import secrets

# Beside a bundle: the detached signature, and the public half of the key that made it.
SIGNATURE, PUBLIC = ".countersigned", ".countersigned.pem"


def part(say: Say) -> click.Command:
    """Build it; it needs neither configuration nor store."""

    def countersign(bundle: Path, key: Path, passphrase: str, new: bool) -> None:  # noqa: FBT001 - click's call
        try:
            secret = secrets.resolve(secrets.check(passphrase), Path())
        except (ValueError, Denied) as error:
            raise UsageError(f"--passphrase: {error}") from None
        signer = keys.make(key, secret) if new else keys.unlock(key, secret)
        signature = keys.sign_file(bundle, signer)
        beside = bundle.with_name(bundle.name + SIGNATURE)
        public = bundle.with_name(bundle.name + PUBLIC)
        private.write(beside, signature)
        private.write(public, signer.public.encode())
        click.echo(say("keys.countersigned", path=beside, public=public))
        click.echo(say("keys.fingerprint", fingerprint=spoken(signer.fingerprint)))
        click.echo(
            f"openssl dgst -sha256 -verify {public.name} -signature {beside.name} {bundle.name}"
        )

    file = click.Path(path_type=Path, dir_okay=False)
    params: list[click.Parameter] = [
        click.Argument(["bundle"], type=file, metavar="DOSSIER.zip"),
        click.Option(["--key"], type=file, required=True, help=say("keys.own")),
        click.Option(["--passphrase"], required=True, help=say("keys.passphrase")),
        click.Option(["--new"], is_flag=True, help=say("keys.own_new")),
    ]
    return options.new(say, "countersign", params, countersign, group="keys")


def countersigner(bundle: Path) -> str | None:
    """The fingerprint of the key whose countersignature stands beside a bundle, if one does.

    Raises:
        UsageError: the one that is there is of other bytes, or cannot be read.
    """
    beside = bundle.with_name(bundle.name + SIGNATURE)
    public = bundle.with_name(bundle.name + PUBLIC)
    if not beside.is_file():
        return None
    try:
        found = keys.signed_file(bundle, beside.read_bytes(), public.read_text("ascii", "replace"))
    except OSError as error:
        raise UsageError(f"{beside}: {error.strerror}") from None
    if found is None:
        raise UsageError(f"{beside}: it is no signature of {bundle.name} by the key beside it")
    return found
