#!/bin/sh
# preuve: asks a director of Bacula or Bareos which jobs its catalogue knows. It says two commands,
# `llist jobs` and `list jobs`, which read; it writes nothing. Its output is one JSON object. POSIX sh.
#
#   sh bconsole.sh
#
# Consoles are those of /etc/preuve/bconsole.conf and /etc/preuve/bconsole-NAME.conf, in the
# product's own form: which director, and the name and the password of a restricted console, of
# which the director allows `list` and `llist` alone (CommandACL). This account may read these
# files and others may not; nothing of them leaves the host, nor anything that the console says
# when it fails. What leaves is one word for it, and of each job a dozen fields.

product=bconsole
kind=conf

version() { has bconsole && echo bconsole; }

# The console would note what was typed in the account's folder.
prepare() { export HOME=/dev/null; }

# The newest jobs; five weeks of them where the director knows `days` and not `order`.
most=5000
ask="llist jobs days=35 order=desc limit=$most"
# A console says no end: the answer to a second question shows that the first one was whole.
end="list jobs limit=1"

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
	*"onfig error"*) echo not-understood ;;
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
ask() {
	has bconsole || { echo no-tool; return; }
	told=$(printf '%s\n%s\nquit\n' "$ask" "$end" | limited 120 bconsole -c "$1" 2>&1)
	status=$?
	case $told in
	*"1000 OK"*) ;;
	*) why $status "$told"; return ;;
	esac
	[ $status -eq 0 ] || { why $status "$told"; return; }
	case $told in
	*"+--"* | *"o results"*) ;;
	*) why 1 "$told"; return ;;
	esac
	rows=$(printf '%s\n' "$told" | objects)
	case $rows in
	*too-many) echo too-many ;;
	"") case $told in *"o results"*) ;; *) why 1 "$told"; return ;; esac
		printf '{"result":{"jobs":[]}}\n' ;;
	*) printf '{"result":{"jobs":[%s]}}\n' "$rows" ;;
	esac
}
