#!/bin/sh
# preuve: says who may do what in one folder. It reads that folder's access list and nothing in it:
# no file is opened, none is listed; nothing is written but its own output. POSIX sh.
#
#   sh rights.sh /srv/partages/rh
#
# The account that runs it needs to pass through the folders above (x), and no right in this one.

LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/bin:/usr/bin:/bin

has() { command -v "$1" >/dev/null 2>&1; }

# Whether Samba, here, reads files as somebody else than who connects: the list would not tell who
# does. Its own settings are read, and none of them is shown.
lends() {
	told=$(cat /etc/samba/smb.conf; has testparm && testparm -s </dev/null 2>/dev/null)
	printf '%s\n' "$told" | grep -Eiq '^[[:space:]]*(force (user|group)|admin users)[[:space:]]*=[[:space:]]*[^[:space:]]'
}

# The list in numbers, without the folder's name; or one word for why there is none.
ask() {
	case $1 in /*) ;; *) echo no-folder; return ;; esac
	# Neither there nor a folder, or behind one that this account may not pass: ls tells them apart.
	if [ ! -d "$1" ]; then
		case $(ls -ld "$1" 2>&1) in *ermission*denied*) echo denied ;; *) echo no-folder ;; esac
		return
	fi
	has getfacl || { echo no-tool; return; }
	if [ -e /etc/samba/smb.conf ]; then
		[ -r /etc/samba/smb.conf ] || { echo samba-unread; return; }
		lends && { echo lent; return; }
	fi
	told=$(getfacl -n -p "$1" 2>/dev/null) || { echo failed; return; }
	printf '%s\n' "$told" | tr '\t' ' ' | sed -n -e '/^# file:/d' -e '/^$/d' -e 's/^[a-z0-9:#_ rwxst-]*$/"&"/p' -e t -e 's/.*/"?"/p'
}

told=$(ask "$1")
printf '{"preuve":"host/rights/1","node":"%s","tool":"%s","sections":[\n' "$(uname -n)" \
	"$(getfacl --version 2>/dev/null | head -n 1 | tr -cd 'A-Za-z0-9 ._-')"
case $told in
\"*) printf '{"section":"folder","why":"","kept":[%s]}' "$(printf '%s\n' "$told" | paste -s -d , -)" ;;
*) printf '{"section":"folder","why":"%s"}' "${told:-failed}" ;;
esac
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
