"""The ledger: every fact once, in the order in which it became known, in a tree whose heads are signed."""
