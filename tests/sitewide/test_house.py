"""Rules on everything: what must be true of each view, template, topic, setting and migration."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from babel.messages.pofile import read_po
from flask import Flask

from core import config
from core.db import Model, db

ROOT = config.ROOT
AREAS = ("core", "accounts", "pilots", "knowledge", "home")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def literal_calls(name: str) -> set[str]:
    """First arguments of all calls of a function of this name, where they are plain texts."""
    found = set()
    for path in sources(*AREAS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_every_view_says_who_may(whole_app: Flask) -> None:
    silent = [name for name, view in whole_app.view_functions.items() if not hasattr(view, "allowed_by")]
    assert not silent


def test_every_enqueued_topic_has_a_handler_and_every_handler_a_topic(whole_app: Flask) -> None:
    enqueued = literal_calls("enqueue") | literal_calls("enqueue_once")
    assert enqueued == set(whole_app.extensions["outbox"])


def test_every_rendered_template_exists_and_every_template_is_used() -> None:
    texts = {path: path.read_text() for path in [*sources(*AREAS), *(ROOT / "templates").rglob("*.*")]}
    named = {name for text in texts.values() for name in re.findall(r"""["'](\w[\w/.-]*\.(?:html|txt))["']""", text)}
    existing = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")}
    by_pattern = {name for name in existing if name.startswith(("notices/", "mail/", "home/texts/"))}
    assert not {name for name in named if "/" in name} - existing - {name for name in named if "{" in name}
    assert not existing - named - by_pattern


def test_every_kind_of_notice_has_a_sentence_and_a_name(whole_app: Flask) -> None:
    from accounts.queries import kinds

    for code in kinds():
        for suffix in ("txt", "label.txt"):
            assert (ROOT / "templates" / "notices" / f"{code}.{suffix}").exists(), f"{code}.{suffix}"


def test_every_act_in_the_audit_log_has_a_name(whole_app: Flask) -> None:
    from knowledge.rules import MOVES
    from pilots.rules import appointments
    from pilots.rules.nominations import MACHINE

    written = {
        code
        for path in sources("accounts/actions", "accounts/views", "pilots", "knowledge/actions")
        for code in re.findall(r'"((?:core|accounts|pilots|knowledge)\.[a-z_]+)"', path.read_text())
        if path.stem == "actions" or "actions" in path.parts or code.startswith("core.")
    }
    codes = written - set(whole_app.extensions["outbox"]) | {f"knowledge.{name}" for name in MOVES}
    codes |= {f"pilots.{step.name}" for step in MACHINE.steps}
    codes |= {f"pilots.{step.name}" for step in appointments.MACHINE.steps if None not in step.origins}
    codes |= {"accounts.grant_role", "accounts.withdraw_role"}
    assert codes == set(whole_app.extensions["acts"])


def test_no_template_prints_unescaped_text() -> None:
    for path in (ROOT / "templates").rglob("*.*"):
        assert "|safe" not in path.read_text().replace(" ", ""), path


def test_templates_stay_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (ROOT / "templates").rglob("*.html")}
    assert not [path for path, lines in lengths.items() if lines > (160 if path.parent.name == "macros" else 120)]


def test_files_stay_short() -> None:
    long = [path for path in sources(*AREAS, "tests", "bench") if len(path.read_text().splitlines()) > 400]
    assert not long


def test_nothing_imports_the_app() -> None:
    importing = re.compile(r"^\s*(from app import|import app\b)", re.MULTILINE)
    assert not [path for path in sources(*AREAS) if importing.search(path.read_text())]


def test_migrations_make_just_what_the_models_say(app: Flask) -> None:
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    assert compare_metadata(context, Model.metadata) == []


def test_migrations_are_one_line_and_import_no_area() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        assert not re.search(rf"^(from|import) ({'|'.join(AREAS)})\b", path.read_text(), re.MULTILINE), path


def test_every_setting_is_documented() -> None:
    from dataclasses import fields

    text = (ROOT / "docs" / "settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", text, re.MULTILINE))
    assert documented == {field.name.upper() for field in fields(config.Settings)}


def test_every_table_is_in_the_glossary_or_a_detail_of_one() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    missing = [mapper.class_.__name__ for mapper in Model.registry.mappers if f"`{mapper.class_.__name__}`" not in text]
    assert not missing


@pytest.mark.parametrize("folder", AREAS)
def test_every_module_says_what_belongs_there(folder: str) -> None:
    silent = [
        path
        for path in sources(folder)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_one_source_has_one_translation() -> None:
    """The catalogues are joined: of two translations of one text nobody knows which is shown."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "translations" / "de" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de"):
                found.setdefault(str(message.id), set()).add(str(message.string))
    assert not {source: texts for source, texts in found.items() if source and len(texts) > 1}
