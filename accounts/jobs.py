"""What happens afterwards in the accounts area: mails, digests, and forgetting what has served its purpose."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from accounts import actions, queries
from accounts.actions import clean_up
from accounts.mails import digest_mail, link_mail, masked_mail, notice_mail
from accounts.models import Delivery, Notice, Person
from accounts.queries.notices import NoticeKind, Subject
from accounts.queries.seals import person_behind, seals_fit
from accounts.rules import PERIODS
from core import config, mail
from core.db import db, transaction, utcnow
from core.health import Finding, StartCheck
from core.outbox import Handler, Job, each
from core.sealing import Marks

FORGETTING = {
    "sign_ins": clean_up.remove_sign_ins,
    "links": clean_up.remove_links,
    "finished_jobs": clean_up.remove_finished_jobs,
    "read_notices": clean_up.remove_read_notices,
    "audit_entries": clean_up.remove_audit_entries,
}


def mail_notice(job: Job) -> None:
    """Nothing goes out that was read meanwhile, that its reader may not see any more, or to somebody blocked."""
    notice = queries.notice_to_mail(int(job.payload["notice_id"]))
    if notice is None or notice.mailed_at or notice.read_at or not notice.person.is_active:
        return
    subject = queries.rows(notice.person, [notice])[0].subject
    if subject is None or not queries.still_stands(notice):
        return
    sent = _told_behind_mask(notice, job) if notice.person.is_mask else _told(notice, subject, job)
    if sent:
        with transaction():
            actions.note_mailed(notice=notice)


def _told(notice: Notice, subject: Subject, job: Job) -> bool:
    return _sent(notice_mail(notice, subject, _reference(job), queries.reply_to(notice)), job)


def _told_behind_mask(notice: Notice, job: Job) -> bool:
    """Whom it is for is found out here and kept nowhere; the mail names neither the question nor the job."""
    number = person_behind(notice.person_id)
    person = db.session.get(Person, number) if number is not None else None
    if person is None or not person.is_active:
        return False
    if queries.notice_settings(person.id)[notice.kind] is Delivery.SITE:
        return True
    return _sent(masked_mail(person, Marks("mail").of(job.id)[:32]), job)


def mail_digest(job: Job) -> None:
    """The same for a digest; one of which nothing is left to tell is not sent."""
    digest = queries.get_digest(int(job.payload["digest_id"]))
    if digest is None or digest.mailed_at or not digest.person.is_active:
        return
    found = queries.digest_rows(digest)
    if found and _sent(digest_mail(digest, found, _reference(job)), job):
        with transaction():
            actions.note_digest_mailed(digest=digest)


def mail_link(job: Job) -> None:
    """A request for an address nobody has brings no link; a used or lapsed one is not sent."""
    link = queries.get_link(int(job.payload["link_id"]))
    if link is not None and link.is_valid(utcnow()) and link.person.is_active:
        _sent(link_mail(link, _reference(job)), job)


def _sent(message: mail.Mail, job: Job) -> bool:
    """Raises GiveUp when the server will never take it: then the administration sees the job."""
    return mail.delivered(message, job_id=job.id)


def _reference(job: Job) -> str:
    """The same for every try, so that a mail sent twice is visibly one."""
    return f"job-{job.id}"


def make_digests() -> None:
    """One short transaction for each person, so that nobody waits for all of them."""
    for due in queries.due_periods(utcnow()):
        for person_id in queries.people_with_waiting_notices(due):
            with transaction():
                actions.make_digest(person_id=person_id, delivery=due.delivery, period=due.period, before=due.before)


def forget_the_old() -> None:
    """Remove what is older than rules.PERIODS say."""
    now = utcnow()
    for what, forget in FORGETTING.items():
        with transaction():
            forget(now - PERIODS[what])


def forget_imports() -> None:
    """Tables that were looked at and never taken over."""
    actions.forget_old_files(config.current().instance)


def own_account(person: Person, person_ids: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about an account concern its owner alone."""
    own = Subject(_("Your account"), "/ich/anmeldungen")
    return {number: own for number in person_ids if number == person.id}


def own_absences(person: Person, person_ids: Sequence[int]) -> Mapping[int, Subject]:
    own = Subject(_("When I am away"), "/ich/abwesenheiten")
    return {number: own for number in person_ids if number == person.id}


def nobody_in_the_office() -> list[Finding]:
    """The office is the last to own what nobody else does."""
    if queries.office_people():
        return []
    text = _("Nobody works in the office: what it owns waits unseen. Give somebody the role in the administration.")
    return [Finding("office_empty", text)]


def sealing_key_is_lost() -> list[Finding]:
    """Without it nobody who asked sealed hears of an answer, and nothing can be asked so."""
    if seals_fit():
        return []
    path = config.current().sealing_key_path
    text = _("%(file)s is missing or is not the key of the sealed names. Bring the right one back.", file=path)
    return [Finding("sealing_key", text)]


HANDLERS: dict[str, Handler] = {
    "accounts.mail_notice": each(mail_notice),
    "accounts.mail_digest": each(mail_digest),
    "accounts.mail_link": each(mail_link),
}
NIGHTLY: list[Callable[[], object]] = [make_digests, forget_the_old, forget_imports]
ADVICE: list[StartCheck] = [nobody_in_the_office, sealing_key_is_lost]
AFTER_RESTORE: list[Callable[[], object]] = [clean_up.end_all_sign_ins]
NOTICES: list[NoticeKind] = [
    NoticeKind("password_changed", own_account),
    NoticeKind("absence_changed", own_absences),
]
