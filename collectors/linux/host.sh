#!/bin/sh
# preuve: what a Linux host says of its age, its updates and its logs. It reads; it writes nothing
# but its own output, one JSON object with a section a line. POSIX sh; each section fails alone.
#
#   sh host.sh [--sudo] [--log PATH]... > depot/$(uname -n).json
#
# --sudo      try `sudo -n` (never a password) for what this account may not read
# --log PATH  an application's own log; with a wildcard, every file of it; repeat as needed
#
# No line of a log leaves the host: only the days on which it has lines.

LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
umask 077
sudo=
declared=
while [ $# -gt 0 ]; do
	case $1 in
	--sudo) sudo=yes ;;
	--log) declared="$declared$2
"; shift ;;
	*) echo "host.sh: unknown option $1" >&2; exit 2 ;;
	esac
	shift
done
# A busy server comes first.
renice -n 10 -p $$ >/dev/null 2>&1

has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: where the host has no timeout(1), who asked watches the clock.
limited() {
	if has timeout; then timeout "$@"; else shift; "$@"; fi
}

# As root if need be and if allowed; sudo -n refuses rather than asks.
privileged() {
	if [ "$uid" != 0 ] && [ -n "$sudo" ]; then sudo -n "$@"; else "$@"; fi
}

# section NAME FUNCTION: its lines as JSON strings, the last but one being "=" and its status.
section() {
	printf '%s{"section":"%s","lines":[' "$comma" "$1"
	comma=',
'
	{ "$2" 2>/dev/null; printf '\n=%s\n' "$?"; } </dev/null | head -c 4000000 |
		sed -e 's/[[:cntrl:]]/ /g' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/",/' |
		tr -d '\n'
	printf '"."]}'
}

# text FILE...: "@" and the path, then each line after a space.
text() {
	for file in "$@"; do
		[ -f "$file" ] || continue
		if [ -r "$file" ]; then
			echo "@$file"
			head -c 65536 "$file" | sed 's/^/ /'
			echo
		else
			echo "denied $file"
		fi
	done
}

day_of() { date -d "@$1" +%Y-%m-%d || date -r "$1" +%Y-%m-%d; }

about() {
	echo "version 1"
	echo "host $(uname -n)"
	echo "uid $uid"
	echo "now $now"
	echo "today $(date +%Y-%m-%d)"
	echo "offset $(date +%z)"
	if [ -n "$sudo" ] && [ "$uid" != 0 ]; then
		if sudo -n true; then echo "sudo granted"; else echo "sudo refused"; fi
	fi
}

os() {
	echo "kernel $(uname -s) $(uname -r)"
	echo "machine $(uname -m)"
	if [ -f /etc/os-release ]; then text /etc/os-release; else text /usr/lib/os-release; fi
	text /etc/debian_version /etc/oracle-release /etc/redhat-release /etc/SuSE-release /etc/alpine-release \
		/etc/system-release
	has vmware && echo "vmware $(limited 10 vmware -v)"
	has pveversion && echo "pve $(limited 10 pveversion)"
	:
}

boots() {
	echo "btime $(awk '$1 == "btime" { print $2 }' /proc/stat)"
	has last || return 0
	for file in /var/log/wtmp /var/log/wtmp.1; do
		[ -r $file ] && limited 20 last -x -F -f $file reboot shutdown | head -n 500 | sed 's/^/last /'
	done
	:
}

hardware() {
	for name in sys_vendor product_name bios_date chassis_type; do
		[ -r /sys/class/dmi/id/$name ] && echo "$name $(cat /sys/class/dmi/id/$name)"
	done
	if has systemd-detect-virt; then
		echo "virtual $(limited 10 systemd-detect-virt)"
	elif grep -q '^flags.* hypervisor' /proc/cpuinfo; then
		echo "virtual yes"
	fi
	# When this system began: its identity is made at its first start, its root when installed.
	[ -f /etc/machine-id ] && echo "identity $(day_of "$(stat -c %Y /etc/machine-id)")"
	birth=$(stat -c %W /)
	case $birth in '' | *[!0-9]* | 0) ;; *) echo "root $(day_of "$birth")" ;; esac
}

