"""The search page: hits with their words marked, honesty where nothing fits, help and reduced mode."""

import shutil

from core.db import transaction
from knowledge import actions
from tests.conftest import person
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.practising import practise


def test_a_hit_is_marked_and_says_state_department_and_answers(client_of, run_jobs):
    answer(ask("erika", "Bescheid digital signieren", "Wie geht das?"), "pia", "Mit der Signaturkarte.")
    run_jobs()
    page = client_of("emil").get("/suche?q=signieren").text
    assert "Bescheid digital <mark>signieren</mark></a>" in page
    assert "1 Treffer" in page
    for text in ("Beantwortet", "Standesamt", "1 Antwort", 'value="signieren"'):
        assert text in page


def test_words_of_an_answer_are_found_and_shown(client_of, run_jobs):
    answer(ask("erika", "Bescheid digital signieren"), "pia", "Sie brauchen eine Signaturkarte der Bundesdruckerei.")
    run_jobs()
    assert "<mark>Bundesdruckerei</mark>" in client_of("emil").get("/suche?q=Bundesdruckerei").text


def test_where_nothing_is_certain_it_says_so_and_offers_to_ask(client_of, run_jobs):
    ask("erika", "Bescheid digital signieren")
    run_jobs()
    page = client_of("emil").get("/suche?q=digital+Kaffeemaschine+Wasserhahn+reparieren").text
    assert "Nichts Sicheres gefunden" in page
    assert 'href="/fragen/neu?title=digital+Kaffeemaschine+Wasserhahn+reparieren"' in page


def test_nothing_at_all_says_so_and_takes_the_words_along(client_of, run_jobs):
    ask("erika")
    run_jobs()
    page = client_of("emil").get("/suche", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "Keine Treffer für" in page
    assert "<script>alert" not in page
    assert "/fragen/neu?title=" in page


def test_an_empty_search_helps(client_of):
    client = client_of("emil")
    for address in ("/suche", "/suche?q=", "/suche?q=+++"):
        page = client.get(address).text
        assert "Durchsuchen Sie alle Fragen und Antworten." in page
        assert "Keine Treffer" not in page


def test_without_the_index_the_database_answers_and_the_page_says_so(client_of, instance):
    ask("erika", "Bescheid digital signieren")
    shutil.rmtree(instance / "index", ignore_errors=True)
    page = client_of("emil").get("/suche?q=signieren").text
    assert "Die Suche arbeitet zurzeit eingeschränkt" in page
    assert "<mark>signieren</mark>" in page


def test_a_withdrawn_question_is_found_by_nobody_even_before_the_index_follows(client_of, run_jobs):
    question = ask("erika", "Bescheid digital signieren")
    run_jobs()
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    assert "Bescheid digital" not in client_of("emil").get("/suche?q=signieren").text
    run_jobs()
    assert "Keine Treffer" in client_of("emil").get("/suche?q=signieren").text


def test_a_very_long_search_is_cut_and_answered(client_of, run_jobs):
    ask("erika")
    run_jobs()
    assert client_of("emil").get("/suche", query_string={"q": "wort " * 3000}).status_code == 200


def test_only_who_works_here_searches(client, client_of):
    assert client.get("/suche?q=x").status_code in (302, 303)
    assert client_of("karl").get("/suche?q=x").status_code == 403


def test_practice_cards_are_found_beside_questions_and_alone(client_of, run_jobs):
    ask("erika", "Urkunden mit Vorlage schreiben")
    practise(title="Urkunden mit Vorlage statt Abtippen")
    run_jobs()
    emil = client_of("emil")
    both, practices = emil.get("/suche?q=Urkunden+Vorlage").text, emil.get("/suche?q=Urkunden+Vorlage&art=praxis").text
    assert "2 Treffer" in both
    assert 'href="/praxis/1-urkunden-mit-vorlage-statt-abtippen"' in both
    assert "1 Treffer" in practices
    assert "/fragen/1-" not in practices
    assert emil.get("/suche?q=Urkunden&art=unsinn").status_code == 200


def test_drafts_are_found_by_nobody_even_without_the_index(client_of, run_jobs, instance):
    practise(title="Urkunden mit Vorlage", is_published=False)
    practise(title="Urkunden ohne Vorlage")
    run_jobs()
    for _ in range(2):
        page = client_of("emil").get("/suche?q=Urkunden").text
        assert "ohne Vorlage" in page
        assert "mit Vorlage" not in page
        shutil.rmtree(instance / "index", ignore_errors=True)
