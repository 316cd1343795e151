"""The other door out of preuve: programs and services that are no source of an audit."""
