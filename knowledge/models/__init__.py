"""Tables of the knowledge area: questions, answers, who owns them, tags."""

from knowledge.models.adoptions import Adoption, AdoptionEvent, AdoptionState
from knowledge.models.attachments import Attachment
from knowledge.models.calendars import CalendarFeed, FeedKind, Invitation
from knowledge.models.consultations import Booking, ConsultationHour, ConsultationSlot
from knowledge.models.duplicates import Duplicate
from knowledge.models.follows import Follow
from knowledge.models.forum import Board, Post, PostRevision, Thread, ThreadEvent, ThreadReading
from knowledge.models.freshness import (
    Cause,
    CauseBinding,
    CauseChange,
    CauseKind,
    CheckWhy,
    EntryKind,
    EntryState,
    Freshness,
)
from knowledge.models.hideable import Hideable, PostKind
from knowledge.models.hints import HintWord
from knowledge.models.mails import MailOutcome, ReceivedMail
from knowledge.models.meetings import (
    EventSeries,
    Meeting,
    MeetingAttendance,
    MeetingOutcome,
    MeetingTopic,
    MeetingTopicVote,
    OutcomeKind,
    Rhythm,
)
from knowledge.models.moderation import Hiding, Premoderation, Report, ReportOutcome, ReportReason
from knowledge.models.ownership import OwnerKind, OwnerReason, Ownership
from knowledge.models.pauses import ClockPause, PauseEnd
from knowledge.models.polls import Poll, PollOption, PollVote
from knowledge.models.posts import Answer, Comment, Revision
from knowledge.models.practices import (
    Practice,
    PracticeContributor,
    PracticeEvent,
    PracticeRevision,
    PracticeState,
    PracticeTag,
    Scale,
)
from knowledge.models.questions import OWNED, MoveRole, Question, QuestionEvent, QuestionState
from knowledge.models.reactions import DOUBTS, Confirmation, Reaction, ReactionKind
from knowledge.models.searches import MissedSearches
from knowledge.models.tags import PilotTopic, QuestionTag, SynonymGroup, Tag, TagSynonym
from knowledge.models.unsealings import Unsealing, UnsealingState
from knowledge.models.voices import SameAsker, SavedQuestion, Vote

__all__ = [
    "MissedSearches",
    "Hideable",
    "HintWord",
    "Hiding",
    "PostKind",
    "Premoderation",
    "Report",
    "ReportOutcome",
    "ReportReason",
    "MailOutcome",
    "ReceivedMail",
    "Poll",
    "PollOption",
    "PollVote",
    "PracticeContributor",
    "ThreadReading",
    "ThreadEvent",
    "Thread",
    "PostRevision",
    "Post",
    "Board",
    "ClockPause",
    "PauseEnd",
    "OWNED",
    "Adoption",
    "AdoptionEvent",
    "AdoptionState",
    "Answer",
    "Booking",
    "CalendarFeed",
    "ConsultationHour",
    "ConsultationSlot",
    "FeedKind",
    "Invitation",
    "Cause",
    "CauseBinding",
    "CauseChange",
    "CauseKind",
    "CheckWhy",
    "DOUBTS",
    "Attachment",
    "Comment",
    "Confirmation",
    "EventSeries",
    "Meeting",
    "MeetingAttendance",
    "MeetingOutcome",
    "MeetingTopic",
    "MeetingTopicVote",
    "OutcomeKind",
    "Rhythm",
    "Follow",
    "EntryKind",
    "EntryState",
    "Freshness",
    "Duplicate",
    "MoveRole",
    "OwnerKind",
    "OwnerReason",
    "Ownership",
    "PilotTopic",
    "Practice",
    "PracticeEvent",
    "PracticeRevision",
    "PracticeState",
    "PracticeTag",
    "Question",
    "QuestionEvent",
    "QuestionState",
    "QuestionTag",
    "Reaction",
    "ReactionKind",
    "Revision",
    "SameAsker",
    "SavedQuestion",
    "Scale",
    "SynonymGroup",
    "Tag",
    "TagSynonym",
    "Unsealing",
    "UnsealingState",
    "Vote",
]
