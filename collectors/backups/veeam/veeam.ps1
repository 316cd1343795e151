<#
preuve: what a Veeam Backup & Replication server says of its jobs, its restores and its restore tests.

  powershell -NoProfile -ExecutionPolicy Bypass -File preuve-veeam.ps1
  powershell -NoProfile -ExecutionPolicy Bypass -File preuve-veeam.ps1 -Folder \\server\depot$

Run it on the backup server itself, under an account that has Veeam's role "Veeam Backup Viewer" and
no other right. It reads; it writes nothing but its own output, one JSON object with a section a line,
in ASCII. Each section fails alone and says why. Windows PowerShell 5.1, or 7; Veeam 11 or later.

-Folder   creates COMPUTER--yyyyMMdd-HHmmss.json there instead of printing, never over another file
-Days     how far back it reads; a week more than the time between two runs is enough
-Seconds  how long it may last in all; what it has not read by then is told as such

No password, no user's name, no file's name and no message leaves the server: jobs and machines are
told by their names, with when they began and ended and how.
#>
param(
    [string] $Folder = '',
    [int] $Days = 35,
    [int] $Seconds = 1500
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$watch = [Diagnostics.Stopwatch]::StartNew()
$began = Get-Date
$since = $began.AddDays(-$Days)
$source = $MyInvocation.MyCommand.ScriptContents
# A busy server comes first.
try { [Diagnostics.Process]::GetCurrentProcess().PriorityClass = 'BelowNormal' } catch { }
# Without it, each section says that it could not be read.
try { Import-Module Veeam.Backup.PowerShell -DisableNameChecking } catch { }

# A short text, whatever the type it has; nothing stays nothing.
function ConvertTo-Text($value) {
    if ($null -eq $value) { return $null }
    $text = "$value".Trim()
    if ($text.Length -gt 200) { return $text.Substring(0, 200) }
    return $text
}

# Seconds since 1970; a date that was never set is none.
function ConvertTo-Epoch($when) {
    if ($null -eq $when -or $when.Year -lt 1990) { return $null }
    $zero = New-Object DateTime 1970, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc)
    return [long] [Math]::Floor(($when.ToUniversalTime() - $zero).TotalSeconds)
}

# Why something could not be read, in words that do not depend on the system's language.
function Get-Cause($record) {
    $cause = $record.Exception
    while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
    $kind = 'failed'
    if ($cause -is [Management.Automation.CommandNotFoundException]) { $kind = 'absent' }
    elseif ($cause -is [UnauthorizedAccessException] -or $cause -is [Security.SecurityException]) { $kind = 'denied' }
    return [ordered]@{ error = $kind; why = $cause.GetType().Name + ' ' + ('{0:x8}' -f $cause.HResult) }
}

function Test-Late {
    return $watch.Elapsed.TotalSeconds -gt $Seconds
}

# One section, as a line of JSON in ASCII: no console and no code page can change it.
function ConvertTo-Section([string] $name, [scriptblock] $read) {
    try {
        $told = [ordered]@{ section = $name; data = (& $read) }
        $json = ConvertTo-Json -InputObject $told -Compress -Depth 6
    } catch {
        $cause = Get-Cause $_
        $told = [ordered]@{ section = $name; error = $cause.error; why = $cause.why }
        $json = ConvertTo-Json -InputObject $told -Compress -Depth 6
    }
    return [regex]::Replace($json, '[^\x20-\x7e]', { '\u{0:x4}' -f [int] [char] $args[0].Value })
}

# A session: what it was for, when, and how it ended.
function ConvertTo-Session($session, [string] $job, [string] $type) {
    [ordered]@{
        Id = "$($session.Id)"
        Name = ConvertTo-Text $session.Name
        JobName = ConvertTo-Text $job
        JobType = $type
        VmDisplayName = ConvertTo-Text $session.VmDisplayName
        IsFullMode = $session.IsFullMode -eq $true
        IsRetryMode = $session.IsRetryMode -eq $true
        WillBeRetried = $session.WillBeRetried -eq $true
        State = "$($session.State)"
        Result = "$($session.Result)"
        CreationTime = ConvertTo-Epoch $session.CreationTime
        EndTime = ConvertTo-Epoch $session.EndTime
    }
}

# What a session did to one machine. Tasks of restore tests have a result, the others a status.
function ConvertTo-Task($task, $session) {
    $result = $task.Result
    if ($null -eq $result) { $result = $task.Status }
    [ordered]@{
        Id = "$($task.Id)"
        Name = ConvertTo-Text $task.Name
        JobSessId = "$($session.Id)"
        Result = "$result"
        CreationTime = ConvertTo-Epoch $task.Progress.StartTimeLocal
        EndTime = ConvertTo-Epoch $task.Progress.StopTimeLocal
        TotalSize = $task.Progress.TotalSize
    }
}

