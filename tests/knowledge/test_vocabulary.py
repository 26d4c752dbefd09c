"""The curated vocabulary: tag pages, synonyms when asking and searching, renaming, merging, skill pools, the import."""

import json

import pytest
from flask import Flask
from sqlalchemy import ForeignKey, select

from core.audit import AuditEntry
from core.db import Model, db, transaction
from core.errors import Conflict
from knowledge import actions
from knowledge.actions.vocabulary import HANGS_ON, curate_tag, merge_tags, offer_to_answer
from knowledge.models import Follow, OwnerReason, PilotTopic, Practice, Question, SynonymGroup, Tag, TagSynonym
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.practising import practise


def tag(slug: str) -> Tag:
    return db.session.scalars(select(Tag).where(Tag.slug == slug)).one()


def curate(slug: str, name: str, *synonyms: str) -> None:
    with transaction():
        curate_tag(actor=person("olga"), tag=tag(slug), name=name, description="Worum es geht.", synonyms=synonyms)


def slugs_of(question: Question) -> list[str]:
    return [one.slug for one in again(question).tags]


def test_the_page_of_a_tag_shows_what_it_is_what_waits_what_is_solved_and_who_answers(client_of):
    ask("erika", "Noch offen", tags=["Signatur"])
    accept(answer(ask("erika", "Schon gelöst", tags=["Signatur"])))
    curate("signatur", "Signatur", "Unterschrift", "QES")
    with transaction():
        offer_to_answer(actor=person("paul"), tag=tag("signatur"), is_on=True)
    page = client_of("emil").get("/stichwoerter/signatur").text
    for text in ("Worum es geht.", "Auch genannt: QES, Unterschrift", "Noch offen", "Schon gelöst", "Paul Pohl"):
        assert text in page
    listed = client_of("emil").get("/stichwoerter").text
    assert "1 ungelöste Frage" in listed
    assert "1 gelöst" in listed
    assert "1 Lotsin oder Lotse antwortet" in listed


def test_a_synonyms_address_leads_to_the_tag_and_an_unknown_one_nowhere(client_of):
    question = ask("erika", tags=["Signatur"])
    curate("signatur", "Signatur", "Unterschrift")
    emil = client_of("emil")
    assert emil.get("/stichwoerter/unterschrift").location == "/stichwoerter/signatur"
    assert emil.get("/stichwoerter/gibt-es-nicht").status_code == 404
    assert question.title in emil.get("/fragen?stichwort=unterschrift").text


def test_typing_a_synonym_gives_the_tag_and_its_skill_pool(app):
    ask("erika", tags=["Signatur"])
    curate("signatur", "Signatur", "Unterschrift")
    with transaction():
        offer_to_answer(actor=person("paul"), tag=tag("signatur"), is_on=True)
    question = again(ask("ben", "Aus dem Bauamt", tags=["unterschrift", "Signatur"]))
    assert slugs_of(question) == ["signatur"]
    assert (question.owner_id, question.ownerships[-1].why) == (person("paul").id, OwnerReason.SKILL)


def test_renaming_keeps_the_old_name_as_a_synonym_and_is_logged(client_of):
    question = ask("erika", tags=["Signatur"])
    olga = client_of("olga")
    form = {"name": "Elektronische Signatur", "description": "Digital unterschreiben.", "synonyms": "QES; Unterschrift"}
    response = submit(olga, "/stichwoerter/signatur/bearbeiten", **form)
    assert response.location == "/stichwoerter/elektronische-signatur"
    assert olga.get("/stichwoerter/signatur").location == "/stichwoerter/elektronische-signatur"
    assert slugs_of(question) == ["elektronische-signatur"]
    assert "knowledge.curate_tag" in db.session.scalars(select(AuditEntry.act)).all()
    form["name"] = "Signatur"
    assert submit(olga, "/stichwoerter/elektronische-signatur/bearbeiten", **form).location == "/stichwoerter/signatur"
    words = db.session.scalars(select(TagSynonym.slug).order_by(TagSynonym.slug)).all()
    assert words == ["elektronische-signatur", "qes", "unterschrift"]


