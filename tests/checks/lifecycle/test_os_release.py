"""Reading os-release files: what the shell would read, and nothing that stops the reading."""

from time import monotonic

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.lifecycle.os_release import LIMIT, System, parse, system_of

LINE = st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("A=", ""),
        ('A=""', ""),
        ("A=two words", "two words"),
        ('A="two words"  ', "two words"),
        ("A='it is $HOME'", "it is $HOME"),
        (r'A="\"quoted\" \$5 \`x\` back\\slash"', '"quoted" $5 `x` back\\slash'),
        (r'A="a\nb"', r"a\nb"),  # the shell keeps a backslash that escapes nothing
        (r"A=two\ words", "two words"),
        ("A=12 # a comment", "12"),
        ('A="12" # a comment', "12"),
        ('A="a # b"', "a # b"),
        ("A=a#b", "a#b"),
        ("  A=indented", "indented"),
        ("A=windows\r", "windows"),
        ("A=é\u00a0è", "é\u00a0è"),
        ("A=b=c", "b=c"),
        ("A=1\nA=2", "2"),
        ('A=1\nA="broken', "1"),
    ],
)
def test_a_value_is_what_the_shell_reads(line: str, value: str) -> None:
    assert parse(f"# comment\n\n{line}\n") == {"A": value}


@pytest.mark.parametrize(
    "line",
    [
        *("", "A", "=1", "#A=1", "1A=1", "A B=1", "A =1", "A= 1", "export A=1", "A.B=1", "Á=1"),
        *('A="open', "A='open", 'A="', "A='", 'A="a"b', "A='a'b", "A=it's", 'A=a"b"', 'A="a\\"'),
        "A=a\\",
        "A=a\0b",
    ],
)
def test_a_line_that_is_no_assignment_is_passed_over(line: str) -> None:
    assert parse(f"X=1\n{line}\nY=2") == {"X": "1", "Y": "2"}


def test_a_mark_of_encoding_does_not_hide_the_first_line() -> None:
    assert parse("\ufeffID=debian\r\nVERSION_ID=12\r\n") == {"ID": "debian", "VERSION_ID": "12"}


@given(st.text())
@example("=" * 10_000)
def test_any_text_is_read(text: str) -> None:
    found = parse(text)

    assert all(name.isascii() and isinstance(value, str) for name, value in found.items())
    assert isinstance(system_of(found, point=text), System)


@given(LINE)
def test_what_was_quoted_is_read_back(value: str) -> None:
    escaped = "".join(f"\\{each}" if each in '"$`\\' else each for each in value)

    assert parse(f'A="{escaped}"') == {"A": value}
    assert parse(f"A='{value.replace(chr(39), '')}'") == {"A": value.replace(chr(39), "")}


@given(st.dictionaries(st.sampled_from(["ID", "NAME", "PRETTY_NAME", "VERSION_ID"]), st.text()))
def test_any_variables_are_a_system_or_not(release: dict[str, str]) -> None:
    assert system_of(release).name.isprintable()


@given(
    st.sampled_from(["debian", "ubuntu", "rhel", "sles", "fedora", "alpine", "freebsd", "centos"]),
    st.text("0123456789.", max_size=8),
)
def test_a_known_release_begins_with_the_version_or_is_it(identifier: str, number: str) -> None:
    end = system_of({"ID": identifier, "VERSION_ID": number}).end

    assert end is None or f"{number}.0.".startswith(f"{end.cycle}.")


@pytest.mark.parametrize(
    ("start", "repeated"),
    [
        *(('A="', "\\"), ("A=", " "), ("A=", " #"), ("A='", "#"), ("", "\0"), ("", "A=1\n")),
        *(("ID=debian\nNAME=", "server "), ("Windows ", "server 2"), ("", "\ufdfa"), ("", "1.")),
    ],
)
def test_a_megabyte_is_read_in_no_time(start: str, repeated: str) -> None:
    hostile = start + repeated * (1_000_000 // len(repeated))
    began = monotonic()

    system_of(parse(hostile), point=hostile, name=hostile)
    system_of({"ID": "debian", "NAME": hostile, "VERSION_ID": hostile}, point=hostile)

    assert monotonic() - began < 2


def test_only_the_beginning_of_a_file_is_read_and_no_half_line() -> None:
    text = "A=1\n" + "#" * (LIMIT - 10) + "\nVERSION_ID=12"

    assert parse(text) == {"A": "1"}


def test_a_name_is_fit_to_be_printed() -> None:
    system = system_of({"ID": "x", "PRETTY_NAME": "\x1b[31mDebian\u202e 12" + "a" * 10_000})

    assert system.name.startswith("[31mDebian 12")
    assert len(system.name) == 200
