"""Active Directory: domain, accounts, groups, computers."""
