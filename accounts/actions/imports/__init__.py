"""Departments and people from a file: all rows or none, repeatable, with a report that says what is wrong where."""

from accounts.actions.imports.departments import DEPARTMENT_COLUMNS, import_departments
from accounts.actions.imports.kept_files import forget_file, forget_old_files, keep_file, kept_file
from accounts.actions.imports.people import PEOPLE_COLUMNS, import_people

__all__ = [
    "DEPARTMENT_COLUMNS",
    "PEOPLE_COLUMNS",
    "forget_file",
    "forget_old_files",
    "import_departments",
    "import_people",
    "keep_file",
    "kept_file",
]
