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
	--log)
		[ $# -gt 1 ] || { echo "host.sh: --log names no file" >&2; exit 2; }
		declared="$declared$2
"
		shift
		;;
	*) echo "host.sh: unknown option $1" >&2; exit 2 ;;
	esac
	shift
done
# A busy server comes first.
renice -n 10 -p $$ >/dev/null 2>&1

# echo(1) differs from shell to shell in what it makes of a backslash.
say() { printf '%s\n' "$*"; }

has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: where the host has no timeout(1), who asked watches the clock.
if has timeout; then
	limited() { timeout "$@"; }
else
	limited() { shift; "$@"; }
fi

# As root if need be and if allowed; sudo -n refuses rather than asks.
privileged() {
	if [ "$uid" != 0 ] && [ -n "$sudo" ]; then sudo -n "$@"; else "$@"; fi
}

# Every section's lines as JSON strings, the last but one of each being "=" and its status. One
# sed and one awk for all: on a small host a process costs more than what it does.
as_json() {
	head -c 16000000 |
		sed -e 's/[[:cntrl:]]/ /g' -e 's/\\/\\\\/g' -e 's/"/\\"/g' |
		awk -v mark="$mark" '
		index($0, mark " section ") == 1 {
			if (open) print "\".\"]},"
			printf "{\"section\":\"%s\",\"lines\":[", substr($0, length(mark) + 10)
			open = 1; size = 0; next
		}
		(size += length($0)) < 4000000 { printf "\"%s\",", $0 }
		END { if (open) print "\".\"]}" }'
}

# text FILE...: "@" and the path, then each line after a space.
text() {
	for file in "$@"; do
		shift
		[ -f "$file" ] || continue
		if [ -r "$file" ]; then set -- "$@" "$file"; else say "denied $file"; fi
	done
	[ $# = 0 ] || awk 'FNR == 1 { print "@" FILENAME } FNR < 2000 { print " " $0 }' "$@"
}

day_of() { date -d "@$1" +%Y-%m-%d || date -r "$1" +%Y-%m-%d; }

about() {
	say "version 1"
	say "host $node"
	say "uid $uid"
	say "now $now"
	say "today $today"
	say "offset $offset"
	if [ -n "$sudo" ] && [ "$uid" != 0 ]; then
		if sudo -n true; then say "sudo granted"; else say "sudo refused"; fi
	fi
}

os() {
	say "kernel $kernel $release"
	say "machine $machine"
	named=/etc/os-release
	[ -f $named ] || named=/usr/lib/os-release
	text $named /etc/debian_version /etc/oracle-release /etc/redhat-release /etc/SuSE-release /etc/alpine-release \
		/etc/system-release
	has vmware && say "vmware $(limited 10 vmware -v)"
	has pveversion && say "pve $(limited 10 pveversion)"
	:
}

boots() {
	while read -r word value rest; do
		[ "$word" = btime ] && say "btime $value"
	done </proc/stat
	has last || return 0
	for file in /var/log/wtmp /var/log/wtmp.1; do
		[ -r $file ] && limited 20 last -x -F -f $file reboot shutdown
	done | sed -e 's/^/last /' -e 1000q
}

hardware() {
	for name in sys_vendor product_name bios_date chassis_type; do
		[ -r /sys/class/dmi/id/$name ] && read -r value </sys/class/dmi/id/$name && say "$name $value"
	done
	if has systemd-detect-virt; then
		say "virtual $(systemd-detect-virt)"
	elif grep -q '^flags.* hypervisor' /proc/cpuinfo; then
		say "virtual yes"
	fi
	# When this system began: its identity is made at its first start, its root when installed.
	[ -f /etc/machine-id ] && { say "identity $(date -r /etc/machine-id +%Y-%m-%d)"; return; }
	birth=$(stat -c %W /)
	case $birth in '' | *[!0-9]* | 0) ;; *) say "root $(day_of "$birth")" ;; esac
}

