<#
preuve: what a Windows host says of its age, its updates, its logs, its locks and its shares.

  powershell -NoProfile -ExecutionPolicy Bypass -File host.ps1
  powershell -NoProfile -ExecutionPolicy Bypass -File host.ps1 -Folder \\server\depot$

It reads; it writes nothing but its own output, one JSON object with a section a line, in ASCII. Each
section fails alone and says why. No module but the system's. Windows PowerShell 5.1, or 7.

-Folder   creates COMPUTER--yyyyMMdd-HHmmss.json there instead of printing, never over another file
-Seconds  how long it may last in all; what it has not read by then is told as such

An ordinary account may run it: what that account may not read is told as denied. No user's name, no
file's name, no password and no line of a log leaves the host: accounts are told by their SID, a log by
the days that have events, and of a password only that there is one.
#>
param(
    [string] $Folder = '',
    [int] $Seconds = 240
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$watch = [Diagnostics.Stopwatch]::StartNew()
$began = Get-Date
$source = $MyInvocation.MyCommand.ScriptContents
# A busy server comes first.
try { [Diagnostics.Process]::GetCurrentProcess().PriorityClass = 'BelowNormal' } catch { }

# The 64-bit view, whichever PowerShell reads it.
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
$users = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64')
$current = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
$programs = [IO.Path]::Combine($env:SystemRoot, 'System32')

function Get-Value($root, [string] $path, [string] $name) {
    $key = $root.OpenSubKey($path)
    if ($null -eq $key) { return $null }
    try { return $key.GetValue($name) } finally { $key.Close() }
}

# Whether a value is there; it is not read.
function Test-Value($root, [string] $path, [string] $name) {
    $key = $root.OpenSubKey($path)
    if ($null -eq $key) { return $false }
    try { return $key.GetValueNames() -contains $name } finally { $key.Close() }
}

function Test-Key($root, [string] $path) {
    $key = $root.OpenSubKey($path)
    if ($null -eq $key) { return $false }
    $key.Close()
    return $true
}

# A short text, whatever the type it has; nothing stays nothing.
function ConvertTo-Text($value) {
    if ($null -eq $value) { return $null }
    $text = "$value".Trim()
    if ($text.Length -gt 200) { return $text.Substring(0, 200) }
    return $text
}

# Seconds since 1970.
function ConvertTo-Epoch($when) {
    if ($null -eq $when) { return $null }
    $zero = New-Object DateTime 1970, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc)
    return [long] [Math]::Floor(($when.ToUniversalTime() - $zero).TotalSeconds)
}

function ConvertTo-Day($when) {
    if ($null -eq $when) { return $null }
    return $when.ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture)
}

# Why something could not be read, in words that do not depend on the system's language.
function Get-Cause($record) {
    $cause = $record.Exception
    while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
    $code = '{0:x8}' -f $cause.HResult
    $native = "$($cause.NativeErrorCode)"
    # Access denied, and a privilege that is not held.
    $refused = '80070005', '80070522', '80041003', 'AccessDenied', '5', '1314', '-2147024891'
    $kind = 'failed'
    if ($cause -is [TimeoutException]) { $kind = 'timeout' }
    elseif ($cause -is [Management.Automation.CommandNotFoundException]) { $kind = 'absent' }
    elseif ($cause -is [UnauthorizedAccessException] -or $cause -is [Security.SecurityException]) { $kind = 'denied' }
    elseif ($refused -contains $code -or $refused -contains $native) { $kind = 'denied' }
    elseif ('InvalidNamespace', 'InvalidClass' -contains $native) { $kind = 'absent' }
    return [ordered]@{ error = $kind; why = $cause.GetType().Name + ' ' + $code }
}

function Assert-Time {
    if ($watch.Elapsed.TotalSeconds -gt $Seconds) { throw (New-Object TimeoutException) }
}