# The last day something was upgraded, newest log first, and how far back the logs go.
updated_apt() {
	set -- /var/log/dpkg.log /var/log/dpkg.log.[0-9] /var/log/dpkg.log.[0-9].gz \
		/var/log/dpkg.log.[0-9][0-9].gz
	found=
	for file in "$@"; do
		[ -f "$file" ] || continue
		[ -r "$file" ] || { echo "denied $file"; continue; }
		whole "$file" | awk '
			NR == 1 { print "since", $1 }
			$3 == "upgrade" { day = $1 }
			END { if (day) print "upgraded", day, "dpkg" }'
	done
}

updates() {
	[ -d /var/lib/dpkg ] && updated_apt
	if has rpm; then
		limited 60 rpm -qa --qf '%{INSTALLTIME}\n' | sort -n | tail -n 1 | while read -r at; do
			echo "installed $(day_of "$at") rpm"
		done
	fi
	if [ -r /var/log/zypp/history ]; then
		awk -F '|' '$2 ~ /^(install|patch)/ { day = substr($1, 1, 10) }
			END { if (day) print "installed", day, "zypp" }' /var/log/zypp/history
	fi
	[ -f /lib/apk/db/installed ] &&
		echo "installed $(day_of "$(stat -c %Y /lib/apk/db/installed)") apk"
	[ -r /var/log/pacman.log ] && awk '/\[ALPM\] upgraded/ { day = substr($1, 2, 10) }
		END { if (day) print "upgraded", day, "pacman" }' /var/log/pacman.log
	:
}

# Pending updates are known as of the last refresh; nothing is refreshed, no cache is written.
pending_apt() {
	set -- /var/lib/apt/lists/*_Packages*
	[ -e "$1" ] || { echo "unknown apt"; return; }
	stamp=/var/lib/apt/periodic/update-success-stamp
	[ -e $stamp ] || stamp=/var/lib/apt/lists/partial
	[ -e $stamp ] || stamp=/var/lib/apt/lists
	echo "known $(day_of "$(stat -c %Y $stamp)")"
	limited 90 apt-get -s -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= \
		-o Dir::Cache::srcpkgcache= dist-upgrade | awk '
		/^Inst / { all++; if (tolower($0) ~ /security/) security++ }
		/^[0-9]+ upgraded/ { whole = 1 }
		END { if (whole) print "pending", all + 0, security + 0; else print "unknown apt" }'
}

pending_zypper() {
	newest=$(ls -t /var/cache/zypp/raw/*/repodata/repomd.xml | head -n 1)
	[ -n "$newest" ] || { echo "unknown zypper"; return; }
	echo "known $(day_of "$(stat -c %Y "$newest")")"
	ZYPP_LOGFILE=/dev/null limited 90 zypper -n -q --no-refresh list-updates | awk '
		/^-+\+/ { whole = 1 } /^v / { all++ }
		END { if (whole || NR == 0) print "pending", all + 0, 0; else print "unknown zypper" }'
}

pending() {
	if has apt-get && [ -d /var/lib/dpkg ]; then pending_apt
	elif has zypper; then pending_zypper
	elif has apk; then
		limited 60 apk --no-network version -l '<' | awk 'NR > 1 { all++ }
			END { if (NR) print "pending", all + 0, 0; else print "unknown apk" }'
	elif has dnf || has yum; then echo "unknown dnf"; fi # listing makes dnf write its own log
	if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then echo "reboot required"; fi
	for image in /boot/vmlinuz-* /lib/modules/*/vmlinuz; do
		[ -e "$image" ] || continue
		case $image in
		/boot/*rescue*) ;;
		/boot/*) echo "image ${image#/boot/vmlinuz-}" ;;
		*) image=${image%/vmlinuz}; echo "image ${image##*/}" ;;
		esac
	done
}

clock() {
	has chronyc && limited 10 chronyc -c tracking | sed 's/^/chrony /'
	has ntpq && limited 10 ntpq -pn | sed -n 's/^\*/ntpq /p'
	has timedatectl && limited 10 timedatectl show | sed -n 's/^NTP/timedatectl NTP/p'
	:
}

# Without comments, mail addresses and scripts: what a rotation runs is nobody's business.
stanzas() {
	[ -r "$1" ] || { echo "denied $1"; return; }
	echo "@$1"
	head -c 65536 "$1" | awk '
		/^[ \t]*#/ { next }
		$1 ~ /^(pre|post)rotate$|^(first|last)action$|^preremove$/ { script = 1; next }
		$1 == "endscript" { script = 0; next }
		script || $1 == "mail" { next }
		{ print " " $0 }'
}

