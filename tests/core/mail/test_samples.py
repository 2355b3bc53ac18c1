"""Every template of a mail is declared with a sample, and a sample says all that its templates ask for."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine
from pytest_django import Settings

from portero.core.mail.samples import Declared, Sample, all_declared, declare, letter_of
from tests.core.mail.honesty import unlike

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
CASES = [(mail, sample) for mail in all_declared().values() for sample in mail.samples]
NAMES = [f"{mail.kind}-{sample.slug}".rstrip("-") for mail, sample in CASES]


def test_every_mail_is_declared_and_every_declared_mail_has_its_three_templates() -> None:
    kinds = {path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt")}
    undeclared = sorted(kinds - set(all_declared()))
    assert not undeclared, (
        f"No sample of {undeclared}: declare each in `mail_samples.py` of the app that sends it "
        "(docs/mail.md, 'A new mail')."
    )
    for kind in all_declared():
        assert (FOLDER / f"{kind}.html").exists()
        assert (FOLDER / f"{kind}.txt").exists()
    assert set(all_declared()) == kinds


def test_the_docs_list_every_mail_with_what_is_declared() -> None:
    listed = (FOLDER.parents[1] / "docs" / "mails.md").read_text()
    for mail in all_declared().values():
        assert f"| `{mail.kind}` | {mail.when} | {mail.to} |" in listed, f"docs/mails.md on {mail.kind}"
    assert listed.count("| `") == len(all_declared())


@pytest.mark.parametrize(("mail", "sample"), CASES, ids=NAMES)
def test_a_sample_leaves_nothing_unsaid(
    mail: Declared, sample: Sample, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", "MISSING(%s)")
    letter = letter_of(mail.kind, sample)
    for part in letter:
        assert "MISSING(" not in part, part[max(0, part.find("MISSING(") - 60) :][:160]
    assert letter.subject
    assert letter.text.startswith("PORTERO")
    assert "None" not in letter.text


@pytest.mark.parametrize(("mail", "sample"), CASES, ids=NAMES)
def test_a_mail_is_whole(mail: Declared, sample: Sample, settings: Settings) -> None:
    """No leftovers of templates, no relative links, no exclamation marks, no dashes for commas, closed tags."""
    letter = letter_of(mail.kind, sample)
    body = re.sub(r"<style>.*?</style>|<!doctype html>", "", letter.html, flags=re.DOTALL)
    assert not re.search(r"\{\{|\}\}|\{%|%\}|!|—", letter.subject + letter.text + body)
    for link in re.findall(r'(?:href|src)="([^"]*)"', body):
        assert link.startswith((f"{settings.PUBLIC_URL}/", "https://")), link
    for tag in ("table", "tr", "td", "th", "p", "a", "div", "h1", "h2", "b", "span"):
        opened, closed = len(re.findall(rf"<{tag}[\s>]", body)), body.count(f"</{tag}>")
        assert opened == closed, tag


def test_a_kind_is_declared_once() -> None:
    kind = next(iter(all_declared()))
    with pytest.raises(ValueError, match="declared twice"):
        declare(kind, topic="", to="", when="", samples=dict)


def test_a_mail_that_says_something_else_than_its_sample_is_noticed() -> None:
    facts = {"link", "days"}
    assert list(unlike("sell_later", facts)) == []
    assert list(unlike("sell_later", facts | {"number"})) == [
        "The mail sell_later says ['number'] and not []."
    ]
    assert list(unlike("sell_later", {"link"})) == ["The mail sell_later says [] and not ['days']."]
    assert list(unlike("nobody_knows_it", facts)) == ["The mail nobody_knows_it is declared nowhere."]
