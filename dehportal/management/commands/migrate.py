"""Django's `migrate`, with related models rendered once for a group of operations instead of for each of them."""

from django.core.management.commands import migrate

from dehportal.migrating import Executor

migrate.MigrationExecutor = Executor  # the command names its executor and takes no other


class Command(migrate.Command):
    __doc__ = migrate.Command.__doc__
