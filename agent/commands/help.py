"""Help in the user's language, where click has words of its own."""

import click

from agent.commands.speech import Say


class Told(click.Command):
    """A command whose headings are ours; `say` must be set before it is asked for help."""

    say: Say

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How to write the command."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, self.say("help.usage") + " ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The pieces of the usage line."""
        words = {"[OPTIONS]": self.say("help.any_options"), "COMMAND": self.say("help.command")}
        pieces = super().collect_usage_pieces(ctx)
        return [words.get(piece, piece).replace("COMMAND", words["COMMAND"]) for piece in pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then a group's commands."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        told = [record for each in options if (record := each.get_help_record(ctx))]
        with formatter.section(self.say("help.options")):
            formatter.write_dl(told)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.say("help.help")
        return option


class ToldGroup(Told, click.Group):
    """A command made of several."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Its commands, each in one line."""
        with formatter.section(self.say("preuve.first")):
            formatter.write_dl(
                [(name, each.get_short_help_str(80)) for name, each in self.commands.items()]
            )
