"""[MASK] as people type it, and traditional characters."""

import pytest

from lib.text.chinese import simplified, with_masks


@pytest.mark.parametrize(
    "typed",
    [
        "[MASK]",
        "【MASK】",
        "［MASK］",
        "[mask]",
        "<mask>",
        "[ MASK ]",
        "［ＭＡＳＫ］",
        "【 Mask　】",
    ],
)
def test_a_mask_is_understood_however_it_is_typed(typed):
    assert with_masks(f"今天{typed}ＡＢ【真】好") == "今天[MASK]ＡＢ【真】好"


@pytest.mark.parametrize("typed", ["mask", "面具（masks）", "[MASKED]", "【 】", "[ma sk]"])
def test_what_is_no_mask_stays(typed):
    assert with_masks(typed) == typed


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("我昨天在圖書館讀了一本很有趣的書。", "我昨天在图书馆读了一本很有趣的书。"),
        ("頭髮乾淨，後面有一隻貓。", "头发干净，后面有一只猫。"),  # by words: 發 and 髮 are 发
        ("小猫追着太阳跑。", "小猫追着太阳跑。"),
        ("今天[MASK]氣好", "今天[MASK]气好"),
    ],
)
def test_traditional_characters_become_simplified(typed, plain):
    assert simplified(typed) == plain
