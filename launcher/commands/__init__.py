"""One module per subcommand of `./waymark`. What they share lives in the package above, not here."""
