"""`preuve` without what Windows lacks, then run: only our own code meets the lack.

    python -P like_windows.py COMMAND… [';' COMMAND…]…

Every module of the four packages is imported and sees `os`, `sys`, `signal`, `socket`, `select` and
`time` as Windows has them, and no module that is POSIX's alone. Python and the libraries keep
theirs: they have branches for Windows, which their own authors test.
"""

import builtins
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

OURS = ("agent", "checks", "collectors", "reports")
# https://docs.python.org/3/library/: "Availability: Unix".
ABSENT = frozenset(
    [
        "crypt",
        "curses",
        "fcntl",
        "grp",
        "nis",
        "ossaudiodev",
        "posix",
        "pty",
        "pwd",
        "readline",
        "resource",
        "spwd",
        "syslog",
        "termios",
        "tty",
    ]
)
_POSIX_OS = """
EX_CANTCREAT EX_CONFIG EX_DATAERR EX_NOINPUT EX_NOPERM EX_OSERR EX_SOFTWARE EX_TEMPFAIL EX_USAGE
F_LOCK O_CLOEXEC O_DIRECTORY O_DSYNC O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC O_TMPFILE PRIO_PROCESS
SCHED_OTHER WEXITSTATUS WIFEXITED WIFSIGNALED WNOHANG WTERMSIG
chown chroot confstr copy_file_range ctermid environb eventfd fchdir fchmod fchown fdatasync fork
forkpty fpathconf fstatvfs getegid getenvb geteuid getgid getgrouplist getgroups getloadavg getpgid
getpgrp getpriority getresgid getresuid getsid getuid getxattr initgroups killpg lchown listxattr
lockf login_tty major makedev memfd_create minor mkfifo mknod nice openpty pathconf pidfd_open
pipe2 posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv pwrite pwritev readv
register_at_fork removexattr sched_getaffinity sched_setaffinity sched_yield sendfile setegid
seteuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setsid setuid
setxattr splice statvfs sync sysconf tcgetpgrp tcsetpgrp ttyname uname unshare wait wait3 wait4
waitid writev
"""
_POSIX = {
    os: _POSIX_OS,
    signal: """SIGALRM SIGBUS SIGCHLD SIGCONT SIGHUP SIGIO SIGKILL SIGPIPE SIGPROF SIGQUIT SIGSTOP
        SIGTSTP SIGUSR1 SIGUSR2 SIGWINCH alarm getitimer pause pthread_kill pthread_sigmask setitimer
        siginterrupt sigpending sigtimedwait sigwait""",
    socket: "AF_UNIX CMSG_LEN SCM_RIGHTS recv_fds send_fds sethostname",
    select: "epoll poll kqueue",
    time: "CLOCK_BOOTTIME CLOCK_MONOTONIC clock_getres clock_gettime clock_settime tzset",
    sys: "",
}
_OWN = {os: {"name": "nt", "sep": os.sep}, sys: {"platform": "win32"}}


class _LikeWindows(ModuleType):
    """A module without some names, and with others of its own."""

    def __init__(self, real: ModuleType, absent: Iterable[str], own: Mapping[str, object]) -> None:
        super().__init__(real.__name__, real.__doc__)
        self.__dict__.update(own)
        self._real = real
        self._absent = frozenset(absent)

    def __getattr__(self, name: str) -> Any:
        if name in self._absent:
            raise AttributeError(f"{self.__name__}.{name}: not on Windows")
        return getattr(self._real, name)


_SEEN = {
    real.__name__: _LikeWindows(real, names.split(), _OWN.get(real, {}))
    for real, names in _POSIX.items()
}
_real_import = builtins.__import__


def _import(
    name: str,
    globals: Any = None,
    locals: Any = None,
    fromlist: Any = (),
    level: int = 0,
) -> Any:
    importer = str((globals or {}).get("__name__", "")).partition(".")[0]
    if importer in OURS and not level:
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"{name}: not on Windows, and imported by {importer}")
        if name in _SEEN:
            return _SEEN[name]
    return _real_import(name, globals, locals, fromlist, level)


def main() -> None:
    """Import all of preuve, then run it as it was asked to; print how each command ended."""
    builtins.__import__ = _import
    for package in map(import_module, OURS):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    from agent import cli  # noqa: PLC0415 - only once the import above is in its place

    line: list[str] = []
    for word in [*sys.argv[1:], ";"]:
        if word != ";":
            line.append(word)
            continue
        sys.argv = ["preuve", *line]
        try:
            cli.main()
        except SystemExit as ended:
            print(f"\n[{' '.join(line)}: {ended.code}]", flush=True)
        line = []


if __name__ == "__main__":
    main()
