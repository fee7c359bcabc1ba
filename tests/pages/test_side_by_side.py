"""并排：玩具与真模型 without a browser."""

import pytest

from lib.toy import LARGEST, PRESETS
from tests.pages.open_page import charts, open_page, said
from tests.told import differences


def difference(at) -> float:
    """What the page says of its own result against the model's."""
    text = "\n".join(box.value for kind in (at.success, at.info) for box in kind)
    return differences(text)[0]


def test_both_sides_stand_and_agree_with_the_model():
    at = open_page("side_by_side")
    assert not at.exception and not at.error
    assert charts(at) == 6  # three on each side
    assert difference(at) < 1e-5


def test_numbers_and_code_come_when_their_boxes_are_opened():
    at = open_page("side_by_side")
    assert not at.dataframe and not at.code
    at.session_state["numbers"] = at.session_state["code"] = True  # as a click does
    at.run()
    assert not at.exception
    query, keys, values, steps = (frame.value for frame in at.dataframe)
    assert query.shape[1] + 1 == keys.shape[1] == values.shape[1]  # 词元 stands before the numbers
    assert steps["权重"].sum() <= 1 + 1e-6 and list(steps["键"]) == list(keys["词元"])
    assert [code.value.split("(")[0] for code in at.code] == [
        "def scaled_dot_product",
        "def bring_down",
    ]


@pytest.mark.parametrize(("layer", "head"), [(1, 1), (2, 3), (4, 4)])
def test_every_head_agrees_with_the_model(layer, head):
    at = open_page("side_by_side", s="小猫追着太阳跑。", layer=str(layer), head=str(head))
    assert not at.exception and not at.error
    assert difference(at) < 1e-5


def test_a_temperature_is_seen_as_a_difference():
    at = open_page("side_by_side", layer="2", head="2", t="5")
    assert not at.exception
    assert difference(at) > 0.05


@pytest.mark.parametrize("title", [preset.title for preset in PRESETS.values()])
def test_every_preset_can_stand_on_the_left(title):
    at = open_page("side_by_side", toy=title)
    assert not at.exception and not at.error
    assert charts(at) == 6


def test_more_than_eight_keys_are_too_many_to_see():
    at = open_page("side_by_side")
    at.multiselect(key="keys").set_value(list(range(LARGEST + 3))).run()
    assert not at.exception
    assert "只画前 8 个" in said(at)


def test_blocking_every_key_of_the_toy_is_explained():
    at = open_page("side_by_side")
    at.multiselect(key="blocked").set_value([0, 1, 2, 3]).run()
    assert not at.exception
    assert "键全被屏蔽了" in said(at)


def test_blocking_every_key_of_the_real_head_is_explained():
    at = open_page("side_by_side", s="你好")
    at.multiselect(key="masked").set_value([0, 1, 2, 3]).run()
    assert not at.exception
    assert "键全被屏蔽了" in said(at)


def test_a_change_of_sentence_keeps_no_key_that_is_gone():
    at = open_page("side_by_side")
    at.multiselect(key="keys").set_value([15, 16, 17]).run()
    at.multiselect(key="masked").set_value([18]).run()
    at.text_input(key="s").set_value("你好").run()
    assert not at.exception and not at.error
    assert charts(at) == 6


def test_a_smaller_table_keeps_no_blocked_key_that_is_gone():
    at = open_page("side_by_side", toy="书桌上的五样东西")
    at.multiselect(key="blocked").set_value([4]).run()
    at.selectbox(key="toy").set_value("“它”指谁").run()
    assert not at.exception and not at.error


def test_a_covered_character_is_guessed_before_and_after_a_change():
    at = open_page("side_by_side", s="今天天气真[MASK]啊！", t="3")
    assert not at.exception and not at.error
    guesses = [m.value for m in at.markdown if "猜：" in m.value]
    assert len(guesses) == 2
    assert guesses[0] != guesses[1]


@pytest.mark.parametrize(
    "query",
    [
        {"layer": "99", "head": "0", "q": "999"},
        {"toy": "没有这张表", "row": "9"},
        {"keys": "99", "masked": "99", "blocked": "99"},
        {"keys": "<script>", "t": "-1", "sqrt": "x"},
        {"s": "<script>alert(1)</script>你好", "q": "1"},
        {"s": "你", "q": "1"},
        {"s": "![](//a.invalid/b)$x$好", "q": "2"},
    ],
    ids=repr,
)
def test_a_hostile_address_leaves_the_page_standing(query):
    at = open_page("side_by_side", **query)
    assert not at.exception and not at.error
    assert charts(at) == 6


@pytest.mark.parametrize(
    ("sentence", "message"),
    [("。。。", "只有标点和空白"), ("🙂", "全是 [UNK]"), ("你[SEP]好", "是模型自己加的记号")],
)
def test_a_sentence_that_cannot_be_read_is_explained(sentence, message):
    at = open_page("side_by_side", s=sentence)
    assert not at.exception
    assert message in said(at)


def test_what_was_changed_here_is_changed_nowhere_else():
    """A temperature set here stood on 动手术 as “改动之后” before anything was touched."""
    at = open_page("side_by_side", s="今天天气真[MASK]啊！")
    at.select_slider(key="t").set_value(5.0).run()
    at.toggle(key="sqrt").set_value(False).run()
    at.toggle(key="uniform").set_value(True).run()
    at.multiselect(key="masked").set_value([3]).run()
    for page in ("surgery", "calculator"):
        at.query_params.clear()  # links within the app carry no choice of another page
        at.switch_page(f"pages/{page}.py").run()
        if page == "surgery":
            at.text_input(key="s").set_value("今天天气真[MASK]啊！").run()
        assert not at.exception
        assert "改动之后" not in [m.value for m in at.markdown]
        assert [s.value for s in at.select_slider if s.label == "温度"] == [1.0], page
        assert all(t.value for t in at.toggle if "d_k" in t.label), page
        assert not any(t.value for t in at.toggle if t.label == "注意力拉平"), page
        assert all(m.value == [] for m in at.multiselect), page
