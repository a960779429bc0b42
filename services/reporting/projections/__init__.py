"""Views of the ledger: the engine (`view`, `fold`, `store`, `generations`, `reader`, ...) and a module per concept.

A view is declared by putting a `State` or `Occurrences` into any module of this package; `catalogue` finds it.
"""
