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

product=restic
kind=env

known() {
	case $1 in
	RESTIC_* | AWS_* | AZURE_* | B2_* | GOOGLE_* | OS_* | ST_* | RCLONE_*) ;;
	*) return 1 ;;
	esac
}

version() { has restic && limited 10 restic version </dev/null 2>/dev/null; }

prepare() { :; }

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
ask() {
	settings "$1"
	[ -n "$RESTIC_REPOSITORY$RESTIC_REPOSITORY_FILE" ] || { echo no-repository-named; return; }
	has restic || { echo no-tool; return; }
	told=$(limited 120 restic snapshots --json --no-lock --no-cache 2>&1 </dev/null)
	status=$?
	[ $status = 0 ] || { why $status "$told"; return; }
	printf '%s\n' "$told" | sed -n -e '/^\[/p' -e 's/^null$/[]/p'
}