# The last day something was upgraded, newest log first, and how far back the logs go.
updated_apt() {
	set -- /var/log/dpkg.log /var/log/dpkg.log.[0-9] /var/log/dpkg.log.[0-9].gz \
		/var/log/dpkg.log.[0-9][0-9].gz
	for file in "$@"; do
		[ -f "$file" ] || continue
		[ -r "$file" ] || { say "denied $file"; continue; }
		told=$(whole "$file" | awk -v mark="$mark" '
			index($0, mark) == 1 { print "denied the rest"; next }
			NR == 1 { print "since", $1 }
			$3 == "upgrade" { day = $1 }
			END { if (day) print "upgraded", day, "dpkg" }')
		say "$told"
		case $told in *upgraded*) break ;; esac
	done
}

updates() {
	[ -d /var/lib/dpkg ] && updated_apt
	if has rpm; then
		limited 60 rpm -qa --qf '%{INSTALLTIME}\n' | sort -n | tail -n 1 | while read -r at; do
			say "installed $(day_of "$at") rpm"
		done
	fi
	if [ -r /var/log/zypp/history ]; then
		awk -F '|' '$2 ~ /^(install|patch)/ { day = substr($1, 1, 10) }
			END { if (day) print "installed", day, "zypp" }' /var/log/zypp/history
	fi
	[ -f /lib/apk/db/installed ] &&
		say "installed $(date -r /lib/apk/db/installed +%Y-%m-%d) apk"
	[ -r /var/log/pacman.log ] && awk '/\[ALPM\] upgraded/ { day = substr($1, 2, 10) }
		END { if (day) print "upgraded", day, "pacman" }' /var/log/pacman.log
	:
}

# Pending updates are known as of the last refresh; nothing is refreshed, no cache is written.
pending_apt() {
	set -- /var/lib/apt/lists/*_Packages*
	[ -e "$1" ] || { say "unknown apt"; return; }
	stamp=/var/lib/apt/periodic/update-success-stamp
	[ -e $stamp ] || stamp=/var/lib/apt/lists/partial
	[ -e $stamp ] || stamp=/var/lib/apt/lists
	say "known $(date -r $stamp +%Y-%m-%d)"
	# Simulating, root's apt would still write its caches, its temporary files, and the log of its
	# planner over the last one.
	TMPDIR=/dev/shm limited 90 apt-get -s -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
		-o Dir::Log::Planner= -o Dir::Log::Solver= dist-upgrade | awk '
		/^Inst / { all++; if (tolower($0) ~ /security/) security++ }
		/^[0-9]+ upgraded/ { whole = 1 }
		END { if (whole) print "pending", all + 0, security + 0; else print "unknown apt" }'
}

pending_zypper() {
	newest=$(ls -t /var/cache/zypp/raw/*/repodata/repomd.xml | head -n 1)
	[ -n "$newest" ] || { say "unknown zypper"; return; }
	say "known $(date -r "$newest" +%Y-%m-%d)"
	# Nothing at all is no update, unless it failed; neither it nor apk tells those for security.
	{ ZYPP_LOGFILE=/dev/null limited 90 zypper -n -q --no-refresh list-updates || say failed; } | awk '
		/^-+\+/ { whole = 1 } /^v / { all++ } /^failed$/ { failed = 1 }
		END { if (!failed && (whole || NR == 0)) print "pending", all + 0, "?"; else print "unknown zypper" }'
}

pending() {
	if has apt-get && [ -d /var/lib/dpkg ]; then pending_apt
	elif has zypper; then pending_zypper
	elif has apk; then
		limited 60 apk --no-network version -l '<' | awk 'NR > 1 { all++ }
			END { if (NR) print "pending", all + 0, "?"; else print "unknown apk" }'
	elif has dnf || has yum; then say "unknown dnf"; fi # listing makes dnf write its own log
	if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then say "reboot required"; fi
	for image in /boot/vmlinuz-* /lib/modules/*/vmlinuz; do
		[ -e "$image" ] || continue
		case $image in
		/boot/*rescue*) ;;
		/boot/*) say "image ${image#/boot/vmlinuz-}" ;;
		*) image=${image%/vmlinuz}; say "image ${image##*/}" ;;
		esac
	done
}

