"""Proofs over the ledger: the tree, its signed heads. Packs for funders come to stand beside them."""
