"""Reads: reports, figures with their facts in words, and the state of the ledger."""
