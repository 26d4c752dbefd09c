"""Mentions: what counts as one, how it looks, who is told, once and only if they may see it."""

import pytest
from sqlalchemy import select

from accounts.models import Notice, Person
from core.db import db, transaction
from core.markup import to_html
from knowledge import actions
from knowledge.models import Answer
from knowledge.queries import mentioned_people, mentions_in, path_of
from knowledge.queries.mentions import rendered
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.knowledge.asking import again, answer, ask

PILOTS, OFFICE = {"Pia Petersen", "Detlef Dorn", "Paul Pohl"}, {"Olga Otto"}


def path(question) -> str:
    return path_of(question.id, question.title)


def named(text: str) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Person.name).where(Person.id.in_(mentioned_people(text)))))


def told(kind: str = "mentioned") -> list[str]:
    db.session.rollback()
    return sorted(notice.person.name for notice in db.session.scalars(select(Notice).where(Notice.kind == kind)))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Kannst du das, @Pia Petersen?", {"Pia Petersen"}),
        ("@pia weiß das, @paul auch, @PAUL nicht.", {"Pia Petersen", "Paul Pohl"}),
        ("(@Pia Petersen) und **@Emil Ernst**: bitte", {"Pia Petersen", "Emil Ernst"}),
        ("- @Pia Petersen\n- @emil.", {"Pia Petersen", "Emil Ernst"}),
        ("An @lotsen", PILOTS),
        ("An @Lotsen-Standesamt und @amt", {"Pia Petersen", "Detlef Dorn"} | OFFICE),
        ("@lotsen-kaemmerei, hilf", {"Paul Pohl"}),
        ("Mail an pia@stadt.example oder x@lotsen", set()),
        ("`@Pia Petersen` und [@emil](https://stadt.example)", set()),
        ("    @Pia Petersen", set()),
        ("@Pia und @Pia Paulsen", set()),
        ("@Niemand Sonst @lotsen-gibtesnicht @@pia @pia-x @pia@stadt", set()),
        ("@@lotsen @lotsenamt", set()),
        ("Kein Zeichen", set()),
        ("@", set()),
        ("@% @_ @pia%", {"Pia Petersen"}),
    ],
)
def test_what_is_a_mention(app, text, who):
    assert named(text) == who


def test_a_name_that_two_bear_is_nobodys_and_a_blocked_person_is_nobody(app):
    with transaction():
        db.session.add(Person(name="Pia Petersen", email="pia.petersen@stadt.example"))
        person("emil").blocked_at = person("erika").created_at
    assert named("@Pia Petersen und @Emil Ernst") == set()
    assert named("@pia und @pia.petersen") == {"Pia Petersen"}
    assert len(mentioned_people("@pia und @pia.petersen")) == 2


def test_looking_up_costs_the_same_for_many_and_nothing_for_none(app):
    def cost(text: str) -> int:
        with counted_queries() as statements:
            mentions_in(text)
        return len(statements)

    assert cost("Ohne") == 0
    assert cost("@Pia Petersen") == 1
    assert cost("@Pia Petersen, @lotsen-standesamt " * 500) <= 2


def test_a_mention_is_bold_a_pilots_group_a_link_and_the_rest_stays_text(app):
    html = rendered("@Pia Petersen, @lotsen, @lotsen-standesamt, @amt, @Niemand <b>@pia</b>")
    assert "<strong>@Pia Petersen</strong>" in html
    assert '<a href="/lotsen" rel="nofollow noopener ugc">@lotsen</a>' in html
    assert '<a href="/lotsen/standesamt" rel="nofollow noopener ugc">@lotsen-standesamt</a>' in html
    assert "<strong>@amt</strong>" in html
    assert "@Niemand &lt;b&gt;<strong>@pia</strong>&lt;/b&gt;" in html


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a](javascript:x)", "*b*"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name):
    html = to_html(f"@{name}", mentions={name: ""})
    assert "<script" not in html
    assert "<img" not in html
    assert "<a" not in html


def test_a_hostile_address_is_no_link():
    assert "href" not in to_html("@lotsen", mentions={"lotsen": "javascript:alert(1)"})


def test_mentions_in_question_answer_and_comment_are_told_once_each(app, run_jobs):
    question = ask("erika", body="Weiß das jemand? @Emil Ernst @emil @pia")
    run_jobs()
    assert told() == ["Emil Ernst"], "Pia has the question and was told so"
    made = answer(question, "pia", "Fragt @Emil Ernst und @Erika Engel und @Pia Petersen.")
    run_jobs()
    assert told() == ["Emil Ernst", "Emil Ernst"], "the asker was told of the answer, nobody of the own words"
    with transaction():
        found = db.session.get_one(Answer, made.id)
        actions.comment_answer(actor=person("erika"), answer=found, body="Danke, @Paul Pohl @pia", submission="x")
    run_jobs()
    assert told() == ["Emil Ernst", "Emil Ernst", "Paul Pohl"]
    assert told("comment_posted") == ["Pia Petersen"]


def test_who_follows_and_is_mentioned_is_told_once(app, run_jobs):
    question = ask("erika")
    with transaction():
        actions.follow_question(actor=person("emil"), question=again(question), is_on=True)
    answer(question, "pia", "@Emil Ernst weiß mehr.")
    run_jobs()
    assert len(told() + told("followed_answer")) == 1


def test_an_edit_tells_only_whom_it_adds(app, run_jobs):
    question = ask("erika")
    made = answer(question, "pia", "@Emil Ernst weiß mehr.")
    run_jobs()
    with transaction():
        found = db.session.get_one(Answer, made.id)
        actions.edit_answer(actor=person("pia"), answer=found, body="@Emil Ernst und @Ben Bauer wissen mehr.")
    run_jobs()
    assert sorted(told() + told("followed_answer")) == ["Ben Bauer", "Emil Ernst"]
    html = db.session.get_one(Answer, made.id).body_html
    assert "<strong>@Ben Bauer</strong>" in html


def test_a_group_is_told_but_not_its_member_who_wrote(app, run_jobs):
    question = ask("ben")
    answer(question, "paul", "Das geht alle an: @lotsen")
    run_jobs()
    assert told() == ["Detlef Dorn", "Pia Petersen"]


def test_who_may_not_see_it_is_not_told(app, run_jobs):
    question = ask("erika", body="Nur ein Versuch, @Karl Kern, @Emil Ernst")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    run_jobs()
    assert told() == []


def test_the_committee_is_not_told_of_what_employees_write(app, run_jobs):
    ask("erika", body="Hallo @Karl Kern und @Emil Ernst")
    run_jobs()
    assert told() == ["Emil Ernst"]


def test_the_preview_shows_mentions_and_tells_nobody(client_of, run_jobs):
    question = ask()
    shown = submit(client_of("pia"), path(question), action=path(question), body="Frag @Emil Ernst.", preview="1")
    assert "<strong>@Emil Ernst</strong>" in shown.text
    run_jobs()
    assert told() == []


def test_the_notice_says_who_and_leads_to_the_question(client_of, run_jobs):
    question = ask("erika", title="Wie scanne ich?", body="Weißt du das, @Emil Ernst?")
    run_jobs()
    page = client_of("emil").get("/ich/mitteilungen").text
    assert "Erika Engel hat Sie bei der Frage „Wie scanne ich?“ erwähnt." in page
    assert "@lotsen" in client_of("emil").get(path(question)).text, "the help says how"
