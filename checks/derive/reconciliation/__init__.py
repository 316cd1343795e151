"""Reconciliation: whose is each account? Persons first, then services, then generics.

names      folds and splits names
registry   persons of every roll, merged and indexed
evidence   what an account says of its holder
decisions  what persons decided of accounts: it wins over what follows
tiers      whom an account may belong to, strongest evidence first
matching   links what is unique in both directions, keeps the rest as doubts
lexicon    words of hospital generics, of service accounts, of given names
situations the class of an account whose holder is known, or that a product made
impersonal the class of an account that no person explains
totals     the bridge from persons to nominative accounts
derivation declares it all to the engine
"""