# include_of FILE: what it includes, as the files they lead to.
include_of() {
	sed -n 's/^[ \t]*include[ \t=]*"*\([^"]*[^" \t]\).*/\1/p' "$1" | while read -r named; do
		for file in $named; do
			if [ -d "$file" ]; then
				for inside in "$file"/* "$file"/.[!.]*; do [ -f "$inside" ] && echo "$inside"; done
			else
				[ -f "$file" ] && echo "$file"
			fi
		done
	done
}

rotation() {
	for main in /etc/logrotate.conf /usr/etc/logrotate.conf; do
		[ -f $main ] || continue
		stanzas $main
		include_of $main | while read -r first; do
			stanzas "$first"
			[ -r "$first" ] && include_of "$first" | while read -r second; do stanzas "$second"; done
		done
		break
	done
	for state in /var/lib/logrotate/status /var/lib/logrotate/logrotate.status \
		/var/lib/misc/logrotate.status /var/lib/logrotate.status; do
		[ -f $state ] || continue
		if [ -r $state ]; then head -c 65536 $state | sed 's/^/state /'; echo; else echo "denied $state"; fi
	done
}

# Only where logs go: a configuration may hold the password of a database.
destinations() {
	[ -r "$1" ] || { echo "denied $1"; return; }
	echo "@$1"
	head -c 65536 "$1" | sed 's/^[ \t]*#.*//' | awk '
		/action[ \t]*\(/ { block = ""; open = 1 }
		open { block = block " " $0
			if (/\)/) { open = 0
				if (block ~ /"om(fwd|relp|file)"/) print " " block }
			next }
		/^[^ \t]+[ \t]+-?(\/|@|:omrelp:)/ { print " " $1, $2 }'
}

logging() {
	text /usr/lib/systemd/journald.conf /etc/systemd/journald.conf \
		/usr/lib/systemd/journald.conf.d/*.conf /run/systemd/journald.conf.d/*.conf \
		/etc/systemd/journald.conf.d/*.conf /etc/audit/auditd.conf /etc/systemd/journal-upload.conf
	[ -d /var/log/journal ] && echo "folder /var/log/journal"
	for file in /etc/rsyslog.conf /etc/rsyslog.d/*.conf /etc/syslog.conf; do
		[ -f "$file" ] && destinations "$file"
	done
	for file in /etc/syslog-ng/syslog-ng.conf /etc/syslog-ng/conf.d/*.conf; do
		[ -f "$file" ] || continue
		[ -r "$file" ] || { echo "denied $file"; continue; }
		echo "@$file"
		head -c 65536 "$file" | grep -viE 'pass|secret|token|user|sql' | sed 's/^/ /'
	done
	cat /proc/[0-9]*/comm | sort -u | sed -n \
		-e 's/^\(rsyslogd\|syslog-ng\|syslogd\|auditd\|systemd-journal\)$/process \1/p'
}

# whole FILE: its text, whatever it is compressed with; a damaged one says so.
whole() {
	if [ -r "$1" ]; then set -- "$1" cat; else set -- "$1" privileged cat; fi
	file=$1
	shift
	case $file in
	*.gz | *.Z) unpack=gzip ;;
	*.xz | *.lzma) unpack=xz ;;
	*.zst) unpack=zstd ;;
	*.bz2) unpack=bzip2 ;;
	*) limited 120 cat "$file" || "$@" "$file" || echo 'preuve-damaged'; return ;;
	esac
	has $unpack || { echo 'preuve-unread'; return; }
	"$@" "$file" | { limited 120 $unpack -dc || echo 'preuve-damaged'; }
}

