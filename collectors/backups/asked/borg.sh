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

product=borg
kind=env

known() { case $1 in BORG_*) ;; *) return 1 ;; esac; }

version() { has borg && limited 10 borg --version </dev/null 2>/dev/null; }

# A folder in memory for what borg notes, which ends with the script.
prepare() {
	room=$(mktemp -d /dev/shm/preuve.XXXXXX 2>/dev/null) || room=
	trap 'rm -rf "${room:-/dev/shm/preuve.none}"' EXIT
	trap 'exit 1' HUP INT TERM
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
ask() {
	settings "$1"
	[ -n "$BORG_REPO" ] || { echo no-repository-named; return; }
	has borg || { echo no-tool; return; }
	[ -n "$room" ] || { echo no-memory; return; }
	# Nobody is asked a question, and none of them is about writing.
	export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
	export BORG_CACHE_DIR="$room/cache" BORG_SECURITY_DIR="$room/security"
	[ -d "${BORG_CONFIG_DIR:-$HOME/.config/borg}" ] || export BORG_CONFIG_DIR="$room/config"
	# borg tells times without their zone: they are asked in UTC, and say so.
	told=$(TZ=UTC0 limited 120 borg list --bypass-lock --json \
		--format '{archive}{hostname}{start}{end}' 2>&1 </dev/null)
	status=$?
	[ $status -le 1 ] || { why $status "$told"; return; }
	printf '%s\n' "$told" | sed -n '/^{$/,/^}$/p' |
		sed -E 's/^( *"(start|end|time|last_modified)": "[0-9T:.-]*)"/\1+00:00"/'
}
