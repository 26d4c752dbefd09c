"""Texts in templates: translated, safe in HTML, in the reader's language even when it changes within a request."""

from flask import Flask, render_template_string
from flask_babel import force_locale


def rendered(app: Flask, template: str, **values: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(template, **values)


def test_a_text_is_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context("/"):
        german = render_template_string("{{ _('Sign out') }}")
        with force_locale("en"):
            assert render_template_string("{{ _('Sign out') }}") == "Sign out"
        assert render_template_string("{{ _('Sign out') }}") == german != "Sign out"


def test_variables_are_escaped_and_the_text_is_not(app: Flask) -> None:
    assert rendered(app, "{{ _('<b>%(name)s</b>', name=name) }}", name="<i>") == "<b>&lt;i&gt;</b>"


def test_a_sign_of_percent_is_written_twice_as_everywhere(app: Flask) -> None:
    assert rendered(app, "{{ _('100 %%') }}") == "100 %"


def test_the_form_fits_the_number(app: Flask) -> None:
    template = "{{ ngettext('%(num)s thing', '%(num)s things of %(of)s', count, of='<x>') }}"
    assert rendered(app, template, count=1) == "1 thing"
    assert rendered(app, template, count=3) == "3 things of &lt;x&gt;"


def test_plain_text_is_not_escaped(app: Flask) -> None:
    template = "{% autoescape false %}{{ _('%(name)s asked', name=name) }}{% endautoescape %}"
    assert rendered(app, template, name="A & B") == "A & B asked"
