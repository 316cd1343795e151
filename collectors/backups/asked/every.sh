
# What follows is the same for every product.

LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/opt/bacula/bin
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

# What the product reads of a file: NAME=value, with quotes around the value or without.
settings() {
	while IFS= read -r line || [ -n "$line" ]; do
		line=${line#export }
		name=${line%%=*}
		value=${line#*=}
		case $name in "$line" | *[!A-Z0-9_]*) continue ;; esac
		known "$name" || continue
		case $value in \"*\" | \'*\')
			value=${value#?}
			value=${value%?}
			;;
		esac
		export "$name=$value"
	done <"$1"
}

# What the product says of one file, if this account alone and its group may read it; or a word.
told_of() (
	[ -r "$1" ] || { echo unreadable; exit; }
	case $(ls -ldL "$1") in ???????r* | ????????w*)
		echo open-to-all
		exit
		;;
	esac
	ask "$1"
)

prepare
printf '{"preuve":"host/%s/1","node":"%s","tool":"%s","sections":[' "$product" "$(uname -n)" \
	"$(version | head -n 1 | tr -cd 'A-Za-z0-9 ._/-')"
before=
for file in "/etc/preuve/$product.$kind" "/etc/preuve/$product"-*."$kind"; do
	name=${file##*/}
	case $name in *[!A-Za-z0-9._-]*) continue ;; esac
	# The first is there even when it is not: a host without any file must say so.
	[ -e "$file" ] || [ "$name" = "$product.$kind" ] || continue
	if [ -e "$file" ]; then
		told=$(told_of "$file")
	else
		set -- "/etc/preuve/$product"-*."$kind"
		[ -e "$1" ] && continue
		told=no-file
	fi
	case $told in
	[[{]*) printf '%s\n{"section":"%s","why":"","kept":%s}' "$before" "$name" "$told" ;;
	*) printf '%s\n{"section":"%s","why":"%s"}' "$before" "$name" "${told:-failed}" ;;
	esac
	before=,
done
printf '\n],"ended":"%s","end":true}\n' "$(date +%s)"
