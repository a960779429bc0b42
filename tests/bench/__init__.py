"""Speed as ratios: ours and the alternatives in one run on one machine. `./waymark bench` runs it; no pytest here."""