clock() {
	has chronyc && limited 10 chronyc -c tracking | sed 's/^/chrony /'
	has ntpq && limited 10 ntpq -pn | sed -n 's/^\*/ntpq /p'
	[ -d /run/systemd/system ] && has timedatectl && limited 10 timedatectl show | sed -n 's/^NTP/timedatectl NTP/p'
	:
}

# Without comments, mail addresses and scripts: what a rotation runs is nobody's business.
stanzas() {
	for file in "$@"; do
		shift
		if [ -r "$file" ]; then set -- "$@" "$file"; else say "denied $file"; fi
	done
	[ $# = 0 ] || awk '
		FNR == 1 { print "@" FILENAME; script = 0 }
		/^[ \t]*(#|$)/ || FNR > 2000 { next }
		$1 ~ /^(pre|post)rotate$|^(first|last)action$|^preremove$/ { script = 1; next }
		$1 == "endscript" { script = 0; next }
		script || $1 == "mail" { next }
		{ print " " $0 }' "$@"
}

# included FILE...: what they include, as the files they lead to, in $found.
included() {
	found=
	for named in $(sed -n 's/^[ \t]*include[ \t=]*"*\([^"]*[^" \t]\).*/\1/p' "$@"); do
		if [ -d "$named" ]; then
			[ -r "$named" ] || say "denied $named"
			for inside in "$named"/* "$named"/.[!.]*; do
				[ -f "$inside" ] && found="$found $inside"
			done
		elif [ -f "$named" ]; then
			found="$found $named"
		fi
	done
}

rotation() {
	for main in /etc/logrotate.conf /usr/etc/logrotate.conf; do
		[ -f $main ] || continue
		stanzas $main
		included $main
		[ -z "$found" ] && break
		stanzas $found
		included $found
		[ -z "$found" ] || stanzas $found
		break
	done
	for state in /var/lib/logrotate/status /var/lib/logrotate/logrotate.status \
		/var/lib/misc/logrotate.status /var/lib/logrotate.status; do
		[ -f $state ] || continue
		if [ -r $state ]; then sed -e 's/^/state /' -e 2000q $state; else say "denied $state"; fi
	done
}

# Only where logs go: a configuration may hold the password of a database.
destinations() {
	for file in "$@"; do
		shift
		[ -f "$file" ] || continue
		if [ -r "$file" ]; then set -- "$@" "$file"; else say "denied $file"; fi
	done
	[ $# = 0 ] || awk '
		FNR == 1 { print "@" FILENAME; open = 0 }
		/^[ \t]*#/ || FNR > 2000 { next }
		/action[ \t]*\(/ { block = ""; open = 1 }
		open { block = block " " $0
			if (/\)/) { open = 0
				if (block ~ /"om(fwd|relp|file)"/) print " " block }
			next }
		/^[^ \t]+[ \t]+-?(\/|@|:omrelp:)/ { print " " $1, $2; next }
		$NF ~ /^@/ { print " filtered", $NF }' "$@"
}

logging() {
	text /usr/lib/systemd/journald.conf /etc/systemd/journald.conf \
		/usr/lib/systemd/journald.conf.d/*.conf /run/systemd/journald.conf.d/*.conf \
		/etc/systemd/journald.conf.d/*.conf /etc/audit/auditd.conf /etc/systemd/journal-upload.conf
	[ -d /var/log/journal ] && say "folder /var/log/journal"
	for folder in /etc/rsyslog.d /etc/syslog-ng/conf.d; do
		[ ! -d $folder ] || [ -r $folder ] || say "denied $folder"
	done
	destinations /etc/rsyslog.conf /etc/rsyslog.d/*.conf /etc/syslog.conf
	for file in /etc/syslog-ng/syslog-ng.conf /etc/syslog-ng/conf.d/*.conf; do
		[ -f "$file" ] || continue
		[ -r "$file" ] || { say "denied $file"; continue; }
		say "@$file"
		head -c 65536 "$file" | grep -viE 'pass|secret|token|user|sql' | sed 's/^/ /'
	done
	:
}

# whole FILE: its text, whatever it is compressed with; a damaged one says so.
whole() {
	reader=cat
	[ -r "$1" ] || reader="privileged cat"
	case $1 in
	*.gz | *.Z) unpack=gzip ;;
	*.xz | *.lzma) unpack=xz ;;
	*.zst) unpack=zstd ;;
	*.bz2) unpack=bzip2 ;;
	*) $reader "$1" || printf '\n%s damaged\n' "$mark"; return ;;
	esac
	has $unpack || { say "$mark unread"; return; }
	if [ "$reader" = cat ]; then $unpack -dc <"$1"; else $reader "$1" | $unpack -dc; fi ||
		printf '\n%s damaged\n' "$mark"
}

# Each day that a log has lines of, as it writes them, in the order it has them; what begins with
# the mark is the script's own word.
days_of() {
	awk -v zone="$zone" -v mark="$mark" '
	BEGIN {
		d = "[0-9]"; d2 = d d; d4 = d2 d2
		month = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
		iso = d4 "-" d2 "-" d2
		plain = "^[^ ]*((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?" month " [ 0-9]" d
		stamp = iso "|" d2 "[\/-]" month "[\/-]" d4 "|" d2 "\/" d2 "\/" d4 "|audit[(][0-9]+"
		slashes = "^.?" d4 "\/" d2 "\/" d2
		seconds = "^.?1" d d4 d4
		compact = "^.?20" d2 "[01]" d "[0-3]" d
	}
	function show(day) { if (day != shown) { print "day", day; shown = day } }
	function keep() { at = RSTART; size = RLENGTH; last = substr(head, at, size); return last }
	function epoch(text) { return int((text + zone) / 86400) }
	# Lines, and no date that this knows: what the file holds is not known.
	function undated() { if (odd && shown == "") print "unread" }
	size && substr($0, at, size) == last { next }
	index($0, mark) == 1 { size = 0; told = substr($0, length(mark) + 2)
		if (told !~ /^(damaged|unread)$/) undated()
		odd = 0; shown = ""; print told; next }
	{
		head = substr($0, 1, 120)
		# The first date is that of the line: its message may hold others.
		if (match(head, plain)) { keep(); show(substr(last, length(last) - 5)) }
		else if (match(head, slashes)) show(keep())
		else if (match(head, stamp)) {
			if (substr(head, RSTART, 1) != "a") show(keep())
			else { size = 0; show("epoch " epoch(substr(head, RSTART + 6, RLENGTH - 6))) } }
		else if (match(head, seconds)) {
			size = 0; text = substr(head, RSTART, RLENGTH); sub(/^[^0-9]/, "", text)
			show("epoch " epoch(text)) }
		else if (match(head, compact)) show(keep())
		else if (NF) odd = 1
	}
	END { undated() }'
}

# family PATTERN FILE...: one log and its rotated files.
family() {
	say "$mark log $1"
	shift
	listed=$(stat -L -c '%F|%Y %s %n' "$@")
	[ -n "$listed" ] || listed=$(privileged stat -L -c '%F|%Y %s %n' "$@")
	[ -n "$listed" ] || say "$mark denied $1"
	say "$listed" | while read -r about_file; do
		case $about_file in regular*) ;; *) continue ;; esac
		about_file=${about_file#*|}
		say "$mark file $about_file"
		file=${about_file#* }
		file=${file#* }
		if [ -r "$file" ] || { [ -n "$sudo" ] && privileged test -r "$file"; }; then
			whole "$file"
			say ''
		else
			say "$mark denied $file"
		fi
	done
}

# hidden FILE: the nearest folder above it that is there may not be entered.
hidden() {
	above=${1%/*}
	while ! [ -d "$above/" ]; do
		case $above in */*) above=${above%/*} ;; *) return 1 ;; esac
	done
	! [ -x "$above/" ]
}

# A folder that may not be listed hides its logs: say so rather than find none.
logs_named() {
	folder=${1%/*}
	if hidden "$1" || { [ -d "$folder" ] && ! [ -r "$folder" ]; }; then
		if [ -n "$sudo" ] && privileged test -r "$folder"; then
			family "$1" $(privileged find "$folder" -maxdepth 1 -name "${1##*/}*")
		else
			say "$mark log $1"
			say "$mark denied $folder"
		fi
		return
	fi
	case $1 in
	*[*?[]*) IFS=; set -- "$1" $1; unset IFS ;; # its name may hold spaces
	*) set -- "$1" "$1" "$1".* "$1"-* ;;
	esac
	for file in "$@"; do [ -f "$file" ] && { family "$@"; return; }; done
	return 1
}

