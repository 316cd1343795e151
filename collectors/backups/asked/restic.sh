#!/bin/sh
# preuve: asks restic which snapshots its repositories hold. It reads; it writes nothing, neither to
# the repository (--no-lock) nor to the host (--no-cache), but its own output: one JSON object, with
# a repository a line. POSIX sh.
#
#   sh restic.sh
#
# Repositories are those of /etc/preuve/restic.env and /etc/preuve/restic-NAME.env, of lines such as
#
#   RESTIC_REPOSITORY=/srv/restic
#   RESTIC_PASSWORD_FILE=/etc/preuve/restic.password
#
# which this account may read and which others may not. They stay on the host: nothing of them
# leaves it, nor anything that restic says when it fails, which may hold an address with its
# password. What leaves is one word for it.

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

# What restic reads of a file: NAME=value, with quotes around the value or without.
settings() {
	while IFS= read -r line || [ -n "$line" ]; do
		line=${line#export }
		name=${line%%=*}
		value=${line#*=}
		case $name in
		"$line" | *[!A-Z0-9_]*) continue ;;
		RESTIC_* | AWS_* | AZURE_* | B2_* | GOOGLE_* | OS_* | ST_* | RCLONE_*) ;;
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
	*"wrong password"*) echo password-refused ;;
	*"empty password"* | *"specify password"*) echo no-password ;;
	*"permission denied"*) echo denied ;;
	*"already locked"*) echo locked ;;
	*"no such host"* | *"connection refused"* | *"i/o timeout"* | *"no route to host"*) echo unreachable ;;
	*"Is there a repository"* | *"does not exist"*) echo no-repository ;;
	*) case $1 in 124) echo timeout ;; *) echo failed ;; esac ;;
	esac
}

# The snapshots of a file's repository, or a word.
repository() (
	[ -r "$1" ] || { echo unreadable; exit; }
	case $(ls -ldL "$1") in ???????r* | ????????w*)
		echo open-to-all
		exit
		;;
	esac
	settings "$1"
	[ -n "$RESTIC_REPOSITORY$RESTIC_REPOSITORY_FILE" ] || { echo no-repository-named; exit; }
	has restic || { echo no-tool; exit; }
	told=$(limited 120 restic snapshots --json --no-lock --no-cache 2>&1 </dev/null)
	status=$?
	[ $status = 0 ] || { why $status "$told"; exit; }
	printf '%s\n' "$told" | sed -n -e '/^\[/p' -e 's/^null$/[]/p'
)

printf '{"preuve":"host/restic/1","node":"%s","tool":"%s","sections":[' "$(uname -n)" \
	"$(has restic && limited 10 restic version </dev/null 2>/dev/null | head -n 1 | tr -cd 'A-Za-z0-9 ._/-')"
before=
for file in /etc/preuve/restic.env /etc/preuve/restic-*.env; do
	name=${file##*/}
	case $name in *[!A-Za-z0-9._-]*) continue ;; esac
	# The first is there even when it is not: a host without any file must say so.
	[ -e "$file" ] || [ "$name" = restic.env ] || continue
	if [ "$name" = restic.env ] && ! [ -e "$file" ]; then
		set -- /etc/preuve/restic-*.env
		[ -e "$1" ] && continue
		told=no-file
	else
		told=$(repository "$file")
	fi
	case $told in
	\[*) printf '%s\n{"section":"%s","why":"","kept":%s}' "$before" "$name" "$told" ;;
	*) printf '%s\n{"section":"%s","why":"%s"}' "$before" "$name" "${told:-failed}" ;;
	esac
	before=,
done
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
