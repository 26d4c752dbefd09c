"""What pages say of posts that wait for the office, to whom."""

import pytest

from core.db import transaction
from core.errors import Conflict
from knowledge import actions
from knowledge.models import PostKind
from tests.conftest import person
from tests.forms import hidden_fields
from tests.knowledge.asking import again, ask
from tests.knowledge.moderating import decline, hide, publish, show, switch
from tests.knowledge.waiting import TITLE, path, told

QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind
BADGES = ("Wird vor der Veröffentlichung geprüft", "Nicht veröffentlicht", "Ausgeblendet")


def test_the_page_of_a_tag_that_only_waiting_questions_bear_is_there_for_their_readers_alone(client_of):
    switch(QUESTION)
    asked, page = ask("erika", title=TITLE, tags=["Streng Geheim"]), "/stichwoerter/streng-geheim"
    assert [client_of(key).get(page).status_code for key in ("erika", "olga", "pia", "emil")] == [200, 200, 404, 404]
    pia = client_of("pia")
    token = hidden_fields(pia.get("/fragen/neu").text)
    for act in (f"{page}/beantworten", "/stichworte/streng-geheim/beobachten"):
        assert pia.post(act, data=token | {"an": "1"}).status_code == 404
    publish(QUESTION, asked.id)
    assert client_of("emil").get(page).status_code == 200


def test_what_was_withdrawn_meanwhile_is_not_declined(client_of):
    switch(QUESTION)
    asked = ask("erika", title=TITLE)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(asked))
    with pytest.raises(Conflict, match="withdrawn_meanwhile"):
        decline(QUESTION, asked.id)
    assert "post_declined" not in told("erika")


def test_forms_say_before_that_the_office_looks_first(client_of):
    asked = ask("pia")
    places, ben = {"/fragen/neu": "Vorher prüft", path(asked): "zur Prüfung geben"}, client_of("ben")
    assert not [place for place, words in places.items() if words in ben.get(place).text]
    switch(QUESTION, ANSWER)
    assert [place for place, words in places.items() if words in ben.get(place).text] == list(places)
    assert "Kommentar veröffentlichen" in ben.get(path(asked)).text
    switch(COMMENT)
    for place in (path(asked), f"/fragen/{asked.id}/kommentar"):
        assert "Kommentar zur Prüfung geben" in ben.get(place).text
        assert "zur Prüfung geben" not in client_of("paul").get(place).text


def test_the_office_is_not_promised_the_notice_that_the_author_gets(client_of):
    switch(QUESTION)
    asked, promise = ask("erika", title=TITLE), "Sie bekommen eine Mitteilung"
    assert promise in client_of("erika").get(path(asked)).text
    olga = client_of("olga")
    for place in (path(asked), f"/amt/meldungen/frage/{asked.id}/ablehnen"):
        assert promise not in olga.get(place).text
    assert 'href="/amt/meldungen?ansicht=zu-pruefen">Abbrechen' in olga.get(place).text


def test_where_nothing_is_to_be_decided_any_more_no_button_says_otherwise(client_of):
    switch(QUESTION)
    asked, olga = ask("erika", title=TITLE), client_of("olga")
    places = [f"/amt/meldungen/frage/{asked.id}/{act}" for act in ("veroeffentlichen", "ablehnen")]
    over = "ist nichts mehr zu entscheiden"
    assert not [place for place in places if over in olga.get(place).text]
    publish(QUESTION, asked.id)
    for place in places:
        page = olga.get(place).text
        assert over in page
        assert "kern-btn--" not in page[page.index("<main") :]


def test_pages_of_steps_say_what_they_do_to_what_was_never_published(client_of):
    switch(QUESTION)
    asked, erika = ask("erika", title=TITLE), client_of("erika")
    page = erika.get(f"/fragen/{asked.id}/zurueckziehen").text
    assert "nicht wieder öffnen" in page
    assert "später wieder öffnen" not in page
    decline(QUESTION, asked.id)
    page = client_of("olga").get(f"/amt/meldungen/frage/{asked.id}/zeigen").text
    assert "Beitrag veröffentlichen" in page
    assert "wieder zeigen" not in page
    show(QUESTION, asked.id)
    assert "später wieder öffnen" in erika.get(f"/fragen/{asked.id}/zurueckziehen").text


def test_lists_tell_what_waits_from_what_was_declined_and_from_what_was_hidden(client_of):
    switch(QUESTION)
    asked, erika, olga = ask("erika", title=TITLE), client_of("erika"), client_of("olga")
    places = ("/", "/fragen?ansicht=meine")

    def words() -> set[str]:
        pages = [erika.get(place).text for place in places] + [olga.get("/fragen").text]
        return {word for word in BADGES if all(f">{word}</span>" in page for page in pages)}

    assert words() == {"Wird vor der Veröffentlichung geprüft"}
    decline(QUESTION, asked.id)
    assert words() == {"Nicht veröffentlicht"}
    show(QUESTION, asked.id)
    assert not words()
    hide(QUESTION, asked.id)
    assert words() == {"Ausgeblendet"}


@pytest.mark.parametrize("is_declined", [True, False])
def test_what_was_never_published_does_not_read_hidden_when_it_is_withdrawn(client_of, is_declined):
    switch(QUESTION)
    asked = ask("erika", title=TITLE)
    if is_declined:
        decline(QUESTION, asked.id)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(asked))
    page = client_of("erika").get("/fragen?ansicht=meine").text
    assert [word for word in BADGES if f">{word}</span>" in page] == ["Nicht veröffentlicht"]


def test_what_was_declined_is_not_shown_again_but_published(client_of):
    switch(QUESTION)
    asked, olga = ask("erika", title=TITLE), client_of("olga")
    decline(QUESTION, asked.id)
    place = f"/amt/meldungen/frage/{asked.id}/zeigen"

    def show_it() -> str:
        fields = hidden_fields(olga.get(place).text) | {"reason": "Der Name ist entfernt"}
        return olga.get(olga.post(place, data=fields).location).text

    assert "Der Beitrag ist veröffentlicht." in show_it()
    hide(QUESTION, asked.id)
    assert "Der Beitrag ist wieder zu sehen." in show_it()
