"""Settings: which source wins, what is refused, and that an unsafe site does not start."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from core import config
from core.config import Settings, UnsafeConfiguration

SAFE = {
    "mode": "production",
    "secret_key": "k" * 32,
    "base_url": "https://lotsen.stadt.example",
    "mail_url": "smtp://mail.stadt.example",
}


def loaded(folder: Path, file: str = "", environ: dict[str, str] | None = None, **overrides: Any) -> Settings:
    if file:
        (folder / "config.toml").write_text(file, "utf-8")
    return config.load(overrides, {"LOTSENNETZ_INSTANCE": str(folder)} | (environ or {}))


def problems(folder: Path, **changes: Any) -> list[str]:
    return config.check(loaded(folder, **(SAFE | changes)))


def test_without_any_source_the_defaults_apply(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert (settings.city, settings.mode, settings.instance) == ("Lindenbruck", "demo", tmp_path)
    assert settings.database_uri == f"sqlite:///{tmp_path}/site.db"


def test_the_file_wins_over_defaults_the_environment_over_the_file_and_overrides_over_all(tmp_path: Path) -> None:
    file = 'CITY = "A"\nsession_days = 3\nMAIL_FROM = "a@a.example"'
    settings = loaded(tmp_path, file, {"LOTSENNETZ_CITY": "B", "LOTSENNETZ_SESSION_DAYS": "5"}, city="C")
    assert (settings.city, settings.session_days, settings.mail_from) == ("C", 5, "a@a.example")


def test_the_environment_of_the_tests_is_no_setting(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"LOTSENNETZ_TEST_DATABASES": "sqlite", "CITY": "B"}).city == "Lindenbruck"


@pytest.mark.parametrize(
    ("file", "environ", "named"),
    [
        ('CITTY = "A"', {}, "citty"),
        ("", {"LOTSENNETZ_CITTY": "A"}, "citty"),
        ("SESSION_DAYS = 'many'", {}, "SESSION_DAYS"),
        ("SESSION_DAYS = 1.5", {}, "SESSION_DAYS"),
        ("SESSION_DAYS = true", {}, "SESSION_DAYS"),
        ("SECRET_KEY = 12345678901234567890123456789012", {}, "SECRET_KEY"),
        ("CITY = [", {}, "config.toml"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(
    tmp_path: Path, file: str, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(UnsafeConfiguration, match=named):
        loaded(tmp_path, file, environ)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes('CITY = "Köln"'.encode("latin-1"))
    with pytest.raises(UnsafeConfiguration, match=r"config\.toml"):
        loaded(tmp_path)


def test_a_safe_production_site_may_start(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"pass_on_after_hours": 40}, "REMIND_AFTER_HOURS"),
        ({"pass_on_after_hours": 24}, "REMIND_AFTER_HOURS"),
        ({"remind_after_hours": 17}, "REMIND_AFTER_HOURS"),
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "k" * 31}, "SECRET_KEY"),
        ({"base_url": "http://lotsen.stadt.example"}, "BASE_URL"),
        ({"mail_url": "folder:mail"}, "MAIL_URL"),
        ({"mail_url": "console:"}, "MAIL_URL"),
        ({"mail_url": "mail.stadt.example"}, "MAIL_URL"),
        ({"mode": "Production"}, "MODE"),
        ({"search_engine": "elastic"}, "SEARCH_ENGINE"),
        ({"session_days": 0}, "SESSION_DAYS"),
        ({"office_after_hours": -1}, "OFFICE_AFTER_HOURS"),
        ({"trusted_proxies": -1}, "TRUSTED_PROXIES"),
    ],
)
def test_an_unsafe_site_does_not_start(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    assert any(problem.startswith(named) for problem in problems(tmp_path, **changes))
    with pytest.raises(UnsafeConfiguration, match=named):
        create_app(SAFE | changes | {"instance": tmp_path})


def test_the_demo_makes_its_key_once_for_this_account_alone(tmp_path: Path) -> None:
    first, again = loaded(tmp_path / "new"), loaded(tmp_path / "new")
    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_production_makes_no_key_by_itself(tmp_path: Path) -> None:
    assert loaded(tmp_path, **(SAFE | {"secret_key": ""})).secret_key == ""
    assert not (tmp_path / "secret_key").exists()


def test_https_decides_on_the_cookie(tmp_path: Path) -> None:
    app = create_app(SAFE | {"instance": tmp_path})
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-lotsennetz"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_the_documented_defaults_are_the_real_ones() -> None:
    text = (config.ROOT / "docs" / "settings.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", text, re.MULTILINE))
    real = {field.name.upper(): str(field.default) for field in fields(Settings) if field.name != "instance"}
    assert {name: documented[name].strip("`") for name in real} == {
        name: value or "empty" for name, value in real.items()
    }


def test_every_setting_explains_itself() -> None:
    assert all(field.metadata["explanation"] for field in fields(Settings))