logs() { every_log | days_of; }

every_log() {
	for log in /var/log/auth.log /var/log/secure /var/log/syslog /var/log/messages \
		/var/log/audit/audit.log; do
		logs_named $log
	done
	printf '%s' "$declared" | while read -r log; do
		logs_named "$log" || printf '%s log %s\n%s absent\n' "$mark" "$log" "$mark"
	done
	:
}

# A small journal is read once. A large one is asked back from today, three days at a time: the
# earliest of its lines there is where the next three begin. Three days without any end the run, as
# holes of two do not.
journal() {
	has journalctl || return 0
	set -- /var/log/journal/*/system.journal /run/log/journal/*/system.journal
	[ -e "$1" ] || [ -e "$2" ] || [ -d /var/log/journal ] || return 0
	[ -e "$1" ] || shift
	reader=limited
	if [ -e "$1" ] && ! [ -r "$1" ]; then
		[ -n "$sudo" ] && privileged test -r "$1" || { say "denied $1"; return 0; }
		reader="privileged timeout"
	fi
	space=0
	for size in $(stat -L -c %s "${1%/*}"/*.journal || privileged stat -L -c %s "$1"); do
		space=$((space + size))
	done
	if [ $space -le 16777216 ]; then every_day; return; fi
	say "oldest $(first_line)"
	at=$(first_line -n 1)
	case $at in '' | failed) ;; *) say "day epoch $(((at + zone) / 86400))" ;; esac
	day=$(((now + zone) / 86400 + 1))
	far=$((day - 400))
	while [ $day -gt $far ]; do
		at=$(first_line --since "@$(((day - 3) * 86400 - zone))" --until "@$((day * 86400 - zone - 1))")
		[ "$at" != failed ] || { say "unfinished"; break; }
		[ -n "$at" ] || break
		day=$(((at + zone) / 86400))
		say "day epoch $day"
		[ $(($(date +%s) - now)) -lt 240 ] || { say "unfinished"; break; }
	done
}

every_day() {
	{ $reader 60 journalctl -q --no-pager -o short-unix || say failed; } | awk -v zone="$zone" '
		/^failed/ { print "unfinished" }
		!/^[0-9]/ { next }
		!begun++ { print "oldest", int($1) }
		{ day = int(($1 + zone) / 86400) }
		day != last { print "day epoch", day; last = day }'
}

# The instant, in seconds, of the first line of what is asked of the journal; "failed" is not none.
first_line() {
	{ $reader 60 journalctl -q --no-pager -o short-unix "$@" || say failed; } |
		{ IFS=. read -r at rest; say "$at"; }
}

uid=$(id -u)
set -- $(uname -snrm)
kernel=$1
node=$2
release=$3
machine=$4
set -- $(date '+%s %Y-%m-%d %z')
now=$1
today=$2
offset=$3
# "+0130" as seconds; no number may begin with 0, which would make it octal.
zone=$(((1${offset#[+-]} - 10000) / 100 * 3600 + (1${offset#[+-]} - 10000) % 100 * 60))
case $offset in -*) zone=-$zone ;; esac
# No line of a log begins with this, unless it knows the process and the second.
mark="preuve-$$-$now"
printf '{"preuve":"host/1","sections":[\n'
for name in about os boots hardware updates pending clock rotation logging logs journal; do
	say "$mark section $name"
	{ $name; printf '\n=%s\n' $?; } 2>/dev/null </dev/null
done | as_json
printf '],"ended":"%s","end":true}\n' "$(date +%s)"