# One section, as a line of JSON in ASCII: no console and no code page can change it.
function ConvertTo-Section([string] $name, [scriptblock] $read) {
    try {
        Assert-Time
        $told = [ordered]@{ section = $name; data = (& $read) }
        $json = ConvertTo-Json -InputObject $told -Compress -Depth 6
    } catch {
        $cause = Get-Cause $_
        $told = [ordered]@{ section = $name; error = $cause.error; why = $cause.why }
        $json = ConvertTo-Json -InputObject $told -Compress -Depth 6
    }
    return [regex]::Replace($json, '[^\x20-\x7e]', { '\u{0:x4}' -f [int] [char] $args[0].Value })
}

# A program of the system; each of its lines, or its own error.
function Read-Program([string] $name, [string[]] $words) {
    $lines = & ([IO.Path]::Combine($programs, $name)) $words
    if ($LASTEXITCODE -ne 0) { throw (New-Object ComponentModel.Win32Exception $LASTEXITCODE) }
    return $lines
}

# Events by provider and number, newest first; none is no error.
function Find-Event([hashtable] $filter, [int] $most) {
    try {
        return Get-WinEvent -FilterHashtable $filter -MaxEvents $most
    } catch {
        if ("$($_.FullyQualifiedErrorId)" -notlike 'NoMatchingEventsFound*') { throw }
    }
}

$about = {
    $me = [Security.Principal.WindowsIdentity]::GetCurrent()
    $network = 'SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
    [ordered]@{
        host = $env:COMPUTERNAME
        name = ConvertTo-Text (Get-Value $machine $network 'Hostname')
        domain = ConvertTo-Text (Get-Value $machine $network 'Domain')
        account = $me.User.Value
        elevated = (New-Object Security.Principal.WindowsPrincipal $me).IsInRole(
            [Security.Principal.WindowsBuiltInRole]::Administrator)
        now = ConvertTo-Epoch $began
        today = ConvertTo-Day $began
        offset = [int] [TimeZoneInfo]::Local.GetUtcOffset($began).TotalMinutes
        powershell = "$($PSVersionTable.PSVersion)"
    }
}

