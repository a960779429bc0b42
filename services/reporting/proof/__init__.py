"""Proofs over the ledger: the tree, its signed heads, packs for whoever receives a report, and their offline check."""
