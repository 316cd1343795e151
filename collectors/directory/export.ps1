<#
Exports from Active Directory what preuve reads of it, to one file. For a directory administrator.

  powershell -ExecutionPolicy Bypass -File export.ps1 -Output annuaire.ldif

It needs no module (no RSAT) and no particular right: an ordinary account of the domain is enough.
It changes nothing in the directory and writes nothing but the file, which is LDIF (RFC 2849) in
UTF-8. Every attribute it asks for is listed below. It never asks for a password, nor for free
notes (info). The file holds names of persons: hand it over as you would a staff list.

The last line says how many objects were written. Without that line the export was cut, and
preuve refuses it.

Windows PowerShell 5.1.
#>
param(
    [Parameter(Mandatory = $true)] [string] $Output,
    # A domain controller, when another than the nearest one must answer.
    [string] $Controller = ''
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$identity = 'objectClass', 'objectGUID', 'objectSid', 'sAMAccountName'
$account = $identity + @(
    'userPrincipalName', 'displayName', 'givenName', 'sn', 'mail',
    'employeeID', 'employeeNumber', 'employeeType',
    'extensionAttribute1', 'extensionAttribute2', 'extensionAttribute3', 'extensionAttribute4',
    'extensionAttribute5', 'extensionAttribute6', 'extensionAttribute7', 'extensionAttribute8',
    'extensionAttribute9', 'extensionAttribute10', 'extensionAttribute11', 'extensionAttribute12',
    'extensionAttribute13', 'extensionAttribute14', 'extensionAttribute15',
    'department', 'manager', 'description', 'userAccountControl', 'whenCreated', 'pwdLastSet',
    'accountExpires', 'adminCount', 'primaryGroupID', 'servicePrincipalName', 'userWorkstations',
    'msExchRecipientTypeDetails', 'msDS-ResultantPSO', 'lastLogon', 'lastLogonTimestamp'
)

# What is asked, in this order: a name, a scope, a filter, attributes.
$queries = @(
    @{ Name = 'domain'; Scope = 'Base'; Filter = '(objectClass=domainDNS)'; Attributes = @(
        'objectClass', 'objectSid', 'msDS-Behavior-Version', 'msDS-LogonTimeSyncInterval',
        'ms-DS-MachineAccountQuota', 'minPwdLength', 'pwdProperties', 'pwdHistoryLength',
        'maxPwdAge', 'minPwdAge', 'lockoutThreshold', 'lockoutDuration',
        'replPropertyMetaData') },
    @{ Name = 'policies'; Scope = 'Subtree'; Filter = '(objectClass=msDS-PasswordSettings)'; Attributes = @(
        'objectClass', 'cn', 'msDS-PasswordSettingsPrecedence', 'msDS-MinimumPasswordLength',
        'msDS-PasswordComplexityEnabled', 'msDS-PasswordHistoryLength',
        'msDS-MaximumPasswordAge', 'msDS-MinimumPasswordAge', 'msDS-LockoutThreshold',
        'msDS-LockoutDuration', 'msDS-PSOAppliesTo') },
    @{ Name = 'accounts'; Scope = 'Subtree'; Filter = '(|(sAMAccountType=805306368)(objectClass=msDS-ManagedServiceAccount)(objectClass=msDS-GroupManagedServiceAccount)(objectClass=msDS-DelegatedManagedServiceAccount))'; Attributes = $account },
    @{ Name = 'groups'; Scope = 'Subtree'; Filter = '(objectClass=group)'; Attributes = $identity + @(
        'cn', 'groupType', 'member', 'managedBy') },
    @{ Name = 'computers'; Scope = 'Subtree'; Filter = '(objectCategory=computer)'; Attributes = $identity + @(
        'cn', 'dNSHostName', 'operatingSystem', 'operatingSystemVersion', 'userAccountControl',
        'whenCreated', 'pwdLastSet', 'lastLogonTimestamp', 'primaryGroupID') }
)

# Values come as .NET types; the file holds what the directory itself sends.
function ConvertTo-DirectoryText($value) {
    if ($value -is [DateTime]) {
        if ($value.Kind -eq 'Local') { $value = $value.ToUniversalTime() }
        return $value.ToString("yyyyMMddHHmmss'.0Z'", [Globalization.CultureInfo]::InvariantCulture)
    }
    if ($value -is [bool]) { return ([string] $value).ToUpperInvariant() }
    return [Convert]::ToString($value, [Globalization.CultureInfo]::InvariantCulture)
}

function Write-Value($writer, [string] $name, $value) {
    if ($value -is [byte[]]) {
        $writer.WriteLine($name + ':: ' + [Convert]::ToBase64String($value))
        return
    }
    $text = ConvertTo-DirectoryText $value
    if ($text -eq '') { return }
    if ($text -cmatch '^[!-9;=-~]([ -~]*[!-~])?\z') {
        $writer.WriteLine($name + ': ' + $text)
    } else {
        $writer.WriteLine($name + ':: ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
    }
}

# A controller gives 1,500 values at a time (member;range=0-1499): the next ones are asked for.
function Write-Ranges($writer, $entry, [string] $name, [string] $ranged) {
    $target = $entry.GetDirectoryEntry()
    try {
        while ($true) {
            foreach ($value in $entry.Properties[$ranged]) { Write-Value $writer $name $value }
            if ($ranged -match 'range=\d+-\*$') { return }
            $next = [int] ($ranged -replace '.*-', '') + 1
            $searcher = New-Object System.DirectoryServices.DirectorySearcher($target, '(objectClass=*)', @("$name;range=$next-*"), 'Base')
            $entry = $searcher.FindOne()
            if ($null -eq $entry) { throw "$name stops at value $next" }
            $ranged = @($entry.Properties.PropertyNames | Where-Object { $_ -like "$name;range=*" })[0]
            if (-not $ranged) { throw "$name stops at value $next" }
        }
    } finally { $target.Dispose() }
}

function Write-Entry($writer, $entry, $attributes) {
    $writer.WriteLine('')
    Write-Value $writer 'dn' ([string] $entry.Properties['distinguishedname'][0])
    $present = @($entry.Properties.PropertyNames)
    foreach ($attribute in $attributes) {
        $ranged = @($present | Where-Object { $_ -like "$attribute;range=*" })
        if ($ranged.Count) {
            Write-Ranges $writer $entry $attribute $ranged[0]
            continue
        }
        foreach ($value in $entry.Properties[$attribute]) { Write-Value $writer $attribute $value }
    }
}

$server = if ($Controller) { $Controller + '/' } else { '' }
$root = New-Object System.DirectoryServices.DirectoryEntry("LDAP://${server}RootDSE")
$domain = [string] $root.Properties['defaultNamingContext'][0]
$answering = [string] $root.Properties['dnsHostName'][0]
$total = 0

$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
$writer = New-Object System.IO.StreamWriter($path, $false, (New-Object System.Text.UTF8Encoding($false)))
$writer.NewLine = "`n"
try {
    $writer.WriteLine('# preuve-export: 1')
    $writer.WriteLine("# domain $domain, controller $answering, by $env:USERDOMAIN\$env:USERNAME, at $([DateTime]::UtcNow.ToString('s'))Z")
    $writer.WriteLine('version: 1')
    foreach ($query in $queries) {
        $base = New-Object System.DirectoryServices.DirectoryEntry("LDAP://$answering/$domain")
        $searcher = New-Object System.DirectoryServices.DirectorySearcher($base, $query.Filter, ($query.Attributes + 'distinguishedName'), $query.Scope)
        $searcher.PageSize = 1000
        $searcher.CacheResults = $false
        $searcher.ReferralChasing = 'None'
        $found = $searcher.FindAll()
        $count = 0
        try {
            foreach ($entry in $found) {
                Write-Entry $writer $entry $query.Attributes
                $count++
            }
        } finally { $found.Dispose(); $searcher.Dispose(); $base.Dispose() }
        $total += $count
        $writer.WriteLine('')
        $writer.WriteLine("# $($query.Name): $count")
        Write-Host "$($query.Name): $count"
    }
    $writer.WriteLine('')
    $writer.WriteLine("# preuve-end: $total")
} finally { $writer.Dispose() }
Write-Host "$path : $total objects"
