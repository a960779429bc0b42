"""Programmes, awards, workstreams, projects, partners, milestones: what is planned and what became of it."""