# Each day that a log has lines of, as it writes them; in the order it has them.
days_of() {
	awk -v zone="$zone" '
	BEGIN { d = "[0-9]"; d2 = d d; d4 = d2 d2; month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)" }
	function show(day) { if (day != shown) { print "day", day; shown = day } }
	function keep() { at = RSTART; size = RLENGTH; last = substr(head, at, size); return last }
	function epoch(text) { return int((text + zone) / 86400) }
	size && substr($0, at, size) == last { next }
	/^preuve-(damaged|unread)$/ { print substr($0, 8); next }
	{
		head = substr($0, 1, 120)
		if (match(head, d4 "-" d2 "-" d2)) show(keep())
		else if (match(head, "^[^ ]*" month " [ 0-9]" d)) {
			keep(); show(substr(last, length(last) - 5)) }
		else if (match(head, /audit\([0-9]+/)) {
			size = 0; show("epoch " epoch(substr(head, RSTART + 6, RLENGTH - 6))) }
		else if (match(head, d2 "[\/-]" month "[\/-]" d4)) show(keep())
		else if (match(head, d2 "\/" d2 "\/" d4)) show(keep())
		else if (match(head, "^.?" d4 "\/" d2 "\/" d2)) show(keep())
		else if (match(head, "^.?1" d d4 d4)) {
			size = 0; text = substr(head, RSTART, RLENGTH); sub(/^[^0-9]/, "", text)
			show("epoch " epoch(text)) }
		else if (match(head, "^.?20" d2 "[01]" d "[0-3]" d)) show(keep())
	}'
}

# family PATTERN FILE...: one log and its rotated files.
family() {
	echo "log $1"
	shift
	for file in "$@"; do
		{ [ -f "$file" ] || privileged test -f "$file"; } || continue
		about_file=$(stat -c '%Y %s' "$file" || privileged stat -c '%Y %s' "$file")
		echo "file ${about_file:-0 0} $file"
		if [ -r "$file" ] || { [ -n "$sudo" ] && privileged test -r "$file"; }; then
			whole "$file" | days_of
		else
			echo "denied $file"
		fi
	done
}

# A folder that may not be listed hides its logs: say so rather than find none.
logs_named() {
	folder=${1%/*}
	if [ -d "$folder" ] && ! { [ -r "$folder" ] && [ -x "$folder" ]; }; then
		if [ -n "$sudo" ] && privileged test -r "$folder"; then
			family "$1" $(privileged find "$folder" -maxdepth 1 -name "${1##*/}*")
		else
			echo "log $1"
			echo "denied $folder"
		fi
		return
	fi
	case $1 in
	*[*?[]*) set -- "$1" $1 ;;
	*) set -- "$1" "$1" "$1".* "$1"-* ;;
	esac
	for file in "$@"; do [ -f "$file" ] && { family "$@"; return; }; done
	return 1
}

logs() {
	for log in /var/log/auth.log /var/log/secure /var/log/syslog /var/log/messages \
		/var/log/audit/audit.log; do
		logs_named $log
	done
	printf '%s' "$declared" | while read -r log; do
		logs_named "$log" || { echo "log $log"; echo "absent"; }
	done
	:
}

# The journal is asked day by day, back from today, until three days in a row are empty.
journal() {
	has journalctl || return 0
	set -- /var/log/journal/*/system.journal /run/log/journal/*/system.journal
	[ -e "$1" ] || [ -e "$2" ] || [ -d /var/log/journal ] || return 0
	[ -e "$1" ] || shift
	reader=limited
	if [ -e "$1" ] && ! [ -r "$1" ]; then
		[ -n "$sudo" ] && privileged test -r "$1" || { echo "denied $1"; return 0; }
		reader="privileged timeout"
	fi
	echo "oldest $($reader 60 journalctl -q --no-pager -o short-unix | head -n 1 | cut -d . -f 1)"
	midnight=$((now - (now + zone) % 86400))
	back=0
	empty=0
	while [ $back -le 400 ] && [ $empty -lt 3 ]; do
		from=$((midnight - back * 86400))
		if $reader 20 journalctl -q --no-pager -o short-unix -n 1 --since "@$from" \
			--until "@$((from + 86399))" | grep -q .; then
			echo "day epoch $(((from + zone) / 86400))"
			empty=0
		else
			empty=$((empty + 1))
		fi
		back=$((back + 1))
		[ $(($(date +%s) - now)) -lt 240 ] || { echo "unfinished"; break; }
	done
}

uid=$(id -u)
now=$(date +%s)
zone=$(date +%z | awk '{ s = substr($0, 2, 2) * 3600 + substr($0, 4, 2) * 60
	print (/^-/ ? -s : s) }')
comma=
printf '{"preuve":"host/1","sections":[\n'
for name in about os boots hardware updates pending clock rotation logging logs journal; do
	section $name $name
done
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
