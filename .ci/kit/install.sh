#!/bin/sh
# Installs preuve from this folder, without any network. / Installe preuve depuis ce dossier, sans réseau.
#
#   sh install.sh [FOLDER]          default / par défaut : ~/.local/share/preuve
#
# It writes in FOLDER alone. PYTHON=/usr/bin/python3.12 names the Python to use (3.11 to 3.13).
# Il n’écrit que dans FOLDER. PYTHON=/usr/bin/python3.12 désigne le Python à employer (3.11 à 3.13).
set -eu

spoken=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
say() { # French, English
    case $spoken in
        en*) printf '%s\n' "$2" ;;
        *) printf '%s\n' "$1" ;;
    esac
}
stop() { # code, French, English
    code=$1
    shift
    say "preuve : $1" "preuve: $2" >&2
    exit "$code"
}
usable() { # a Python from 3.11 to 3.13 that can make an environment
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1
}

target=${1:-${HOME:?}/.local/share/preuve}
case $target in
    /*) ;;
    *) target=$PWD/$target ;;
esac
cd "$(dirname "$0")"

say "1/4  Vérification des fichiers du kit (SHA256SUMS)…" "1/4  Checking the files of the kit (SHA256SUMS)…"
sha256sum --check --quiet SHA256SUMS || stop 4 \
    "un fichier du kit n’est pas celui qui a été publié. Rien n’a été installé ; copiez de nouveau l’archive." \
    "a file of the kit is not the one that was published. Nothing was installed; copy the archive again."

say "2/4  Recherche de Python 3.11 à 3.13…" "2/4  Looking for Python 3.11 to 3.13…"
python=
for each in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if usable "$each"; then
        python=$each
        break
    fi
done
[ -n "$python" ] || stop 3 \
    "aucun Python 3.11 à 3.13 avec venv n’a été trouvé. Sous Debian et Ubuntu : apt install python3-venv ; ou PYTHON=/chemin/de/python3 sh install.sh." \
    "no Python 3.11 to 3.13 with venv was found. Debian and Ubuntu: apt install python3-venv; or PYTHON=/path/of/python3 sh install.sh."
if [ -e "$target" ] && [ ! -f "$target/pyvenv.cfg" ] && [ -n "$(ls -A "$target")" ]; then
    stop 3 "$target existe et contient autre chose : donnez un autre dossier." \
        "$target exists and holds something else: name another folder."
fi

say "3/4  Installation dans $target (une minute)…" "3/4  Installing in $target (a minute)…"
"$python" -m venv "$target"
# No configuration of this machine bears on it: nothing but the wheels of this folder is taken.
for each in $(env | sed -n 's/^\(PIP_[A-Z_]*\)=.*/\1/p'); do unset "$each"; done
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-input --no-index --find-links wheels --only-binary=:all: --require-hashes \
    --requirement requirements.txt || stop 2 \
    "l’installation n’a pas abouti ; supprimez $target, puis recommencez avec le Python d’un système x86-64." \
    "the installation failed; remove $target, then try again with the Python of an x86-64 system."

say "4/4  Essai : " "4/4  Trying it: "
"$target/bin/preuve" --version
# As a shell takes it back, whatever the folder is called.
told=$(printf '%s' "$target" | sed "s/'/'\\\\''/g")
case $target in
    *[!A-Za-z0-9/._-]*) told="'$told'" ;;
esac
say "
preuve est installé. Ensuite :
    $told/bin/preuve demo --out demo     l’hôpital fictif, sans serveur ni droit
    $told/bin/preuve --help              les commandes
Pour taper « preuve » seul : mkdir -p ~/.local/bin && ln -sf $told/bin/preuve ~/.local/bin/preuve
Pour compléter par la touche Tab : $told/bin/preuve completion --help
Pour tout enlever : rm -r $told" "
preuve is installed. Next:
    $told/bin/preuve demo --out demo     the fictional hospital, without server or right
    $told/bin/preuve --help              the commands
To type \"preuve\" alone: mkdir -p ~/.local/bin && ln -sf $told/bin/preuve ~/.local/bin/preuve
To complete with the Tab key: $told/bin/preuve completion --help
To remove all of it: rm -r $told"
