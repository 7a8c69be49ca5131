"""`make reset`: forget the database, the broker, the evidence and the secrets of this folder's installation."""

import os
import shutil
import sys
from pathlib import Path

from dehportal.lock import AlreadyRunning, hold
from dehportal.programs import ELSEWHERE

ROOT = Path(__file__).resolve().parent.parent


def reset(var: Path) -> None:
    """Delete `var`, and what its links lead to when we put it elsewhere; refuses while the portal runs."""
    if not var.exists():
        return
    with hold(var / "lock"):
        for entry in var.iterdir():
            if entry.is_symlink() and ELSEWHERE in entry.resolve().parents:
                shutil.rmtree(entry.resolve(), ignore_errors=True)
        shutil.rmtree(var)


if __name__ == "__main__":
    try:
        reset(Path(os.environ.get("VAR_DIR", ROOT / "var")))
    except AlreadyRunning as problem:
        sys.exit(f"{problem} Nothing was deleted.")
    print("Deleted ./var; the next `make run` starts over.")
