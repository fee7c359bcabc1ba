"""The pages: order, groups, titles. One entry, one file in `pages/`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`key` is the file's name in `pages/` and the path in the address.

    `station`: it is on the route of the course, and can be learnt.
    """

    key: str
    title: str
    icon: str
    group: str
    about: str
    station: bool = True

    @property
    def path(self) -> str:
        """As st.page_link wants it, from the project's root."""
        return "streamlit_app.py" if self.key == "home" else f"pages/{self.key}.py"


PAGES = {
    page.key: page
    for page in (
        Page("home", "开始", ":material/coffee:", "", "这里能做什么，从哪里走起。", False),
        Page(
            "book",
            "一个问题",
            ":material/help:",
            "学",
            "“书”和谁最有关？先猜，学完再回来看。",
        ),
        Page(
            "origins",
            "注意力从哪来",
            ":material/visibility:",
            "学",
            "书桌上的红咖啡杯：什么东西自己跳进眼里，什么是你要找的。",
        ),
        Page(
            "lookup",
            "查一张表",
            ":material/table_view:",
            "学",
            "从“查姓名得年龄”走到“按相似度加权”。",
        ),
        Page(
            "softmax",
            "softmax 与缩放",
            ":material/equalizer:",
            "学",
            "分数怎样变成权重，为什么要除以 √d。",
        ),
        Page(
            "calculator",
            "QKV 计算器",
            ":material/calculate:",
            "学",
            "自己改 Q、K、V，每一步都看得见数。",
        ),
        Page(
            "projections",
            "Q、K、V 从哪来",
            ":material/account_tree:",
            "学",
            "同一句话乘三个矩阵；为什么分几个头，又怎样合起来。",
        ),
        Page(
            "sentence",
            "一句话的注意力",
            ":material/grid_view:",
            "看",
            "写一句话，看真模型每一层、每个头的注意力。",
        ),
        Page(
            "side_by_side",
            "并排：玩具与真模型",
            ":material/compare:",
            "看",
            "同样四步，左边是玩具，右边是真模型的一个头。",
        ),
        Page(
            "chain",
            "一条链",
            ":material/link:",
            "看",
            "真模型的一行，从走进来的一串数到最后的猜测，每个数都写出来。",
        ),
        Page(
            "value_path",
            "值去了哪里",
            ":material/route:",
            "看",
            "取来的值怎样加进去、归一、过前馈，一层一层变成猜测。",
        ),
        Page(
            "verify",
            "验证一句话",
            ":material/experiment:",
            "试",
            "“这个字更看那几个字”：真的吗？每个头过三关，再和碰运气比。",
        ),
        Page(
            "why",
            "为什么看它",
            ":material/account_tree:",
            "试",
            "把一个分数拆到底：是谁写进去的东西，让这两个字对上了？",
        ),
        Page(
            "truth",
            "哪张图说真话",
            ":material/balance:",
            "试",
            "几种画法都说“它看的是这些字”。把字遮住试试，谁说得准？",
        ),
        Page(
            "surgery",
            "动手术",
            ":material/content_cut:",
            "试",
            "遮住一个字，关掉几个头、改改温度：模型还猜得出吗？",
        ),
        Page(
            "pairs",
            "两句对照",
            ":material/difference:",
            "试",
            "只改几个字，注意力变在哪里？同一句话换一个模型来读呢？",
        ),
        Page(
            "practice",
            "练习",
            ":material/edit_note:",
            "练",
            "先猜后看，动手算，想一想。",
        ),
        Page(
            "exam",
            "考一考",
            ":material/quiz:",
            "练",
            "二十道练习里没有的题；结果可以存成一页。",
        ),
        Page(
            "class_set",
            "给全班出题",
            ":material/groups:",
            "练",
            "按技能和帮助的多少出一组题：一个链接，一张可以打印的卷子。",
            station=False,
        ),
        Page(
            "limits",
            "模型与边界",
            ":material/fact_check:",
            "查",
            "这个模型是什么，它的头在做什么，注意力图不能说明什么。",
        ),
        Page(
            "scoreboard",
            "成绩单",
            ":material/leaderboard:",
            "查",
            "每个头对每种句法关系看准多少，和固定看第几个词比，看准的和看错的都摆出来。",
            station=False,
        ),
        Page(
            "upbringing",
            "看它学会",
            ":material/movie:",
            "查",
            "一个模型从随机的数开始：注意力怎样从杂乱到看邻居，猜测怎样变准。",
        ),
        Page(
            "models",
            "换模型",
            ":material/swap_horiz:",
            "查",
            "换一个模型来读：有哪些，多大，从哪里来。",
            station=False,
        ),
        Page("glossary", "术语表", ":material/menu_book:", "查", "每个词、每个符号是什么意思。"),
    )
}


def following(key: str) -> Page | None:
    """The next station of the route, which is the menu from top to bottom; None after the last."""
    keys = list(PAGES)
    after = (PAGES[k] for k in keys[keys.index(key) + 1 :])
    return next((page for page in after if page.station), None)
