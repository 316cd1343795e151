#!/bin/sh
# preuve: asks borg which archives its repositories hold. It reads; it takes no lock and writes
# nothing to the repository (--bypass-lock), and what borg notes for itself of each repository goes
# to a folder in memory that ends with the script. Its output is one JSON object. POSIX sh.
#
#   sh borg.sh
#
# Repositories are those of /etc/preuve/borg.env and /etc/preuve/borg-NAME.env, of lines such as
#
#   BORG_REPO=/srv/borg
#   BORG_PASSCOMMAND="cat /etc/preuve/borg.passphrase"
#
# which this account may read and which others may not. They stay on the host: nothing of them
# leaves it, nor anything that borg says when it fails, which may hold an address. What leaves is
# one word for it, and of a list that succeeds, the repository's place.

LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin
umask 077
# A busy server comes first.
renice -n 10 -p $$ >/dev/null 2>&1

has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: where the host has no timeout(1), who asked watches the clock.
if has timeout; then
	limited() { timeout "$@"; }
else
	limited() { shift; "$@"; }
fi

# What borg reads of a file: NAME=value, with quotes around the value or without.
settings() {
	while IFS= read -r line || [ -n "$line" ]; do
		line=${line#export }
		name=${line%%=*}
		value=${line#*=}
		case $name in
		"$line" | *[!A-Z0-9_]*) continue ;;
		BORG_*) ;;
		*) continue ;;
		esac
		case $value in \"*\" | \'*\')
			value=${value#?}
			value=${value%?}
			;;
		esac
		export "$name=$value"
	done <"$1"
}

# One word for why there is no answer.
why() {
	case $2 in
	*"is incorrect"*) echo password-refused ;;
	*"acquire a passphrase"* | *"No key file"*) echo no-password ;;
	*"ermission denied"* | *"Host key verification"*) echo denied ;;
	*"acquire the lock"*) echo locked ;;
	*"Could not resolve"* | *"Connection refused"* | *"timed out"* | *"No route to host"*) echo unreachable ;;
	*"does not exist"* | *"not a valid repository"*) echo no-repository ;;
	*"Connection closed by remote"*) echo unreachable ;;
	*) case $1 in 124) echo timeout ;; *) echo failed ;; esac ;;
	esac
}

# The archives of a file's repository, or a word.
repository() (
	[ -r "$1" ] || { echo unreadable; exit; }
	case $(ls -ldL "$1") in ???????r* | ????????w*)
		echo open-to-all
		exit
		;;
	esac
	settings "$1"
	[ -n "$BORG_REPO" ] || { echo no-repository-named; exit; }
	has borg || { echo no-tool; exit; }
	[ -n "$room" ] || { echo no-memory; exit; }
	# Nobody is asked a question, and none of them is about writing.
	export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
	export BORG_CACHE_DIR="$room/cache" BORG_SECURITY_DIR="$room/security"
	[ -d "${BORG_CONFIG_DIR:-$HOME/.config/borg}" ] || export BORG_CONFIG_DIR="$room/config"
	# borg tells times without their zone: they are asked in UTC, and say so.
	told=$(TZ=UTC0 limited 120 borg list --bypass-lock --json \
		--format '{archive}{hostname}{start}{end}' 2>&1 </dev/null)
	status=$?
	[ $status -le 1 ] || { why $status "$told"; exit; }
	printf '%s\n' "$told" | sed -n '/^{$/,/^}$/p' |
		sed -E 's/^( *"(start|end|time|last_modified)": "[0-9T:.-]*)"/\1+00:00"/'
)

printf '{"preuve":"host/borg/1","node":"%s","tool":"%s","sections":[' "$(uname -n)" \
	"$(has borg && limited 10 borg --version </dev/null 2>/dev/null | head -n 1 | tr -cd 'A-Za-z0-9 ._/-')"
room=$(mktemp -d /dev/shm/preuve.XXXXXX 2>/dev/null) || room=
trap 'rm -rf "${room:-/dev/shm/preuve.none}"' EXIT
trap 'exit 1' HUP INT TERM
before=
for file in /etc/preuve/borg.env /etc/preuve/borg-*.env; do
	name=${file##*/}
	case $name in *[!A-Za-z0-9._-]*) continue ;; esac
	# The first is there even when it is not: a host without any file must say so.
	[ -e "$file" ] || [ "$name" = borg.env ] || continue
	if [ "$name" = borg.env ] && ! [ -e "$file" ]; then
		set -- /etc/preuve/borg-*.env
		[ -e "$1" ] && continue
		told=no-file
	else
		told=$(repository "$file")
	fi
	case $told in
	"{"*) printf '%s\n{"section":"%s","why":"","kept":%s}' "$before" "$name" "$told" ;;
	*) printf '%s\n{"section":"%s","why":"%s"}' "$before" "$name" "${told:-failed}" ;;
	esac
	before=,
done
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
