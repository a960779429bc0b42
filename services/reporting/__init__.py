"""The ledger of every fact, the views and measures of it, and the reports that it answers for."""
