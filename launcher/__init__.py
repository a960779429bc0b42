"""Everything behind the one command `./waymark`: set-up, servers, supervision and the command line.

Standard library only: this package must run on a machine that has Python 3.11 and nothing of ours. It knows how
processes are started and stopped; it knows nothing about awards, milestones or reports, which it reaches through
the HTTP API alone.
"""
