"""Run between fork and exec of every child: ties its life to ours, drops root if need be, becomes the command.

Not for import: it is executed as a file, by `launcher.child`. On Linux the kernel then sends the child SIGNAL when
the launcher dies, however it dies (kill -9 included), so that nothing is left behind.

    python -I shim.py SIGNAL PARENT_PID USER|- UMASK -- COMMAND...
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Take on the identity of a named system user, for good."""
    entry = pwd.getpwnam(user)
    os.setgroups([entry.pw_gid])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def main(arguments: list[str]) -> None:
    signal_number, parent, user, umask, separator, *command = arguments
    assert separator == "--"
    if user != "-":
        become(user)
    # After setuid, because a change of identity clears the setting (man 2 prctl).
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the launcher was gone before this process began")
    os.umask(int(umask, 8))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
