"""Migrating without building the models anew for every step: operations that do not build on one another go together.

Django renders the historical models again after each operation, and all that are related to them: most of the time a
first migration takes. What is sent to the database, and in which order, stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, Migration, RemoveConstraint
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

ON_FIELDS = (AddField, AlterField)
TOGETHER = (CreateModel, *ON_FIELDS, AddIndex, AddConstraint, RemoveConstraint, AddTrigger, RemoveTrigger)


class Together(Operation):
    """Operations of which each is content with the models before all of them and the models after all of them."""

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered again, once, when the database needs them
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)


def grouped(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The same operations in the same order, as few steps as they allow."""
    group: list[Operation] = []
    for operation in operations:
        if group and not _fits(operation, group):
            yield from _closed(group)
            group = []
        group.append(operation)
    yield from _closed(group)


def _closed(group: list[Operation]) -> list[Operation]:
    return [Together(group)] if len(group) > 1 else group


def _fits(operation: Operation, group: list[Operation]) -> bool:
    """Whether it needs nothing that an operation of the group makes: its model, or what it changes of it."""
    if type(operation) not in TOGETHER or type(group[-1]) not in TOGETHER:
        return False
    if any(type(earlier) is AlterField for earlier in group) and type(operation) in (CreateModel, AddField):
        return False  # what is new would be taken for what already refers to the altered field
    if type(operation) is CreateModel:
        return True
    return not any(_builds_on(operation, earlier) for earlier in group)


def _builds_on(operation: Operation, earlier: Operation) -> bool:
    if type(earlier) is CreateModel:
        return earlier.name_lower == operation.model_name.lower()
    if earlier.model_name.lower() != operation.model_name.lower():
        return False
    if type(operation) in ON_FIELDS:
        return type(earlier) in ON_FIELDS and earlier.name == operation.name
    return type(operation) in (RemoveConstraint, RemoveTrigger) and type(earlier) in (AddConstraint, AddTrigger)


class Executor(MigrationExecutor):
    """Applies migrations in groups of operations; takes them back one by one, as Django does."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if fake or fake_initial:  # Django looks at the operations to see what is there already
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        own, migration.operations = migration.operations, list(grouped(migration.operations))
        try:
            return super().apply_migration(state, migration)
        finally:
            migration.operations = own
