"""Every exception of ldap3 becomes one of the house, and says where and what to do."""

import inspect

import pytest
from ldap3.core import exceptions

from agent.core.errors import Denied, PasswordRefused, SourceError, TimedOut, Truncated, Unreachable
from collectors.transports.ldap.errors import result, translate

EVERY = sorted(
    (
        each
        for _, each in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(each, exceptions.LDAPException)
    ),
    key=lambda each: str(each.__name__),
)


def made(kind: type[exceptions.LDAPException], text: str) -> exceptions.LDAPException:
    if issubclass(kind, exceptions.LDAPOperationResult):
        code = next((code for code, each in exceptions.exception_table.items() if each is kind), 1)
        error: exceptions.LDAPException = exceptions.LDAPOperationResult(result=code, message=text)
        return error
    return kind(text)


@pytest.mark.parametrize("kind", EVERY, ids=lambda each: str(each.__name__))
def test_no_exception_of_ldap3_is_left(kind: type[exceptions.LDAPException]) -> None:
    told = translate("ldaps://dc1", made(kind, "something"))

    assert isinstance(told, SourceError)
    assert str(told).startswith("ldaps://dc1: ")


def test_ldap3_has_the_exceptions_that_are_expected() -> None:
    assert len(EVERY) > 80


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        (exceptions.LDAPSocketOpenError, "connection refused", Unreachable),
        (exceptions.LDAPSocketOpenError, "certificate verify failed: expired", Denied),
        (exceptions.LDAPSocketReceiveError, "reset", Unreachable),
        (exceptions.LDAPResponseTimeoutError, "no response", TimedOut),
        (exceptions.LDAPStartTLSError, "start tls failed", Denied),
        (exceptions.LDAPInvalidCredentialsResult, "data 52e", PasswordRefused),
        (exceptions.LDAPStrongerAuthRequiredResult, "", Denied),
        (exceptions.LDAPSizeLimitExceededResult, "", Truncated),
        (exceptions.LDAPBusyResult, "", Truncated),
        (exceptions.LDAPInsufficientAccessRightsResult, "", Denied),
    ],
)
def test_what_matters_is_told_apart(
    kind: type[exceptions.LDAPException], text: str, error: type[SourceError]
) -> None:
    assert type(translate("dc1", made(kind, text))) is error


@pytest.mark.parametrize("code", range(128))
def test_every_result_code_but_success_is_an_error(code: int) -> None:
    assert isinstance(result("dc1", code, "text"), SourceError)


def test_a_truncated_search_says_how_far_it_went() -> None:
    assert "after 3 pages" in str(result("dc1", 4, "size limit", 3))
