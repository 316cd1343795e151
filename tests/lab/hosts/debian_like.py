"""Debian and Ubuntu: what their hosts have in common, nearly as they come."""

from tests.lab.hosts.trees import Distribution

JOURNALD = """\
[Journal]
#Storage=auto
#Compress=yes
#SystemMaxUse=
#MaxRetentionSec=
"""
_PACKAGES = """\
Package: libc6
Status: install ok installed
Architecture: amd64
Version: {version}
Maintainer: nobody <nobody@example.org>
Description: C library

Package: openssh-server
Status: install ok installed
Architecture: amd64
Version: 1:9.2p1-2
Maintainer: nobody <nobody@example.org>
Description: secure shell server
"""
_LOGROTATE = """\
# see "man logrotate" for details
weekly
rotate 4
create
#dateext
#compress
include /etc/logrotate.d
"""
_DEBIAN_RSYSLOG = """\
/var/log/syslog
/var/log/mail.log
/var/log/kern.log
/var/log/auth.log
/var/log/user.log
/var/log/cron.log
{
	rotate 4
	weekly
	missingok
	notifempty
	compress
	delaycompress
	sharedscripts
	postrotate
		/usr/lib/rsyslog/rsyslog-rotate
	endscript
}
"""
_UBUNTU_RSYSLOG = _DEBIAN_RSYSLOG.replace("/var/log/kern.log\n", "").replace("\t", "  ")
_UBUNTU_KERNEL = """\
/var/log/kern.log {
  daily
  rotate 7
  compress
  delaycompress
}
"""
_APT = """\
/var/log/apt/term.log {
  rotate 12
  monthly
  compress
  missingok
  notifempty
}

/var/log/apt/history.log {
  rotate 12
  monthly
  compress
  missingok
  notifempty
}
"""
_DPKG = """\
/var/log/dpkg.log {
	monthly
	rotate 12
	compress
	delaycompress
	missingok
	notifempty
	create 644 root root
}
"""
WTMP = """\
# no packages own wtmp -- we'll rotate it here
/var/log/wtmp {
    missingok
    monthly
    create 0664 root utmp
    rotate 1
}
"""
_NGINX = """\
/var/log/nginx/*.log {
	daily
	missingok
	rotate 14
	compress
	delaycompress
	notifempty
	create 0640 www-data adm
}
"""
_RSYSLOG = """\
module(load="imuxsock") # provides support for local system logging
#*.* @@192.0.2.10:514
*.*;auth,authpriv.none          -/var/log/syslog
auth,authpriv.*                 /var/log/auth.log
"""

# What apt has learnt of two archives: one update of each, one of them for security.
_ARCHIVES = {
    "/etc/apt/sources.list": """\
deb http://deb.example/debian bookworm main
deb http://deb.example/debian-security bookworm-security main
""",
    "/var/lib/apt/lists/deb.example_debian_dists_bookworm_InRelease": "Suite: stable\nLabel: Debian\n",
    "/var/lib/apt/lists/deb.example_debian_dists_bookworm_main_binary-amd64_Packages": """\
Package: libc6
Version: 2.36-9+deb12u13
Architecture: amd64
Filename: libc6.deb
Size: 1

""",
    "/var/lib/apt/lists/deb.example_debian-security_dists_bookworm-security_InRelease": """\
Suite: stable-security
Label: Debian-Security
""",
    "/var/lib/apt/lists/deb.example_debian-security_dists_bookworm-security_main_binary-amd64_Packages": """\
Package: openssh-server
Version: 1:9.2p1-2+deb12u5
Architecture: amd64
Filename: openssh-server.deb
Size: 1

""",
}

DEBIAN_12 = Distribution(
    os_release=b"""\
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
""",
    debian=True,
    files={
        "/etc/debian_version": "12.8\n",
        "/etc/logrotate.conf": _LOGROTATE,
        "/etc/logrotate.d/apt": _APT,
        "/etc/logrotate.d/dpkg": _DPKG,
        "/etc/logrotate.d/rsyslog": _DEBIAN_RSYSLOG,
        "/etc/logrotate.d/wtmp": WTMP,
        "/etc/rsyslog.conf": _RSYSLOG,
        "/etc/systemd/journald.conf": JOURNALD,
        "/var/lib/dpkg/status": _PACKAGES.replace("{version}", "2.36-9+deb12u9"),
    }
    | _ARCHIVES,
)

UBUNTU_2204 = Distribution(
    os_release=b"""\
PRETTY_NAME="Ubuntu 22.04.5 LTS"
NAME="Ubuntu"
VERSION_ID="22.04"
VERSION="22.04.5 LTS (Jammy Jellyfish)"
VERSION_CODENAME=jammy
ID=ubuntu
ID_LIKE=debian
UBUNTU_CODENAME=jammy
""",
    debian=True,
    files={
        "/etc/debian_version": "bookworm/sid\n",
        "/etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n",
        "/etc/logrotate.conf": _LOGROTATE.replace("weekly\n", "weekly\nsu root adm\n"),
        "/etc/logrotate.d/apt": _APT,
        "/etc/logrotate.d/dpkg": _DPKG,
        "/etc/logrotate.d/kernel": _UBUNTU_KERNEL,
        "/etc/logrotate.d/nginx": _NGINX,
        "/etc/logrotate.d/rsyslog": _UBUNTU_RSYSLOG,
        "/etc/logrotate.d/wtmp": WTMP,
        "/etc/rsyslog.conf": _RSYSLOG,
        "/etc/systemd/journald.conf": JOURNALD,
        "/var/lib/dpkg/status": _PACKAGES.replace("{version}", "2.35-0ubuntu3.8"),
    },
)
