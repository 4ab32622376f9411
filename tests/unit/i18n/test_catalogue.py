"""Catalogues whose languages agree, and those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import Catalogue, CatalogueFault
from i18n.catalogue import placeholders


def write(folder: Path, zh: str, en: str) -> Path:
    (folder / "zh.toml").write_text(zh, encoding="utf-8")
    (folder / "en.toml").write_text(en, encoding="utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(CatalogueFault) as fault:
        Catalogue.load(folder)
    return str(fault.value).splitlines()


def test_texts_are_found_by_dotted_keys_and_filled_in(tmp_path: Path) -> None:
    catalogue = Catalogue.load(
        write(
            tmp_path,
            '[ticket]\nahead = "前面 {count} 人"\n[ticket.slip]\nhint = "请取走小票"',
            '[ticket]\nahead = "{count} ahead"\n[ticket.slip]\nhint = "Take your slip"',
        )
    )
    assert catalogue.languages == ("zh", "en")
    words = catalogue.words("zh")
    assert words("ticket.ahead", count=4) == "前面 4 人"
    assert catalogue.words("en")("ticket.slip.hint") == "Take your slip"
    assert list(words) == ["ticket.ahead", "ticket.slip.hint"]
    assert "ticket.ahead" in words
    assert "ticket" not in words


def test_an_unknown_key_language_or_value_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    catalogue = Catalogue.load(write(tmp_path, 'a = "{count}"', 'a = "{count}"'))
    with pytest.raises(KeyError):
        catalogue.words("zh")("b")
    with pytest.raises(KeyError):
        catalogue.words("zh")("a")
    with pytest.raises(KeyError):
        catalogue.words("fr")


def test_a_value_with_braces_is_not_filled_in_again(tmp_path: Path) -> None:
    catalogue = Catalogue.load(write(tmp_path, 'a = "{name}"', 'a = "{name}"'))
    assert catalogue.words("zh")("a", name="{count}") == "{count}"


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        'a = "{count} 人"\nb = "只有中文"\nc = " "\nd = "{"\ne = "{0}"',
        'a = "{number}"\nc = "x"\nd = "x"\ne = "{0}"\nf = "English only"',
    )
    assert sorted(mistakes(folder)) == sorted(
        [
            "zh c: is empty",
            "zh d: Single '{' encountered in format string",
            "zh e: {0} is not a plain name",
            "en e: {0} is not a plain name",
            "en b: is missing",
            "zh f: is missing",
            "a: zh has {count}, en has {number}",
        ]
    )


@pytest.mark.parametrize("text", ["a = 1", "a = ['x']", "a = 'x"])
def test_what_is_not_a_text_is_refused(tmp_path: Path, text: str) -> None:
    assert mistakes(write(tmp_path, text, 'a = "x"'))


def test_a_language_without_a_file_is_an_error_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "zh.toml").write_text('a = "x"')
    with pytest.raises(FileNotFoundError):
        Catalogue.load(tmp_path)


def test_placeholders_are_found_also_twice_and_not_in_doubled_braces() -> None:
    assert placeholders("{a} und {b} und {a} {{c}}") == {"a", "b"}
