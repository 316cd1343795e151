#!/bin/sh
# preuve: asks a director of Bacula or Bareos which jobs its catalogue knows. It says one command,
# `llist jobs`, which reads; it writes nothing. Its output is one JSON object. POSIX sh.
#
#   sh bconsole.sh
#
# Consoles are those of /etc/preuve/bconsole.conf and /etc/preuve/bconsole-NAME.conf, in the
# product's own form: which director, and the name and the password of a restricted console, of
# which the director allows `list` and `llist` alone (CommandACL). This account may read these
# files and others may not; nothing of them leaves the host, nor anything that the console says
# when it fails. What leaves is one word for it, and of each job a dozen fields.

LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/opt/bacula/bin
umask 077
# A busy server comes first.
renice -n 10 -p $$ >/dev/null 2>&1
# The console would note what was typed in the account's folder.
HOME=/dev/null
export HOME

has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: where the host has no timeout(1), who asked watches the clock.
if has timeout; then
	limited() { timeout "$@"; }
else
	limited() { shift; "$@"; }
fi

# The newest jobs; five weeks of them where the director knows `days` and not `order`.
most=5000
ask="llist jobs days=35 order=desc limit=$most"

# Blocks of `name: value`, one a job, as objects: what tells of the job, and nothing else.
objects() {
	tr -d '\000-\011\013-\037\177' | awk -v most="$most" '
	function ends() { if (row != "") { printf "%s\n{%s}", sep, row; sep = ","; count++ } row = "" }
	/^ *[A-Za-z]+:( |$)/ {
		name = tolower($0); sub(/:.*/, "", name); gsub(/ /, "", name)
		value = $0; sub(/^[^:]*: ?/, "", value)
		if (name == "jobid") {
			ends()
			number = value; gsub(/[^0-9]/, "", number)
			if (first == "") first = number + 0
			last = number + 0
		}
		if (name == "clientname") name = "client"
		if (name !~ /^(jobid|name|type|level|client|jobstatus|starttime|endtime|realendtime|jobfiles|jobbytes|joberrors)$/) next
		gsub(/\\/, "\\\\", value); gsub(/"/, "\\\"", value)
		row = row (row == "" ? "" : ",") "\"" name "\":\"" value "\""
	}
	# Cut at its oldest, a list is whole for its days; cut at its newest, it hides them.
	END { ends(); if (count >= most && first < last) print "too-many" }'
}

# One word for why there is no answer.
why() {
	case $2 in
	*"uthorization problem"* | *"uthorization failed"* | *"Bad password"*) echo password-refused ;;
	*"ot authorized"* | *"No authorization"* | *"nvalid command"*) echo denied ;;
	*"onnection refused"* | *"nable to connect"* | *"ould not connect"* | *"Unknown host"* | *"o route to host"*) echo unreachable ;;
	*"onfig error"*) echo no-repository-named ;;
	*)
		case $1$2 in
		124*) echo timeout ;;
		# It says no more when nobody listens there.
		1"Connecting to Director"*) echo unreachable ;;
		*) echo failed ;;
		esac
		;;
	esac
}

# The jobs of a file's director, or a word.
director() (
	[ -r "$1" ] || { echo unreadable; exit; }
	case $(ls -ldL "$1") in ???????r* | ????????w*)
		echo open-to-all
		exit
		;;
	esac
	has bconsole || { echo no-tool; exit; }
	told=$(printf '%s\nquit\n' "$ask" | limited 120 bconsole -c "$1" 2>&1)
	status=$?
	case $told in
	*"1000 OK"*) ;;
	*) why $status "$told"; exit ;;
	esac
	[ $status -eq 0 ] || { why $status "$told"; exit; }
	rows=$(printf '%s\n' "$told" | objects)
	case $rows in
	*too-many) echo too-many ;;
	"") case $told in *"o results"*) ;; *) why 1 "$told"; exit ;; esac
		printf '{"result":{"jobs":[]}}\n' ;;
	*) printf '{"result":{"jobs":[%s]}}\n' "$rows" ;;
	esac
)

printf '{"preuve":"host/bconsole/1","node":"%s","tool":"%s","sections":[' "$(uname -n)" \
	"$(has bconsole && echo bconsole)"
before=
for file in /etc/preuve/bconsole.conf /etc/preuve/bconsole-*.conf; do
	name=${file##*/}
	case $name in *[!A-Za-z0-9._-]*) continue ;; esac
	# The first is there even when it is not: a host without any file must say so.
	[ -e "$file" ] || [ "$name" = bconsole.conf ] || continue
	if [ "$name" = bconsole.conf ] && ! [ -e "$file" ]; then
		set -- /etc/preuve/bconsole-*.conf
		[ -e "$1" ] && continue
		told=no-file
	else
		told=$(director "$file")
	fi
	case $told in
	"{"*) printf '%s\n{"section":"%s","why":"","kept":%s}' "$before" "$name" "$told" ;;
	*) printf '%s\n{"section":"%s","why":"%s"}' "$before" "$name" "${told:-failed}" ;;
	esac
	before=,
done
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
