"""Reads an XML file that somebody else wrote: no entity, no type, and each fault at its byte."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError  # nosec B405  # types alone: defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from collectors.policy.damage import damaged


def root_of(file: str, raw: bytes) -> Element:
    """The root element.

    Raises:
        Unreadable: at which byte it stops being XML, or what it holds that no policy does.
    """
    parser = DefusedXMLParser(forbid_dtd=True)
    expat = parser.parser
    try:
        parser.feed(raw)
        root: Element = parser.close()
    except ParseError as error:
        at = max(int(expat.ErrorByteIndex), 0)
        why = str(error).partition(":")[0]
        raise damaged(file, at, f"not XML ({why})") from None
    except DefusedXmlException as error:
        at = max(int(expat.CurrentByteIndex), 0)
        raise damaged(file, at, f"refused ({type(error).__name__})") from None
    except (LookupError, ValueError) as error:
        # An encoding that does not exist, or that expat cannot take.
        at = max(int(expat.CurrentByteIndex), 0)
        raise damaged(file, at, f"in an encoding that is not known ({error})") from None
    return root


def local(element: Element) -> str:
    """An element's name in lower case, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def everything(root: Element) -> Iterator[Element]:
    """An element and all that is in it, in the order written, however deep."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(element)
