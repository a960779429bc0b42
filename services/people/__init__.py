"""People, organisations, roles, accounts: the only home of personal data. See README.md."""