def test_a_name_that_is_taken_is_refused_in_words(client_of):
    ask("erika", tags=["Signatur", "Karte"])
    curate("karte", "Karte", "Chipkarte")
    olga = client_of("olga")
    for field, value, message in (
        ("name", "Karte", "„Karte“ ist selbst ein Stichwort."),
        ("synonyms", "Chipkarte", "„Chipkarte“ ist schon ein Synonym eines anderen Stichworts."),
        ("name", "", "Geben Sie einen Namen an."),
        ("name", "!!!", "Schreiben Sie Wörter mit Buchstaben oder Ziffern"),
        ("synonyms", ", ".join(f"w{number}" for number in range(60)), "Geben Sie höchstens 50 Synonyme ein."),
    ):
        form = {"name": "Signatur", "description": "", "synonyms": ""} | {field: value}
        response = submit(olga, "/stichwoerter/signatur/bearbeiten", **form)
        assert response.status_code == 422
        assert message in response.text


def test_merging_moves_questions_pilots_followers_and_the_address(client_of):
    both, old = ask("erika", tags=["Signatur", "Unterschrift"]), ask("emil", tags=["Unterschrift"])
    curate("unterschrift", "Unterschrift", "QES")
    with transaction():
        for slug in ("signatur", "unterschrift"):
            offer_to_answer(actor=person("paul"), tag=tag(slug), is_on=True)
            actions.follow_tag(actor=person("ben"), tag=tag(slug), is_on=True)
        actions.follow_tag(actor=person("emil"), tag=tag("unterschrift"), is_on=True)
    olga = client_of("olga")
    assert submit(olga, "/stichwoerter/unterschrift/zusammenlegen", into="").status_code == 422
    response = submit(olga, "/stichwoerter/unterschrift/zusammenlegen", into="signatur")
    assert response.location == "/stichwoerter/signatur"
    assert slugs_of(both) == slugs_of(old) == ["signatur"]
    for address in ("unterschrift", "qes"):
        assert olga.get(f"/stichwoerter/{address}").location == "/stichwoerter/signatur"
    followers = select(Follow.person_id).where(Follow.tag_id == tag("signatur").id)
    assert set(db.session.scalars(followers)) == {person("ben").id, person("emil").id}
    assert db.session.scalars(select(PilotTopic.person_id)).all() == [person("paul").id]
    assert slugs_of(ask("erika", tags=["Unterschrift"])) == ["signatur"]
    assert "knowledge.merge_tags" in db.session.scalars(select(AuditEntry.act)).all()


def test_merging_takes_practice_cards_along_and_search_follows(client_of, run_jobs):
    card, both = practise(tags=["Unterschrift"]), practise(tags=["Signatur", "Unterschrift"])
    while run_jobs():
        pass
    with transaction():
        merge_tags(actor=person("olga"), tag=tag("unterschrift"), into=tag("signatur"))
    for one in (card, both):
        assert [each.slug for each in db.session.get_one(Practice, one.id).tags] == ["signatur"]
    while run_jobs():
        pass
    assert card.title in client_of("erika").get("/suche?q=Signatur").text


def test_a_tag_is_not_merged_with_itself(app):
    ask("erika", tags=["Signatur"])
    with pytest.raises(Conflict), transaction():
        merge_tags(actor=person("olga"), tag=tag("signatur"), into=tag("signatur"))


def test_whatever_hangs_on_a_tag_moves_along():
    tables = {
        mapper.class_.__name__
        for mapper in Model.registry.mappers
        for column in mapper.columns
        for key in column.foreign_keys
        if isinstance(key, ForeignKey) and key.target_fullname == "tags.id"
    }
    assert tables == {table.__name__ for table, _other in HANGS_ON} | {"TagSynonym"}


def test_pilots_join_and_leave_a_skill_pool_on_its_page_and_others_cannot(client_of):
    ask("erika", tags=["Signatur"])
    pia, address = client_of("pia"), "/stichwoerter/signatur"
    for wanted, expected in (("1", [person("pia").id]), ("1", [person("pia").id]), ("0", []), ("0", [])):
        fields = hidden_fields(pia.get(address).text, f"{address}/beantworten")
        assert pia.post(f"{address}/beantworten", data=fields | {"set": wanted}).location == address
        assert db.session.scalars(select(PilotTopic.person_id)).all() == expected
    assert client_of("emil").post(f"{address}/beantworten", data={"set": "1"}).status_code == 403


