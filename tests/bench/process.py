"""How long a whole process takes, without what Python itself needs to start one."""

import os
import time

NULL = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]


def milliseconds(argv, codes=(0,)):
    """From before its start until it was seen to end; its output is thrown away."""
    argv = [str(word) for word in argv]
    start = time.perf_counter()
    process = os.posix_spawn(argv[0], argv, os.environ, file_actions=NULL)
    _, status = os.waitpid(process, 0)
    taken = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in codes:
        raise RuntimeError(f"{argv} ended with {os.waitstatus_to_exitcode(status)}")
    return taken * 1000
