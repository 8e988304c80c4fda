"""The words of the statements that hot paths make. Peewee takes longer to find them than SQLite to do what they say."""

from functools import cache
from typing import Any

import peewee


@cache
def select(meta: Any, name: str, mark: str) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
    return f'SELECT {columns} FROM {meta.table_name} WHERE "{meta.fields[name].column_name}" = {mark}'  # noqa: S608


@cache
def select_all(meta: Any, name: str, also: tuple[str, ...], count: int, mark: str) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
    marks = ", ".join([mark] * count)
    others = "".join(f' AND "{meta.fields[other].column_name}" = {mark}' for other in also)
    return f'SELECT {columns} FROM {meta.table_name} WHERE "{meta.fields[name].column_name}" IN ({marks}){others}'  # noqa: S608


@cache
def change_all(meta: Any, names: tuple[str, ...], count: int, mark: str) -> str:
    fields = [meta.fields[name] for name in names]
    key, *others = [field.column_name for field in fields]
    # Postgres has to be told of what kind the values of a list are.
    kinds = ["" if mark == "?" else f"::{_kind(field)}" for field in fields]
    casts = ", ".join(f"column{place}{kind} AS v{place}" for place, kind in enumerate(kinds, start=1))
    marks = ", ".join([f"({', '.join(mark for _ in names)})"] * count)
    changes = ", ".join(f"{name} = told.v{place}" for place, name in enumerate(others, start=2))
    told = f"(SELECT {casts} FROM (VALUES {marks}) AS given) AS told"  # noqa: S608
    return f"UPDATE {meta.table_name} SET {changes} FROM {told} WHERE {meta.table_name}.{key} = told.v1"  # noqa: S608


def _kind(field: peewee.Field) -> str:
    kind = field.rel_field.field_type if isinstance(field, peewee.ForeignKeyField) else field.field_type
    return {"AUTO": "INTEGER", "BIGAUTO": "BIGINT", "BOOL": "BOOLEAN", "DATETIME": "TIMESTAMP"}.get(kind, kind)


@cache
def insert_all(meta: Any, names: tuple[str, ...], count: int, returning: str, on_conflict: str, mark: str) -> str:
    columns = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
    marks = ", ".join([f"({', '.join(mark for _ in names)})"] * count)
    text = f"INSERT INTO {meta.table_name} ({columns}) VALUES {marks}"  # noqa: S608
    text += f" ON CONFLICT {on_conflict}" if on_conflict else ""
    return f"{text} RETURNING {returning}" if returning else text
