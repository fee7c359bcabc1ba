"""What the course says before it uses it: words at their first place, skills in their lesson."""

import ast
import re
from pathlib import Path

import pytest

from lib.course.lessons import texts
from lib.course.skills import SKILLS
from lib.ui.menu import PAGES

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
ROUTE = [page.key for page in PAGES.values() if page.station]


def words_of(page: str) -> str:
    """What a lesson says without the reader opening anything that is marked as deeper."""
    path = texts.FOLDER / f"{page}.md"
    if not path.is_file():
        return ""
    steps = texts.sections(page).values()
    return "\n".join(f"{step.title}\n{step.text}" for step in steps) or path.read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("熵", "(term:entropy)"),
        ("参数", "(term:parameter)"),
        ("log 概率", "(term:log-probability)"),
        ("转置", "读作“转置”"),
        ("矩阵", "就成了矩阵"),
        ("残差", "(term:residual)"),
        ("层归一化", "(term:layer-norm)"),
        ("前馈", "(term:feed-forward)"),
        ("注意力推演", "一层层乘起来，追着消息"),
        ("值归零", "值换成 0"),
        ("积分梯度", "一点点走到全部看见"),
        ("玩具", "手工搭的小例子"),
        ("softmax", "份额都是正的，加起来是 100%。这种变法叫"),
        ("√", "除一除，免得加起来的和太大"),
        (r"\top", "读作“转置”"),
        ("词表", "（模型认得的全部词元）"),
        ("##", "接在前一片后面的"),
        ("第几段", "第一句还是第二句"),
        ("等级相关", "(term:rank-correlation)"),
        ("BERT", "(term:bert)"),
        ("验证集", "(term:validation)"),
        ("词元", "(term:token)"),
        ("因果掩码", "(term:causal-mask)"),
        ("位置向量", "(term:position)"),
        ("偏置", "(term:bias)"),
        ("神经网络", "（neural network）"),
        ("Transformer", "Transformer 是 2017 年提出的"),
    ],
)
def test_a_word_is_explained_where_the_route_first_uses_it(word, says):
    first = next(page for page in ROUTE if word in words_of(page))
    assert says in words_of(first), f"{word} comes first in {first}"


@pytest.mark.parametrize(
    "word", ["隐藏状态", "嵌入", "⊙", "hidden state", "embedding", "attention head"]
)
def test_a_page_says_no_word_of_the_trade_that_the_course_does_not_teach(word):
    """What the pages themselves write; comments and docstrings are not for learners."""
    for page in ROUTE:
        path = ROOT / ("streamlit_app.py" if page == "home" else f"pages/{page}.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert word not in node.value or not CHINESE.search(node.value), (page, node.value)


CITED = re.compile(
    r"([A-Z][a-z]+)(?: et al\.| 等| [&与和] [A-Z][a-z]+|)[ ，（]{0,2}((?:18|19|20)\d\d)"
)


def test_every_source_that_the_course_names_stands_among_the_references():
    course = Path(texts.FOLDER).parent
    told = [*course.rglob("*.md"), *course.rglob("*.toml"), ROOT / "lib/ui/course/today_panel.py"]
    cited = {found for path in told for found in CITED.findall(path.read_text("utf-8"))}
    listed = (texts.FOLDER / "limits.md").read_text("utf-8").split("**参考**")[1].splitlines()
    assert len(cited) > 15
    lost = [(n, year) for n, year in cited if not any(n in x and year in x for x in listed)]
    assert lost == []


@pytest.mark.parametrize(
    ("skill", "told"),
    [
        ("blocking", "别的键之间的比例不变"),
        ("blocking", "把一个字换成 [MASK]"),
        ("softmax", "自然对数"),
        ("position", "次序打乱也看不出来"),
        ("residual", "残差连接"),
        ("direction", "“甲看乙”和“乙看甲”是两格，不必一样"),
        ("spread", "越散，熵越大"),
        ("separators", "没有什么要找的时候，总得停在哪里"),
        ("position", "位置向量"),
        ("value-size", "权重 × 值"),
        ("claims", "不是“模型因为它才这样猜”"),
        ("ablation", "概率只剩一半"),
    ],
)
def test_a_skill_is_taught_by_the_lesson_that_it_names(skill, told):
    """Outside of what is folded away as deeper."""
    assert told in words_of(SKILLS[skill].lesson)
