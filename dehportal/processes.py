"""Child processes that never outlive the process that started them, whatever ends it."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def die_with_parent(signum: int = signal.SIGKILL) -> None:
    """Ask the kernel to signal this process when its parent ends, however it ends. Does nothing but on Linux."""
    if _prctl:
        _prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)


def unprivileged_user() -> pwd.struct_passwd | None:
    """The account to drop to when we are root: PostgreSQL refuses to run as root. None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def spawn(
    argv: list[str | Path],
    *,
    log: Path,
    env: dict[str, str] | None = None,
    cwd: Path | str | None = None,
    user: pwd.struct_passwd | None = None,
    on_orphaned: int = signal.SIGTERM,
) -> subprocess.Popen:
    """Start a child in its own session, its output appended to `log`; it gets `on_orphaned` should we die first.

    Call it from the main thread only: Linux counts the death of the starting *thread* as the death of the parent.
    """
    parent = os.getpid()

    def before_exec() -> None:
        if user:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        die_with_parent(on_orphaned)  # after the change of user, which clears it
        if os.getppid() != parent:
            os._exit(1)

    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=before_exec,
        )


def stop(process: subprocess.Popen, signum: int = signal.SIGTERM, *, patience: float = 10.0) -> None:
    """Ask a child to end, wait, then end its whole group; returns when nothing of it is left."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """End what is left of a child's session, its own children included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)


def command_of(pid: int) -> str:
    """The command line of a running process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if sys.platform == "linux":
            return ""
    return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout


def wait_until_gone(pid: int, *, patience: float) -> bool:
    """True when the process has ended within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not command_of(pid):
            return True
        time.sleep(0.1)
    return False
