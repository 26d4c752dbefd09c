"""Writes of the accounts area."""

from accounts.actions.absences import cancel_absence, record_absence
from accounts.actions.appointments import (
    Followers,
    appoint_person,
    end_appointment,
    register_appointment_followers,
)
from accounts.actions.departments import (
    DepartmentEntry,
    change_department,
    close_department,
    create_department,
    reopen_department,
)
from accounts.actions.digests import make_digest, note_digest_mailed
from accounts.actions.imports import (
    DEPARTMENT_COLUMNS,
    PEOPLE_COLUMNS,
    forget_file,
    forget_old_files,
    import_departments,
    import_people,
    keep_file,
    kept_file,
)
from accounts.actions.notices import (
    choose_deliveries,
    note_mailed,
    notify,
    read_notice,
    read_notices,
    read_notices_about,
    read_notices_of_masks,
)
from accounts.actions.operator import (
    OPERATOR,
)
from accounts.actions.people import (
    block_person,
    change_person,
    clean_email,
    create_person,
    end_sign_ins_of,
    make_admin,
    unblock_person,
)
from accounts.actions.profile import change_profile
from accounts.actions.reorganising import Reorganisation, merge_departments, register_followers, split_department
from accounts.actions.roles import (
    granted_roles,
    set_roles,
)
from accounts.actions.sign_in import (
    change_password,
    end_other_sign_ins,
    end_own_sign_in,
    end_sign_in,
    invite,
    request_reset,
    set_password,
    start_sign_in,
)
from accounts.actions.tokens import create_token, end_token

__all__ = [
    "Followers",
    "register_appointment_followers",
    "DEPARTMENT_COLUMNS",
    "DepartmentEntry",
    "OPERATOR",
    "PEOPLE_COLUMNS",
    "appoint_person",
    "block_person",
    "cancel_absence",
    "change_department",
    "change_password",
    "change_person",
    "change_profile",
    "choose_deliveries",
    "clean_email",
    "close_department",
    "create_department",
    "create_person",
    "create_token",
    "end_appointment",
    "end_other_sign_ins",
    "end_own_sign_in",
    "end_sign_in",
    "end_sign_ins_of",
    "end_token",
    "forget_file",
    "forget_old_files",
    "granted_roles",
    "import_departments",
    "import_people",
    "invite",
    "keep_file",
    "kept_file",
    "make_admin",
    "make_digest",
    "note_digest_mailed",
    "note_mailed",
    "notify",
    "read_notice",
    "read_notices",
    "read_notices_about",
    "read_notices_of_masks",
    "record_absence",
    "reopen_department",
    "request_reset",
    "set_password",
    "set_roles",
    "start_sign_in",
    "unblock_person",
    "Reorganisation",
    "merge_departments",
    "register_followers",
    "split_department",
]
