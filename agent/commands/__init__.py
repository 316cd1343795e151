"""One module per command; each has `command(say)`, which builds it in the user's language."""

# Name of a command -> its module. The first block is what `preuve --help` shows.
FIRST = {
    "demo": "demo",
    "compare": "compare",
    "init": "init",
    "doctor": "doctor",
    "scan": "scan",
    "show": "show",
    "report": "report",
    "export": "export",
    "verify": "verify",
    "sample": "sample",
}
REST = {
    "check": "check",
    "diff": "diff",
    "status": "status",
    "notify": "notify",
    "schedule": "schedule",
    "accounts": "accounts",
    "waive": "waive",
    "attest": "attest",
    "restore-test": "restore_test",
    "plan": "plan",
    "documents": "documents",
    "keys": "keys",
    "seal": "seal",
    "privacy": "privacy",
    "person": "person",
    "purge": "purge",
    "host-script": "host_script",
    "probe": "probe",
    "handover": "handover",
    "retire": "retire",
    "support": "support",
    "completion": "completion",
    "import": "importing",
    "fleet": "fleet",
    "worker": "worker",
}
ALL = FIRST | REST
