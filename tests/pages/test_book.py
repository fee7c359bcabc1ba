"""一个问题 without a browser: asked first, kept, and taken up again by two ways of asking."""

from tests.pages.lesson import button, open_lesson, words


def test_a_guess_is_kept_and_comes_back_with_the_answer():
    at = open_lesson("book", 1)
    assert not at.exception
    at.button_group(key="first_guess").set_value(["图书馆", "本"]).run()
    assert any("记下了" in box.value for box in at.success)
    at.button_group(key="book_step").set_value("2").run(timeout=120)
    assert not at.exception and not at.error
    assert "你当时猜的是：**图书馆**、**本**" in words(at)
    table = at.table[0].value
    assert table.loc["图书馆", "你猜的"] == "✓" and table.loc["读", "你猜的"] == ""
    assert "第 3 层第 2 头" in table.columns


def test_more_than_three_words_are_not_taken():
    at = open_lesson("book", 1)
    at.button_group(key="first_guess").set_value(["我", "在", "读", "本"]).run()
    assert at.warning and not at.success


def test_the_answer_s_shares_of_all_heads_are_not_the_claim_s():
    at = open_lesson("book", 2)
    assert not at.exception
    assert "（你没有记下猜测。）" in words(at)
    assert "[[" not in words(at)


def test_going_on_says_that_it_is_learnt():
    at = open_lesson("book", 1)
    button(at, "下一站：注意力从哪来").click().run()
    assert "book" in at.session_state["_progress"].lessons
