"""Breaking and shrinking text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screen.wrapping import fit, wrap

CLOSING = "，。、；：！？）》」』"
OPENING = "（《「『"


def measure(text: str, size: int) -> float:
    """Chinese characters are as wide as high, others half."""
    return sum(size if ord(character) > 0x2E00 else size / 2 for character in text)


def lines_of(
    text: str, width: int, *, size: int = 10, max_lines: int = 3, smallest: int = 6
) -> tuple[str, ...]:
    return fit(
        text,
        width=width,
        height=200,
        size=size,
        smallest=smallest,
        max_lines=max_lines,
        measure=measure,
    ).lines


def test_a_short_text_stays_on_one_line_at_its_size() -> None:
    fitted = fit("请取号", width=100, height=20, size=20, smallest=10, max_lines=1, measure=measure)
    assert (fitted.size, fitted.lines, fitted.cut, fitted.height) == (20, ("请取号",), False, 20)


def test_a_long_line_shrinks_until_it_fits() -> None:
    fitted = fit("请取号请取号", width=100, height=20, size=20, smallest=10, max_lines=1, measure=measure)
    assert fitted.lines == ("请取号请取号",)
    assert not fitted.cut
    assert measure(fitted.lines[0], fitted.size) <= 100
    assert fitted.size >= 14


def test_what_does_not_fit_at_the_smallest_size_ends_with_an_ellipsis_and_says_so() -> None:
    fitted = fit("请取号" * 9, width=100, height=20, size=20, smallest=16, max_lines=1, measure=measure)
    assert fitted.cut
    assert fitted.lines[0].endswith("…")
    assert measure(fitted.lines[0], 16) <= 100


def test_closing_punctuation_never_begins_a_line_and_opening_never_ends_one() -> None:
    for width in range(20, 120):
        lines = wrap("您好，请到（三号）窗口。谢谢！", width, 10, measure)
        assert all(line[0] not in CLOSING for line in lines)
        assert all(line[-1] not in OPENING for line in lines)


def test_words_and_numbers_stay_whole_while_there_is_room() -> None:
    assert wrap("Medical insurance", 60, 10, measure) == ["Medical", "insurance"]
    assert "13:30–17:00" in " ".join(wrap("每周二 13:30–17:00 驻点", 70, 10, measure))


def test_a_word_too_long_for_the_line_makes_the_text_smaller_before_it_is_broken() -> None:
    assert lines_of("Medical insurance", 40, size=10, smallest=6) == ("Medical", "insurance")


def test_two_lines_are_even_and_break_where_a_clause_ends() -> None:
    assert lines_of("二十秒后返回首页，触摸屏幕继续", 130) == ("二十秒后返回首页，", "触摸屏幕继续")
    assert lines_of("Please come back in its hours", 130) == ("Please come back", "in its hours")


def test_a_line_feed_always_breaks() -> None:
    assert lines_of("前\n后", 100) == ("前", "后")


@given(
    st.text(alphabet="请取号，。（）《》 abcdef0123:–·", min_size=1, max_size=60),
    st.integers(30, 400),
    st.integers(1, 4),
)
def test_nothing_is_lost_and_nothing_is_wider_than_its_box(text: str, width: int, max_lines: int) -> None:
    fitted = fit(text, width=width, height=400, size=24, smallest=12, max_lines=max_lines, measure=measure)
    assert 1 <= len(fitted.lines) <= max_lines
    assert all(measure(line, fitted.size) <= width for line in fitted.lines)
    if not fitted.cut:
        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")