def test_search_takes_synonyms_for_the_same_but_the_word_itself_comes_first(client_of, run_jobs):
    other, own = ask("erika", "Unterschrift leisten", tags=["Signatur"]), ask("erika", "QES bestellen", tags=[])
    run_jobs()
    emil = client_of("emil")
    assert "Unterschrift leisten" not in emil.get("/suche?q=QES").text
    curate("signatur", "Signatur", "Unterschrift", "QES")
    run_jobs()
    page = emil.get("/suche?q=QES").text
    assert "<mark>Unterschrift</mark> leisten" in page
    assert page.index(f"/fragen/{own.id}-") < page.index(f"/fragen/{other.id}-")
    curate("signatur", "Signatur")
    assert "Unterschrift leisten" not in emil.get("/suche?q=QES").text


def test_the_pages_of_tags_cost_the_same_whatever_hangs_on_them(client_of):
    emil = client_of("emil")

    def cost(address: str) -> int:
        with counted_queries() as statements:
            emil.get(address)
        return len(statements)

    ask("erika", "Die erste", tags=["Signatur"])
    before = [cost(address) for address in ("/stichwoerter", "/stichwoerter/signatur")]
    for number in range(15):
        ask("erika", f"Frage {number}", tags=["Signatur", f"Wort {number}"])
    assert [cost(address) for address in ("/stichwoerter", "/stichwoerter/signatur")] == before


def groups() -> list[list[str]]:
    return list(db.session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id)))


def run(app: Flask, tmp_path, content: bytes | str, *options: str):
    file = tmp_path / "synonyme.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return app.test_cli_runner().invoke(args=["import-synonyms", str(file), *options])


def test_synonyms_are_imported_and_repeating_changes_nothing(app, tmp_path, run_jobs, client_of):
    text = "# Geräte\nNotebook, Laptop, Klapprechner\n\nKita, Kindertagesstätte\n"
    result = run(app, tmp_path, text, "--json")
    assert result.exit_code == 0
    expected = {"created": 2, "changed": 0, "unchanged": 0, "rejected": [], "applied": True}
    assert json.loads(result.stdout) == expected
    result = run(app, tmp_path, text, "--json")
    assert json.loads(result.stdout) == expected | {"created": 0, "unchanged": 2}
    result = run(app, tmp_path, "laptop,Mobilrechner\n", "--json")
    assert json.loads(result.stdout) == expected | {"created": 0, "changed": 1}
    assert ["Notebook", "Laptop", "Klapprechner", "Mobilrechner"] in groups()
    ask("erika", "Klapprechner ausleihen")
    run_jobs()
    assert "Klapprechner</mark> ausleihen" in client_of("emil").get("/suche?q=Mobilrechner").text


def test_a_word_of_a_group_gives_the_one_tag_in_it(app, tmp_path):
    ask("erika", tags=["Notebook"])
    assert run(app, tmp_path, "Notebook, Laptop\n".encode("cp1252")).exit_code == 0
    assert slugs_of(ask("erika", tags=["laptop"])) == ["notebook"]


def test_with_one_bad_line_no_synonym_is_taken_over(app, tmp_path):
    lines = ["gut, besser", "allein", "x" * 61 + ", kurz", "..., gut", ",".join(f"w{number}" for number in range(51))]
    result = run(app, tmp_path, "\n".join(lines), "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["applied"] is False
    assert [one["line"] for one in report["rejected"]] == [2, 3, 4, 5]
    assert report["rejected"][0]["reason"] == "Eine Gruppe braucht mindestens zwei Wörter, getrennt durch Kommas."
    assert groups() == []
    assert run(app, tmp_path, b"a\x00b, c").exit_code == 1


@pytest.mark.parametrize("many", [6, 10_000])
def test_too_many_tags_are_refused_with_a_sentence(client_of, many):
    tags = ",".join(f"w{number}" for number in range(many))
    response = submit(client_of("erika"), "/fragen/neu", title="Eine Frage", body="Worum es geht.", tags=tags)
    assert response.status_code == 422
    assert "Wählen Sie höchstens 5 Stichwörter." in response.text or "Kürzen Sie dies auf 400 Zeichen." in response.text
    assert db.session.scalar(select(Question.id)) is None
