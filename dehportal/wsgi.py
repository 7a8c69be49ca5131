"""What a web server imports."""

import os

from django.core.wsgi import get_wsgi_application

from dehportal import processes, production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
application = get_wsgi_application()

production.refuse(production.data_problems())
if os.environ.get("DEH_SUPERVISED"):
    processes.die_with_parent()  # a worker of the web server whose main process was killed
