"""What is entered in the ledger from outside the store, by its name there."""

from enum import StrEnum


class Act(StrEnum):
    """An act that is no row of a table: the ledger alone tells it."""

    KEY_REGISTERED = "key.registered"
    KEY_ROTATED = "key.rotated"
    EXPORT_MADE = "export.made"
    PERSON_EXPORTED = "person.exported"
    NOTICE_SENT = "notice.sent"
    NOTICE_FAILED = "notice.failed"
    NOTICE_PASSED = "notice.passed"  # nothing to say of that run, or of a run of some sources alone
    REQUEST_TAKEN = "request.taken"  # a worker began to answer a request for an audit
    BUNDLE_FILED = "bundle.filed"  # in a region's ledger: a hospital's bundle was taken in
    BUNDLE_REFUSED = "bundle.refused"  # or was not, and why
    TOKENS_MADE = "tokens.made"  # persons were handed over as tokens, for one count of a group
    PERSONS_COUNTED = "persons.counted"  # in a region's ledger: a count of its group was made
