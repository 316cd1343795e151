"""Reports as they arrive from the field: cut, glued, and with anything in their midst."""

from hypothesis import strategies as st

_ODD = [
    "",
    "\0",
    "\n",
    "{",
    "}",
    "[",
    "]",
    '"',
    ",",
    ";",
    "é",
    "\u202f",
    "9" * 30,
    "-1",
    "null",
    "1e999",
]


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A text of which a few parts were cut out or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 40, len(text))))
        text = text[:start] + draw(st.sampled_from(_ODD) | st.text(max_size=6)) + text[end:]
    return text
