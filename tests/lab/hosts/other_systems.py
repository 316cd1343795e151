"""Rocky, SLES and Alpine: what their hosts have in common, nearly as they come."""

from tests.lab.hosts.debian_like import JOURNALD, WTMP
from tests.lab.hosts.trees import Distribution

ROCKY_9 = Distribution(
    os_release=b"""\
NAME="Rocky Linux"
VERSION="9.4 (Blue Onyx)"
ID="rocky"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.4"
PLATFORM_ID="platform:el9"
PRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"
SUPPORT_END="2032-05-31"
""",
    sh="bash",
    files={
        "/etc/redhat-release": "Rocky Linux release 9.4 (Blue Onyx)\n",
        "/etc/audit/auditd.conf": """\
log_file = /var/log/audit/audit.log
log_group = root
max_log_file = 8
num_logs = 5
max_log_file_action = ROTATE
""",
        "/etc/logrotate.conf": """\
weekly
rotate 4
create
dateext
compress
include /etc/logrotate.d
""",
        "/etc/logrotate.d/rsyslog": """\
/var/log/cron
/var/log/maillog
/var/log/secure
/var/log/spooler
{
    missingok
    sharedscripts
    postrotate
        /usr/bin/systemctl -s HUP kill rsyslog.service >/dev/null 2>&1 || true
    endscript
}

/var/log/messages {
    rotate 13
    compresscmd /usr/bin/xz
    compressext .xz
}
""",
        "/etc/logrotate.d/wtmp": WTMP,
        "/etc/rsyslog.conf": """\
*.info;mail.none;authpriv.none;cron.none    /var/log/messages
authpriv.*                                  /var/log/secure
*.* action(type="omfwd" target="192.0.2.10" port="6514" protocol="tcp")
""",
        "/etc/systemd/journald.conf": JOURNALD,
    },
    programs={
        "rpm": """\
#!/bin/sh
case "$*" in
*--last*) cat <<'END'
openssl-libs-3.0.7-28.el9_4.x86_64            {12 days ago, %a %d %b %Y} 03:11:02 AM UTC
kernel-core-5.14.0-427.13.1.el9_4.x86_64      {47 days ago, %a %d %b %Y} 03:12:40 AM UTC
rocky-release-9.4-1.7.el9.noarch              {800 days ago, %a %d %b %Y} 10:00:00 AM UTC
END
;;
*INSTALLTIME*) printf '%s\\n' {12 days ago, %s} {47 days ago, %s} {800 days ago, %s} ;;
*-q*) printf '%s\\n' openssl-libs-3.0.7-28.el9_4.x86_64 rocky-release-9.4-1.7.el9.noarch ;;
*) exit 1 ;;
esac
"""
    },
    state="/var/lib/logrotate/logrotate.status",
)

SLES_15_5 = Distribution(
    os_release=b"""\
NAME="SLES"
VERSION="15-SP5"
VERSION_ID="15.5"
PRETTY_NAME="SUSE Linux Enterprise Server 15 SP5"
ID="sles"
ID_LIKE="suse"
CPE_NAME="cpe:/o:suse:sles:15:sp5"
""",
    sh="bash",
    files={
        "/etc/logrotate.conf": """\
weekly
rotate 4
create
dateext
compresscmd /usr/bin/xz
uncompresscmd /usr/bin/xzdec
compressext .xz
include /etc/logrotate.d
""",
        "/etc/logrotate.d/syslog": """\
/var/log/mail /var/log/messages /var/log/warn {
    compress
    dateext
    size 10M
    rotate 99
    maxage 365
    missingok
    notifempty
    sharedscripts
    postrotate
        /usr/bin/systemctl reload syslog.service > /dev/null
    endscript
}
""",
        "/etc/logrotate.d/zypp-history.lr": """\
/var/log/zypp/history {
    compress
    size 10M
    rotate 99
    maxage 365
    missingok
    notifempty
}
""",
        "/etc/logrotate.d/wtmp": WTMP.replace("monthly", "size 400k").replace(
            "rotate 1", "rotate 99"
        ),
        "/etc/systemd/journald.conf": JOURNALD,
    },
    state="/var/lib/misc/logrotate.status",
)

ALPINE_319 = Distribution(
    os_release=b"""\
NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.19.4
PRETTY_NAME="Alpine Linux v3.19"
HOME_URL="https://alpinelinux.org/"
""",
    sh="busybox",
    files={
        "/etc/alpine-release": "3.19.4\n",
        "/etc/apk/world": "alpine-base\nopenssh\n",
        "/etc/conf.d/syslog": 'SYSLOGD_OPTS="-t"\n',
    },
)
