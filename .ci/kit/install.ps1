# Installe preuve depuis ce dossier, sans réseau. / Installs preuve from this folder, without any network.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 [-Target DOSSIER] [-Python C:\...\python.exe]
#
# Il n’écrit que dans DOSSIER (par défaut %LOCALAPPDATA%\preuve) et ne demande aucun droit d’administrateur.
# It writes in that folder alone (%LOCALAPPDATA%\preuve unless told) and needs no administrator.
param(
    [string]$Target = (Join-Path $env:LOCALAPPDATA 'preuve'),
    [string]$Python = ''
)
$ErrorActionPreference = 'Stop'
$french = (Get-Culture).TwoLetterISOLanguageName -ne 'en'

function Say([string]$inFrench, [string]$inEnglish) {
    if ($french) { Write-Host $inFrench } else { Write-Host $inEnglish }
}
function Stop-Here([int]$code, [string]$inFrench, [string]$inEnglish) {
    Say "preuve : $inFrench" "preuve: $inEnglish"
    exit $code
}
# Whether a command is a Python from 3.11 to 3.13, of 64 bits, that can make an environment.
function Test-Python([string]$program, [string[]]$words) {
    $question = 'import ensurepip, struct, sys, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and struct.calcsize(str(chr(80))) == 8))'
    try { & $program @words -c $question 2>&1 | Out-Null } catch { return $false }
    return $LASTEXITCODE -eq 0
}

$kit = Split-Path -Parent $MyInvocation.MyCommand.Path
$Target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Target)

Say '1/4  Vérification des fichiers du kit (SHA256SUMS)…' '1/4  Checking the files of the kit (SHA256SUMS)…'
foreach ($line in [IO.File]::ReadAllLines((Join-Path $kit 'SHA256SUMS'))) {
    $sum = $line.Substring(0, 64)
    $file = Join-Path $kit $line.Substring(66)
    if (-not (Test-Path -LiteralPath $file) -or (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum) {
        Stop-Here 4 "$file n’est pas le fichier qui a été publié. Rien n’a été installé ; copiez de nouveau l’archive." "$file is not the file that was published. Nothing was installed; copy the archive again."
    }
}

Say '2/4  Recherche de Python 3.11 à 3.13 (64 bits)…' '2/4  Looking for Python 3.11 to 3.13 (64 bits)…'
$candidates = @(@('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python'))
if ($Python) { $candidates = @(, @($Python)) }
$found = $null
foreach ($each in $candidates) {
    $words = @($each | Select-Object -Skip 1)
    if ((Get-Command $each[0] -ErrorAction SilentlyContinue) -and (Test-Python $each[0] $words)) {
        $found = $each
        break
    }
}
if (-not $found) {
    Stop-Here 3 'aucun Python 3.11 à 3.13 (64 bits) n’a été trouvé : installez celui de python.org, ou donnez -Python C:\...\python.exe.' 'no Python 3.11 to 3.13 (64 bits) was found: install that of python.org, or give -Python C:\...\python.exe.'
}
if ((Test-Path -LiteralPath $Target) -and -not (Test-Path -LiteralPath (Join-Path $Target 'pyvenv.cfg')) -and (Get-ChildItem -LiteralPath $Target -Force)) {
    Stop-Here 3 "$Target existe et contient autre chose : donnez un autre dossier." "$Target exists and holds something else: name another folder."
}

Say "3/4  Installation dans $Target (une minute)…" "3/4  Installing in $Target (a minute)…"
$words = @($found | Select-Object -Skip 1)
& $found[0] @words -m venv $Target
if ($LASTEXITCODE -ne 0) { Stop-Here 2 "l’environnement n’a pas pu être fait dans $Target." "the environment could not be made in $Target." }
# No configuration of this machine bears on it: nothing but the wheels of this folder is taken.
Get-ChildItem Env:PIP_* | ForEach-Object { Remove-Item "Env:$($_.Name)" }
$env:PIP_CONFIG_FILE = 'nul'
$pip = @('-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-index', '--find-links', (Join-Path $kit 'wheels'), '--only-binary=:all:', '--require-hashes', '--requirement', (Join-Path $kit 'requirements.txt'))
& (Join-Path $Target 'Scripts\python.exe') @pip
if ($LASTEXITCODE -ne 0) {
    Stop-Here 2 "l’installation n’a pas abouti ; supprimez $Target, puis recommencez." "the installation failed; remove $Target, then try again."
}

Say '4/4  Essai :' '4/4  Trying it:'
$program = Join-Path $Target 'Scripts\preuve.exe'
& $program --version
if ($LASTEXITCODE -ne 0) { Stop-Here 2 'preuve ne démarre pas.' 'preuve does not start.' }
Say "
preuve est installé. Ensuite :
    & '$program' demo --out demo     l’hôpital fictif, sans serveur ni droit
    & '$program' --help              les commandes
Pour tout enlever : Remove-Item -Recurse '$Target'" "
preuve is installed. Next:
    & '$program' demo --out demo     the fictional hospital, without server or right
    & '$program' --help              the commands
To remove all of it: Remove-Item -Recurse '$Target'"
