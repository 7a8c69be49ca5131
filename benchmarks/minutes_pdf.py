"""How long the PDF of a 40-item meeting takes: `.venv/bin/python -m benchmarks.minutes_pdf [items] [folder]`.

No data base is asked: the document is made of a record, and the record is invented here. With a folder it keeps
the files, to be looked at.
"""

import os
import sys
from pathlib import Path
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
django.setup()

from benchmarks.minutes_sample import sealed
from committees.minutes.pdf import render

LIMIT = 3.0  # seconds, as asked of a 40-item meeting


def main(items: int = 40, folder: str = "") -> None:
    render(sealed("en", items=1))  # the library itself is loaded once per process
    for language in ("en", "hi"):
        started, worked = perf_counter(), process_time()
        content = render(sealed(language, items=items))
        seconds, work = perf_counter() - started, process_time() - worked
        print(
            f"{language}: {items} items, {len(content) / 1024:.0f} KB, {seconds:.2f} s on the clock, "
            f"{work:.2f} s of processor; {work / LIMIT:.2f} of the limit"
        )
        if folder:
            Path(folder, f"minutes-{language}.pdf").write_bytes(content)


if __name__ == "__main__":
    main(*[int(word) if word.isdigit() else word for word in sys.argv[1:]])
