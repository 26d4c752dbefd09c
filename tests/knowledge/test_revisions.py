"""Edits keep the earlier wording; the page of wordings shows what changed, word by word and safely."""

from core.diff import Kind, word_changes
from knowledge.queries import path_of
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import answer, ask


def test_an_edited_question_leads_to_its_wordings(client_of):
    question = ask("erika", "Alter Titel hier", "Ein alter Text mit <b>Marken</b>.", ["Scannen"])
    erika = client_of("erika")
    response = submit(
        erika,
        f"/fragen/{question.id}/bearbeiten",
        title="Neuer Titel hier",
        body="Ein neuer Text mit <b>Marken</b>.",
        tags="E-Akte",
        reason="Deutlicher",
    )
    assert response.location == path_of(question.id, "Neuer Titel hier")
    assert f"/fragen/{question.id}/fassungen" in erika.get(response.location).text
    page = client_of("emil").get(f"/fragen/{question.id}/fassungen").text
    for piece in (
        "<del>Alter</del><ins>Neuer</ins> Titel hier",
        "<del> alter</del><ins> neuer</ins> Text",
        "Deutlicher",
    ):
        assert piece in page
    assert "<del>Scannen</del><ins>E-Akte</ins>" in page
    assert "&lt;b&gt;Marken&lt;/b&gt;" in page
    assert "Geändert von Erika Engel" in page


def test_whoever_wrote_it_is_told_when_somebody_else_edits_it(client_of):
    question = ask("erika")
    made = answer(question, "pia")
    olga = client_of("olga")
    submit(olga, f"/fragen/{question.id}/bearbeiten", title="Klarer gefragt", body="Was nun?", tags="")
    submit(olga, f"/antworten/{made.id}/bearbeiten", body="Klarer geantwortet.")
    for key, words in (("erika", "hat Ihre Frage „Klarer gefragt“ bearbeitet"), ("pia", "hat Ihre Antwort auf die")):
        assert words in client_of(key).get("/ich/mitteilungen").text
        assert words not in olga.get("/ich/mitteilungen").text


def test_editing_starts_from_what_stands_there_and_changes_nothing_when_nothing_changed(client_of):
    question = ask("erika", tags=["Scannen", "E-Akte"])
    erika = client_of("erika")
    page = erika.get(f"/fragen/{question.id}/bearbeiten").text
    assert f'value="{question.title}"' in page
    assert 'value="E-Akte, Scannen"' in page
    same = {"title": question.title, "body": question.body, "tags": "E-Akte, Scannen"}
    submit(erika, f"/fragen/{question.id}/bearbeiten", **same)
    assert "Die Frage steht da, wie sie gestellt wurde." in erika.get(f"/fragen/{question.id}/fassungen").text


def test_an_edited_answer_keeps_its_wording_and_a_preview_saves_nothing(client_of):
    question = ask()
    made = answer(question, "pia", "Stecken Sie die Karte links ein.")
    pia = client_of("pia")
    address = f"/antworten/{made.id}/bearbeiten"
    shown = submit(pia, address, body="Stecken Sie die Karte **rechts** ein.", preview="1")
    assert "<strong>rechts</strong>" in shown.text
    assert submit(pia, address, body="").status_code == 422
    response = submit(pia, address, body="Stecken Sie die Karte rechts ein.")
    assert response.location == f"{path_of(question.id, question.title)}#antwort-{made.id}"
    page = pia.get(f"/antworten/{made.id}/fassungen").text
    assert "<del> links</del><ins> rechts</ins> ein." in page


def test_an_answer_is_edited_by_its_author_and_the_office_alone(client_of):
    made = answer(ask("erika"), "paul")
    statuses = {
        key: client_of(key).get(f"/antworten/{made.id}/bearbeiten").status_code
        for key in ("paul", "olga", "erika", "pia")
    }
    assert statuses == {"paul": 200, "olga": 200, "erika": 403, "pia": 403}


def test_the_pieces_hold_both_texts_whole():
    before, after = "Eins zwei\n\ndrei <b>", "Eins drei  vier"
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED) == after
    assert word_changes("", "") == []


def test_very_long_texts_are_shown_whole_instead_of_compared():
    before, after = "a " * 15_000, "b " * 15_000
    assert word_changes(before, after) == [(Kind.REMOVED, before), (Kind.ADDED, after)]


def test_who_edits_what_somebody_else_changed_meanwhile_is_told_and_decides(client_of):
    question = ask("erika", "Alter Titel hier", "Der alte Text der Frage.")
    path = f"/fragen/{question.id}/bearbeiten"
    erika, pia = client_of("erika"), client_of("pia")
    opened = hidden_fields(erika.get(path).text)
    submit(pia, path, title="Titel von Pia", body="Der Text von Pia zu dieser Frage.", tags="")
    mine = {"title": "Titel von Erika", "body": "Der Text von Erika zu dieser Frage.", "tags": ""}
    refused = erika.post(path, data=opened | mine)
    assert refused.status_code == 422
    for piece in ("Inzwischen hat jemand anderes", "Der Text von Pia", "Der Text von Erika"):
        assert piece in refused.text
    saved = erika.post(path, data=hidden_fields(refused.text) | mine)
    assert saved.status_code == 303
    assert "Titel von Erika" in erika.get(saved.location).text


def test_an_answer_changed_meanwhile_is_not_overwritten_either(client_of):
    given = answer(ask("erika"), "pia")
    path = f"/antworten/{given.id}/bearbeiten"
    pia = client_of("pia")
    opened = hidden_fields(pia.get(path).text)
    submit(pia, path, body="Die Antwort aus dem anderen Fenster.")
    refused = pia.post(path, data=opened | {"body": "Die Antwort aus diesem Fenster."})
    assert refused.status_code == 422
    assert "Die Antwort aus dem anderen Fenster." in refused.text