# Sessions of the last days with their tasks, newest first, until the time is over.
function Read-Sessions($found, [scriptblock] $describe, [scriptblock] $tasks) {
    $recent = @($found | Where-Object { $_.CreationTime -gt $since } | Sort-Object CreationTime -Descending)
    $cut = $false
    $told = @(foreach ($each in $recent) {
        if (Test-Late) { $cut = $true; break }
        & $describe $each
        foreach ($task in & $tasks $each) { ConvertTo-Task $task $each }
    })
    return [ordered]@{ sessions = $told; cut = $cut }
}

$none = { @() }
$tasksOf = { param($session) Get-VBRTaskSession -Session $session }

$about = {
    $computer = Get-CimInstance Win32_ComputerSystem -OperationTimeoutSec 30
    $version = $null
    try {
        $key = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64').OpenSubKey(
            'SOFTWARE\Veeam\Veeam Backup and Replication')
        $core = [IO.Path]::Combine("$($key.GetValue('CorePath'))", 'Veeam.Backup.Core.dll')
        $key.Close()
        $version = [Diagnostics.FileVersionInfo]::GetVersionInfo($core).ProductVersion
    } catch { }
    $domain = $null
    if ($computer.PartOfDomain) { $domain = ConvertTo-Text $computer.Domain }
    [ordered]@{
        host = $env:COMPUTERNAME
        joined = $computer.PartOfDomain
        domain = $domain
        version = ConvertTo-Text $version
        account = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
        now = ConvertTo-Epoch $began
        days = $Days
        powershell = "$($PSVersionTable.PSVersion)"
    }
}

# Backups, replicas and backup copies of virtual machines and of files.
$backup = {
    Read-Sessions (Get-VBRBackupSession) {
        param($session)
        $type = ConvertTo-Text $session.JobTypeString
        if (-not $type) { $type = "$($session.JobType)" }
        ConvertTo-Session $session $session.JobName $type
    } $tasksOf
}

# Computers with an agent; their sessions know their job by its number only.
$agent = {
    $names = @{}
    foreach ($job in Get-VBRComputerBackupJob) { $names["$($job.Id)"] = $job.Name }
    Read-Sessions (Get-VBRComputerBackupJobSession) {
        param($session)
        ConvertTo-Session $session $names["$($session.JobId)"] 'Agent Backup'
    } $tasksOf
}

$tape = {
    $names = @{}
    $found = @(foreach ($job in Get-VBRTapeJob) {
        $names["$($job.Id)"] = $job.Name
        Get-VBRSession -Job $job
    })
    Read-Sessions $found {
        param($session)
        ConvertTo-Session $session $names["$($session.JobId)"] 'Backup to Tape'
    } $tasksOf
}

$sureBackup = {
    Read-Sessions (Get-VBRSureBackupSession) {
        param($session)
        $job = $session.JobName
        if (-not $job) { $job = $session.Name }
        ConvertTo-Session $session $job 'SureBackup'
    } { param($session) Get-VBRSureBackupTaskSession -Session $session }
}

# Who asked for a restore is not told.
$restore = {
    Read-Sessions (Get-VBRRestoreSession) {
        param($session)
        ConvertTo-Session $session $session.Name 'Restore'
    } $none
}

$sections = [ordered]@{
    'about' = $about; 'backup' = $backup; 'agent' = $agent; 'tape' = $tape
    'surebackup' = $sureBackup; 'restore' = $restore
}
$told = @(foreach ($name in $sections.Keys) { ConvertTo-Section $name $sections[$name] })
try { Disconnect-VBRServer } catch { }

# Of this script, when it runs from a file: whatever the ends of its lines.
$digest = 'null'
try {
    if ($source) {
        $bytes = [Text.Encoding]::UTF8.GetBytes(($source -replace "`r`n", "`n").TrimEnd() + "`n")
        $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
        $digest = '"sha256:' + (-join ($hash | ForEach-Object { '{0:x2}' -f $_ })) + '"'
    }
} catch { }

$text = '{"preuve":"backup/veeam/1","script":' + $digest + ',"sections":[' + "`n" + ($told -join ",`n") + "`n" +
    '],"ended":"' + (ConvertTo-Epoch (Get-Date)) + '","end":true}' + "`n"
if (-not $Folder) { return $text }
$stamp = $began.ToString('yyyyMMdd-HHmmss', [Globalization.CultureInfo]::InvariantCulture)
$path = [IO.Path]::Combine($Folder, "$env:COMPUTERNAME--$stamp.json")
$bytes = [Text.Encoding]::ASCII.GetBytes($text)
# CreateNew: the server may create its own answer in the folder, and replace nothing.
$file = [IO.File]::Open($path, 'CreateNew', 'Write', 'None')
try { $file.Write($bytes, 0, $bytes.Length) } finally { $file.Close() }
