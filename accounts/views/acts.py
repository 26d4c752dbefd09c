"""What the audit log calls the acts of this area and of the core."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "accounts.appoint_person": _l("Appointed"),
    "accounts.block_person": _l("Account blocked"),
    "accounts.cancel_absence": _l("Absence removed"),
    "accounts.change_department": _l("Department changed"),
    "accounts.change_password": _l("Password changed"),
    "accounts.change_person": _l("Person changed"),
    "accounts.change_profile": _l("Own profile changed"),
    "accounts.choose_workdays": _l("Working days changed"),
    "accounts.close_department": _l("Department closed"),
    "accounts.create_department": _l("Department created"),
    "accounts.create_person": _l("Person created"),
    "accounts.create_token": _l("Access token created"),
    "accounts.end_appointment": _l("Appointment ended"),
    "accounts.end_sign_in": _l("One sign-in ended"),
    "accounts.end_sign_ins": _l("Sign-ins ended"),
    "accounts.end_token": _l("Access token ended"),
    "accounts.grant_role": _l("Role granted"),
    "accounts.invite": _l("Invited"),
    "accounts.make_admin": _l("Made an administrator"),
    "accounts.record_absence": _l("Absence recorded"),
    "accounts.reopen_department": _l("Department reopened"),
    "accounts.request_reset": _l("New password requested"),
    "accounts.unblock_person": _l("Account unblocked"),
    "accounts.withdraw_appointment": _l("Appointment withdrawn"),
    "accounts.withdraw_role": _l("Role withdrawn"),
    "core.retry_job": _l("Job tried again"),
    "core.retry_jobs": _l("All jobs of a kind tried again"),
}
