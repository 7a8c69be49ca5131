"""Tables of flows of any length, kept as an upload keeps them, and a real worker process that takes them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
from django.conf import settings
from django.db import connection

from dehportal.grants import grants
from tests.chaos.workers import database_url
from tests.engines import RUNTIME_ROLE
from trade.importer import files, run
from trade.importer.layout import layout_of
from trade.models import Batch

HEADINGS = "period,state,district,hs,partner,usd,inr,quantity,unit\n"
PARTNERS = ("GERMANY", "JAPAN", "FRANCE", "ITALY", "CHINA", "BRAZIL", "NEPAL", "QATAR", "SPAIN", "KENYA")
TAKE = "import django; django.setup(); from trade.tasks import take_batches; take_batches()"


def flow_table(path: Path, *, rows: int, period: str = "FY2025", usd: int = 100) -> int:
    """Write a plain table of so many rows; the sum of its US dollars."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS)
        for number in range(rows):
            pair, partner = divmod(number, len(PARTNERS))
            code, district = divmod(pair, 500)
            file.write(f"{period},MEGHALAYA,PLACE {district:03d},{10000000 + code},{PARTNERS[partner]},")
            file.write(f"{usd}.25,{usd * 83}.50,{number % 1000},KGS\n")
    return rows * usd * 100 + rows * 25


def kept(path: Path, *, series: str = "test", layout: str = "flows") -> Batch:
    """A batch that waits."""
    return run.keep(
        files.store(files.chunks_of(path)), layout=layout_of(layout), source="Test", as_of=date(2026, 1, 31),
        by=None, options={"series": series}, file_name=path.name,
    )  # fmt: skip


def grant_runtime_role() -> None:
    """The rights an installation gives the role that owns no table."""
    with connection.cursor() as cursor:
        for statement in grants(role=RUNTIME_ROLE, database=connection.settings_dict["NAME"]):
            cursor.execute(statement)


class Worker:
    """A process that takes what waits, under the limited role; `peak` is the most memory it held, in megabytes."""

    def __init__(self) -> None:
        url = urlsplit(database_url())  # both roles of the tests' server have one password
        url = url._replace(netloc=url.netloc.replace(url.username or "", RUNTIME_ROLE, 1))
        given = {"DATABASE_URL": urlunsplit(url), "DJANGO_SETTINGS_MODULE": "dehportal.settings"}
        given |= {"EVIDENCE_ROOT": str(settings.EVIDENCE_ROOT), "REDIS_URL": settings.REDIS_URL}
        self.process = subprocess.Popen([sys.executable, "-c", TAKE], env=os.environ | given)
        self.peak = 0

    def wait(self, until: Callable[[], bool] = lambda: False, patience: float = 500) -> bool:
        """Wait for its end, or until something holds; whether that came."""
        end = time.monotonic() + patience
        while self.process.poll() is None:
            assert time.monotonic() < end, "the worker neither ends nor comes so far"
            self._measure()
            if until():
                return True
            time.sleep(0.01)
        return False

    def kill(self) -> None:
        """kill -9, then wait until the server has noticed that its client is gone."""
        self.process.kill()
        self.process.wait()
        end = time.monotonic() + 120
        while statements():
            assert time.monotonic() < end, "the server still works for a worker that is gone"
            time.sleep(0.05)

    def _measure(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self.peak = max(self.peak, psutil.Process(self.process.pid).memory_info().rss >> 20)


def statements() -> list[str]:
    """What the limited role's connections are doing on the tests' database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = %s AND datname = current_database()", [RUNTIME_ROLE]
        )
        return [query for (query,) in cursor.fetchall()]


def partitions() -> list[str]:
    """The tables of flows there are, attached or not, with their owners."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname || ' of ' || pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relname ~ '^trade_flow_[0-9]+$' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def drop_partitions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^trade_(flow|pairfigures)_[0-9]+$' AND relkind = 'r'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE "{name}"')
