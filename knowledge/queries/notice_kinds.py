"""The kinds of notices of this area: what leads to their subjects, how they reach people, whom, under which heading."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from accounts.models import Delivery
from accounts.queries.notices import NoticeKind, Topic
from accounts.rules import is_admin, is_employee, is_office
from knowledge import queries
from knowledge.queries import moderation as moderated
from knowledge.queries.consultations import booking_subjects
from knowledge.queries.forum import thread_subjects
from knowledge.queries.practices import practice_subjects
from knowledge.queries.premoderation import waiting_subjects
from knowledge.queries.replies import REPLIES, STANDS
from knowledge.queries.sealing import unsealing_subjects
from knowledge.rules.consultations import can_offer_hours
from knowledge.rules.forum import can_use_forum
from knowledge.rules.meetings import can_meet
from knowledge.rules.moderation import can_see_reports
from knowledge.rules.practices import can_write_practice

kind = partial(NoticeKind, reaches=is_employee)


def of_topic(topic: Topic, *kinds_of_it: NoticeKind) -> Iterable[NoticeKind]:
    """With what replying to their mails does."""
    for one in kinds_of_it:
        yield replace(one, topic=topic, replies=REPLIES.get(one.code), stands=STANDS.get(one.code))


NOTICES = [
    *of_topic(
        Topic.OWNED,
        kind("question_assigned", queries.notice_subjects, reaches=can_meet),
        kind("question_reminder", queries.notice_subjects, reaches=can_meet),
        kind("question_passed_on", queries.notice_subjects, Delivery.SITE, reaches=can_meet),
    ),
    *of_topic(
        Topic.ASKED,
        kind("answer_posted", queries.notice_subjects),
        kind("question_query", queries.notice_subjects),
        kind("question_edited", queries.notice_subjects, Delivery.DAILY),
        kind("question_closed", queries.notice_subjects),
        kind("question_duplicate", queries.notice_subjects),
        kind("duplicate_undone", queries.notice_subjects),
        kind("question_reopened", queries.notice_subjects),
        kind("slot_offered", queries.notice_subjects),
        kind("question_unsealed", queries.notice_subjects),
    ),
    *of_topic(
        Topic.WRITTEN,
        kind("comment_posted", queries.notice_subjects),
        kind("answer_accepted", queries.notice_subjects, Delivery.DAILY),
        kind("answer_confirmed", queries.notice_subjects, Delivery.DAILY),
        kind("answer_edited", queries.notice_subjects, Delivery.DAILY),
        kind("answer_wrong", queries.notice_subjects),
        kind("mentioned", queries.notice_subjects),
        kind("post_hidden", moderated.hidden_subjects),
        kind("post_shown", moderated.shown_subjects),
        kind("post_published", moderated.published_subjects),
        kind("post_declined", moderated.hidden_subjects),
        kind("report_settled", moderated.report_subjects),
    ),
    *of_topic(
        Topic.FOLLOWED,
        kind("followed_question", queries.notice_subjects, Delivery.DAILY),
        kind("followed_answer", queries.notice_subjects),
        kind("followed_accepted", queries.notice_subjects, Delivery.DAILY),
    ),
    *of_topic(
        Topic.KNOWLEDGE,
        kind("answer_outdated", queries.notice_subjects),
        kind("cause_changed", queries.cause_subjects, reaches=can_meet),
        kind("entries_to_check", queries.queue_subjects, Delivery.DAILY, reaches=can_meet),
        kind("practice_adoption", practice_subjects, Delivery.DAILY, reaches=can_write_practice),
    ),
    *of_topic(
        Topic.EXCHANGE,
        kind("thread_reply", thread_subjects, reaches=can_use_forum),
        kind("thread_turned", queries.notice_subjects, reaches=can_use_forum),
    ),
    *of_topic(
        Topic.MEETINGS,
        kind("meeting_announced", queries.meeting_subjects, reaches=can_meet),
        kind("meeting_moved", queries.meeting_subjects, Delivery.SITE, reaches=can_meet),
        kind("meeting_cancelled", queries.meeting_subjects, Delivery.SITE, reaches=can_meet),
        kind("meeting_reminder", queries.meeting_subjects, reaches=can_meet),
        kind("meeting_minutes", queries.meeting_subjects, reaches=can_meet),
        kind("meeting_todo", queries.meeting_subjects, reaches=can_meet),
        kind("meeting_todo_due", queries.meeting_subjects, reaches=can_meet),
        kind("slot_booked", booking_subjects, Delivery.SITE, reaches=can_offer_hours),
        kind("slot_moved", booking_subjects),
        kind("slot_cancelled", booking_subjects, Delivery.SITE),
    ),
    *of_topic(
        Topic.OFFICE,
        kind("post_reported", moderated.reported_subjects, Delivery.DAILY, reaches=can_see_reports),
        kind("post_waiting", waiting_subjects, Delivery.DAILY, reaches=can_see_reports),
        kind("unsealing_requested", unsealing_subjects, reaches=is_admin),
        kind("unsealing_decided", unsealing_subjects, reaches=is_office),
    ),
]