$system = {
    $version = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    # An upgrade in place dates the system anew, and keeps the earlier dates here.
    $setup = $machine.OpenSubKey('SYSTEM\Setup')
    $before = @(foreach ($name in $setup.GetSubKeyNames()) {
        if ($name -like 'Source OS*') { Get-Value $machine "SYSTEM\Setup\$name" 'InstallDate' }
    })
    [ordered]@{
        product = ConvertTo-Text (Get-Value $machine $version 'ProductName')
        edition = ConvertTo-Text (Get-Value $machine $version 'EditionID')
        installation = ConvertTo-Text (Get-Value $machine $version 'InstallationType')
        release = ConvertTo-Text (Get-Value $machine $version 'DisplayVersion')
        build = ConvertTo-Text (Get-Value $machine $version 'CurrentBuild')
        revision = Get-Value $machine $version 'UBR'
        kind = ConvertTo-Text (Get-Value $machine 'SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType')
        architecture = ConvertTo-Text (Get-Value $machine `
            'SYSTEM\CurrentControlSet\Control\Session Manager\Environment' 'PROCESSOR_ARCHITECTURE')
        installed = Get-Value $machine $version 'InstallDate'
        before = $before
    }
}

$hardware = {
    $os = Get-CimInstance Win32_OperatingSystem -OperationTimeoutSec 30
    $computer = Get-CimInstance Win32_ComputerSystem -OperationTimeoutSec 30
    $bios = Get-CimInstance Win32_BIOS -OperationTimeoutSec 30
    $released = $bios.ReleaseDate
    if ($null -ne $released) { $released = $released.ToUniversalTime() }
    [ordered]@{
        caption = ConvertTo-Text $os.Caption
        booted = ConvertTo-Epoch $os.LastBootUpTime
        manufacturer = ConvertTo-Text $computer.Manufacturer
        model = ConvertTo-Text $computer.Model
        serial = ConvertTo-Text $bios.SerialNumber
        bios_date = ConvertTo-Day $released
    }
}

# What Windows Update installed. Titles are in the system's language: their KB number is kept.
$history = {
    $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
    $count = [Math]::Min($searcher.GetTotalHistoryCount(), 1000)
    $seen = @{}
    $installed = @(if ($count -gt 0) {
        foreach ($each in $searcher.QueryHistory(0, $count)) {
            $number = [regex]::Match("$($each.Title)", 'KB\d{5,8}').Value
            $result = [int] $each.ResultCode
            # Newest first: the last time of each is enough.
            if ($each.Operation -ne 1 -or -not $number -or $seen["$number $result"]) { continue }
            $seen["$number $result"] = $true
            [ordered]@{ kb = $number; day = ConvertTo-Day $each.Date; result = $result }
        }
    })
    [ordered]@{ installed = $installed }
}

# The date as Windows keeps it: Get-HotFix reads it with the user's culture, and mistakes days for months.
$hotfixes = {
    $installed = @(foreach ($each in Get-CimInstance Win32_QuickFixEngineering -OperationTimeoutSec 60) {
        [ordered]@{
            kb = ConvertTo-Text $each.HotFixID
            day = ConvertTo-Text $each.CimInstanceProperties['InstalledOn'].Value
        }
    })
    [ordered]@{ installed = $installed }
}

$restart = {
    [ordered]@{
        update = Test-Key $machine "$current\WindowsUpdate\Auto Update\RebootRequired"
        servicing = Test-Key $machine "$current\Component Based Servicing\RebootPending"
    }
}

# Labels are in the system's language, and always in the same order: what follows each is kept.
$clock = {
    $values = @(foreach ($line in Read-Program 'w32tm.exe' '/query', '/status', '/verbose') {
        $at = $line.IndexOf(':')
        if ($at -ge 0) { ConvertTo-Text ($line.Substring($at + 1)) }
    })
    [ordered]@{ values = $values }
}

# The moment of the event at a place in a log, the oldest being at 0.
function Get-Moment($reader, [long] $at) {
    $reader.Seek([IO.SeekOrigin]::Begin, $at)
    $found = $reader.ReadEvent()
    if ($null -eq $found) { return $null }
    try { return $found.TimeCreated } finally { $found.Dispose() }
}

# The days that have events, each found by halves from the one after: some twenty events a day are
# read, however many there are. A day that was not looked at is not told.
function Get-LogDays($reader, [long] $count) {
    $days = New-Object 'Collections.Generic.SortedSet[string]'
    $until = $watch.Elapsed.TotalSeconds + 40
    $late = $false
    $high = $count - 1
    [long] $step = 256
    while ($high -ge 0 -and $days.Count -lt 400 -and -not $late) {
        $last = $high
        $day = ConvertTo-Day (Get-Moment $reader $high)
        if ($null -eq $day) { $late = $true; break }
        [void] $days.Add($day)
        $low = [Math]::Max($high - $step, -1)
        while ($low -ge 0 -and -not $late) {
            $here = ConvertTo-Day (Get-Moment $reader $low)
            if ($here -ne $day) { if ($here) { [void] $days.Add($here) }; break }
            $high = $low
            $step = $step * 2
            $low = [Math]::Max($high - $step, -1)
            $late = $watch.Elapsed.TotalSeconds -gt $until
        }
        while ($high - $low -gt 1 -and -not $late) {
            [long] $middle = [Math]::Floor(($low + $high) / 2)
            $here = ConvertTo-Day (Get-Moment $reader $middle)
            if ($here -eq $day) { $high = $middle } else { $low = $middle; if ($here) { [void] $days.Add($here) } }
            $late = $watch.Elapsed.TotalSeconds -gt $until
        }
        $step = [Math]::Max($last - $high, 1)
        $high = $high - 1
    }
    return [ordered]@{ days = @($days); unfinished = $late }
}

function Read-Log([string] $name) {
    $told = [ordered]@{ log = $name }
    try {
        Assert-Time
        $log = Get-WinEvent -ListLog $name
        $told.enabled = $log.IsEnabled
        $told.mode = "$($log.LogMode)"
        $told.bytes = $log.MaximumSizeInBytes
        $told.records = $log.RecordCount
        if ($log.LogMode -eq 'AutoBackup') {
            $kept = [IO.Path]::Combine($programs, 'winevt\Logs')
            $told.archives = @([IO.Directory]::GetFiles($kept, "Archive-$name-*.evtx")).Count
        }
        $query = New-Object Diagnostics.Eventing.Reader.EventLogQuery $name, 'LogName'
        $reader = New-Object Diagnostics.Eventing.Reader.EventLogReader $query
        try {
            $reader.BatchSize = 1
            $told.oldest = ConvertTo-Day (Get-Moment $reader 0)
            $read = Get-LogDays $reader $log.RecordCount
            $told.days = $read.days
            $told.unfinished = $read.unfinished
        } finally { $reader.Dispose() }
    } catch {
        $cause = Get-Cause $_
        $told.error = $cause.error
        $told.why = $cause.why
    }
    return $told
}

$logs = {
    [ordered]@{ logs = @(foreach ($name in 'Security', 'System', 'Application') { Read-Log $name }) }
}

# Which log was cleared and on which day; not by whom.
$clearedLogs = {
    $filter = @{ LogName = 'System'; ProviderName = 'Microsoft-Windows-Eventlog'; Id = 104 }
    $cleared = @(foreach ($each in Find-Event $filter 100) {
        $channel = ([xml] $each.ToXml()).Event.UserData.LogFileCleared.Channel
        [ordered]@{ log = ConvertTo-Text $channel; day = ConvertTo-Day $each.TimeCreated }
    })
    [ordered]@{ cleared = $cleared }
}

$clearedSecurity = {
    $filter = @{ LogName = 'Security'; ProviderName = 'Microsoft-Windows-Eventlog'; Id = 1102 }
    $cleared = @(foreach ($each in Find-Event $filter 100) {
        [ordered]@{ log = 'Security'; day = ConvertTo-Day $each.TimeCreated }
    })
    [ordered]@{ cleared = $cleared }
}

# 6005 start, 6006 clean stop, 6008 and 41 a stop that was none, 1074 a planned one.
$boots = {
    $filters = @(
        @{ LogName = 'System'; ProviderName = 'EventLog'; Id = 6005, 6006, 6008 }
        @{ LogName = 'System'; ProviderName = 'Microsoft-Windows-Kernel-Power'; Id = 41 }
        @{ LogName = 'System'; ProviderName = 'User32'; Id = 1074 }
    )
    $events = @(foreach ($filter in $filters) {
        foreach ($each in Find-Event $filter 400) {
            [ordered]@{ id = $each.Id; at = ConvertTo-Epoch $each.TimeCreated }
        }
    })
    $oldest = Get-WinEvent -LogName System -Oldest -MaxEvents 1
    [ordered]@{ since = ConvertTo-Day $oldest.TimeCreated; events = $events }
}

# Subscriptions of Windows, and agents that are known to send events elsewhere.
$forwarding = {
    $servers = @()
    $key = $machine.OpenSubKey('SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager')
    if ($null -ne $key) {
        $servers = @(foreach ($name in $key.GetValueNames()) {
            ConvertTo-Text ([regex]::Match("$($key.GetValue($name))", '(?i)Server=([^,]+)').Groups[1].Value)
        })
        $key.Close()
    }
    $known = 'winlogbeat', 'nxlog', 'SplunkForwarder', 'WazuhSvc', 'Elastic Agent', 'AzureMonitorAgent'
    $agents = @(foreach ($each in Get-Service -Name $known -ErrorAction SilentlyContinue) {
        if ("$($each.Status)" -eq 'Running') { $each.Name }
    })
    [ordered]@{ servers = $servers; agents = $agents }
}

# By GUID: the names are in the system's language, and so is the setting.
$audit = {
    $columns = 'host', 'target', 'name', 'guid', 'included', 'excluded', 'value'
    $lines = @(Read-Program 'auditpol.exe' '/get', '/category:*', '/r' | Where-Object { $_ -match '\{[0-9A-Fa-f-]{36}\}' })
    $rows = @(foreach ($row in $lines | ConvertFrom-Csv -Header $columns) {
        [ordered]@{ guid = ConvertTo-Text $row.guid; setting = ConvertTo-Text $row.included }
    })
    [ordered]@{ policy = $rows }
}

# What locks a session whoever opened it, and what opens one without anybody.
$locks = {
    $logon = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
    $wake = 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\0e796bdb-100d-47d6-a2d5-f7d2daa51f51'
    $card = Get-Service -Name SCPolicySvc -ErrorAction SilentlyContinue
    $watching = $null
    if ($null -ne $card) { $watching = "$($card.Status)" -eq 'Running' }
    [ordered]@{
        inactivity = Get-Value $machine "$current\Policies\System" 'InactivityTimeoutSecs'
        card_removal = ConvertTo-Text (Get-Value $machine $logon 'ScRemoveOption')
        card_watched = $watching
        grace = ConvertTo-Text (Get-Value $machine $logon 'ScreenSaverGracePeriod')
        auto_logon = ConvertTo-Text (Get-Value $machine $logon 'AutoAdminLogon')
        auto_logon_user = Test-Value $machine $logon 'DefaultUserName'
        auto_logon_password = Test-Value $machine $logon 'DefaultPassword'
        wake_plugged = Get-Value $machine $wake 'ACSettingIndex'
        wake_battery = Get-Value $machine $wake 'DCSettingIndex'
    }
}

# A screen saver's program is a file: whether there is one is told, not which.
function Read-Lock([string] $path) {
    $key = $users.OpenSubKey($path)
    if ($null -eq $key) { return $null }
    try {
        $program = $key.GetValue('SCRNSAVE.EXE')
        if ($null -ne $program) { $program = "$program".Trim() -ne '' }
        return [ordered]@{
            active = ConvertTo-Text ($key.GetValue('ScreenSaveActive'))
            secure = ConvertTo-Text ($key.GetValue('ScreenSaverIsSecure'))
            timeout = ConvertTo-Text ($key.GetValue('ScreenSaveTimeOut'))
            program = $program
        }
    } finally { $key.Close() }
}

# Only profiles that are loaded can be read: those of who has a session now.
$profiles = {
    $loaded = @($users.GetSubKeyNames() | Where-Object { $_ -match '^S-1-(5-21|12-1)-[0-9-]+$' })
    $told = @(foreach ($sid in $loaded | Select-Object -First 200) {
        try {
            [ordered]@{
                sid = $sid
                policy = Read-Lock "$sid\Software\Policies\Microsoft\Windows\Control Panel\Desktop"
                user = Read-Lock "$sid\Control Panel\Desktop"
            }
        } catch {
            $cause = Get-Cause $_
            [ordered]@{ sid = $sid; error = $cause.error; why = $cause.why }
        }
    })
    [ordered]@{ count = $loaded.Count; profiles = $told }
}

function Read-Property($object, [string] $name) {
    return $object.GetType().InvokeMember($name, 'GetProperty', $null, $object, $null)
}

# Through the group's SID, and ADSI: Get-LocalGroupMember fails as soon as one member no longer exists.
$administrators = {
    $group = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'
    $name = $group.Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
    $entry = [ADSI] "WinNT://$env:COMPUTERNAME/$name,group"
    $members = @($entry.psbase.Invoke('Members'))
    $told = @(foreach ($each in $members | Select-Object -First 500) {
        $sid = New-Object Security.Principal.SecurityIdentifier ([byte[]] (Read-Property $each 'objectSid')), 0
        [ordered]@{ sid = $sid.Value; kind = ConvertTo-Text (Read-Property $each 'Class') }
    })
    [ordered]@{ count = $members.Count; members = $told }
}

# What Windows itself believes of antivirus programs; servers have no such centre.
$antivirus = {
    $found = Get-CimInstance -Namespace root\SecurityCenter2 AntiVirusProduct -OperationTimeoutSec 30
    $products = @(foreach ($each in $found) {
        [ordered]@{ name = ConvertTo-Text $each.displayName; state = [long] $each.productState }
    })
    [ordered]@{ products = $products }
}

$defender = {
    $state = Get-CimInstance -Namespace root\Microsoft\Windows\Defender MSFT_MpComputerStatus -OperationTimeoutSec 30
    [ordered]@{
        mode = ConvertTo-Text $state.AMRunningMode
        enabled = $state.AntivirusEnabled
        watching = $state.RealTimeProtectionEnabled
        signed = ConvertTo-Day $state.AntivirusSignatureLastUpdated
    }
}

# Rights are told as SDDL, which holds SIDs and no name. Of a folder, its rights and not its path.
$shares = {
    $found = @(Get-SmbShare)
    $told = @(foreach ($each in $found | Select-Object -First 300) {
        Assert-Time
        $folder = $null
        $cause = $null
        if ($each.Path -and "$($each.ShareType)" -eq 'FileSystemDirectory') {
            try { $folder = (Get-Acl -LiteralPath $each.Path).Sddl } catch { $cause = (Get-Cause $_).error }
        }
        # A list that nobody could read is not worth the network.
        if ("$folder".Length -gt 20000) { $folder = $null; $cause = 'long' }
        $rights = "$($each.SecurityDescriptor)"
        if ($rights.Length -gt 20000) { $rights = '' }
        [ordered]@{
            name = ConvertTo-Text $each.Name
            kind = "$($each.ShareType)"
            special = $each.Special
            rights = $rights
            folder = $folder
            folder_error = $cause
        }
    })
    [ordered]@{ count = $found.Count; shares = $told }
}

$sections = [ordered]@{
    'about' = $about; 'system' = $system; 'hardware' = $hardware; 'history' = $history; 'hotfixes' = $hotfixes
    'restart' = $restart; 'clock' = $clock; 'locks' = $locks; 'profiles' = $profiles; 'audit' = $audit
    'administrators' = $administrators; 'antivirus' = $antivirus; 'defender' = $defender; 'shares' = $shares
    'forwarding' = $forwarding; 'boots' = $boots; 'cleared-logs' = $clearedLogs
    'cleared-security' = $clearedSecurity; 'logs' = $logs
}
$told = @(foreach ($name in $sections.Keys) { ConvertTo-Section $name $sections[$name] })

# Of this script, when it runs from a file: whatever the ends of its lines.
$digest = 'null'
try {
    if ($source) {
        $bytes = [Text.Encoding]::UTF8.GetBytes(($source -replace "`r`n", "`n").TrimEnd() + "`n")
        $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
        $digest = '"sha256:' + (-join ($hash | ForEach-Object { '{0:x2}' -f $_ })) + '"'
    }
} catch { }

$text = '{"preuve":"host/windows/1","script":' + $digest + ',"sections":[' + "`n" + ($told -join ",`n") + "`n" +
    '],"ended":"' + (ConvertTo-Epoch (Get-Date)) + '","end":true}' + "`n"
if (-not $Folder) { return $text }
$stamp = $began.ToString('yyyyMMdd-HHmmss', [Globalization.CultureInfo]::InvariantCulture)
$path = [IO.Path]::Combine($Folder, "$env:COMPUTERNAME--$stamp.json")
$bytes = [Text.Encoding]::ASCII.GetBytes($text)
# CreateNew: a computer may create its own answer in the share, and replace nobody's.
$file = [IO.File]::Open($path, 'CreateNew', 'Write', 'None')
try { $file.Write($bytes, 0, $bytes.Length) } finally { $file.Close() }
