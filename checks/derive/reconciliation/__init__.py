"""Reconciliation: whose is each account? Persons first, then services, then generics.

names      folds and splits names
registry   persons of every roll, merged and indexed
evidence   what an account says of its holder
tiers      links accounts to persons, strongest evidence first
lexicon    words of hospital generics and of service accounts
classes    classes what no person explains
totals     the bridge from persons to nominative accounts
derivation declares it all to the engine
"""
