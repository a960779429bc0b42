"""Files that nobody would send, given to the readers of imports for as long as one likes: python -m tests.fuzz MINUTES

What must hold of any bytes: a list of works, refusals and remarks, or one sentence; in bounded time and memory.
"""
