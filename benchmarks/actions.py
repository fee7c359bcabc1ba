"""What a learner does on the app, one action at a time, over the websocket."""

import itertools
from dataclasses import dataclass, field
from urllib.parse import urlencode

from lib.model import checkpoints
from tests.visits.learner import Learner, Run

MODEL = checkpoints.CATALOGUE[checkpoints.SHIPPED]
WHO = "猫狗鸟鱼马牛羊兔龙蛇虎鼠"
WHERE = ("公园", "学校", "河边", "山上", "桥下", "城里", "田里", "院子里")
WHAT = ("看花", "唱歌", "读书", "睡觉", "等人", "喝水", "画画", "找朋友")
PAGES = ("sentence", "side_by_side", "verify", "why", "value_path", "surgery")


def sentence(number: int, length: int = 0) -> str:
    """The `number`-th of many sentences, all different; at least `length` characters long."""
    rest, who = divmod(number, len(WHO))
    rest, where = divmod(rest, len(WHERE))
    rest, what = divmod(rest, len(WHAT))
    text = f"小{WHO[who]}今天在{WHERE[where]}{WHAT[what]}"
    if rest:
        text += f"，第{rest}次"
    while len(text) < length:
        text += f"，明天也在{WHERE[(where + len(text)) % len(WHERE)]}{WHAT[len(text) % len(WHAT)]}"
    return (text[: length - 1] if length else text) + "。"


@dataclass
class Action:
    """`name`: what it is called in tables; the run it caused."""

    name: str
    run: Run


@dataclass
class Visitor:
    """One learner with sentences of their own: first a visit, then one action after another."""

    url: str
    number: int
    length: int = 0
    page: str = ""
    learner: Learner = field(init=False)

    def __post_init__(self) -> None:
        self.learner = Learner(self.url)
        self._heads = itertools.cycle(
            (i, j) for j in range(MODEL.heads) for i in range(MODEL.layers)
        )
        self._sentences = itertools.count(self.number * 100)
        self._turn = itertools.count(1)
        self.at = next(self._heads)
        self.text = sentence(next(self._sentences), self.length)

    async def enter(self, page: str = "sentence") -> Action:
        """Open a page with this learner's sentence."""
        return Action("enter", await self._open(page))

    async def head(self) -> Action:
        """Keep the next head."""
        self.at = next(self._heads)
        return await self._pick("head", None)

    async def row(self) -> Action:
        """Keep another row."""
        return await self._pick("row", 1 + next(self._turn) % (len(self.text) - 1))

    async def _pick(self, name: str, token: int | None) -> Action:
        layer, head = self.at
        picked = {"layer": layer, "head": head, "token": token, "turn": next(self._turn)}
        return Action(name, await self.learner.trigger("choice", "picked", picked))

    async def turn_to(self, page: str) -> Action:
        """By the menu to another page, the sentence along."""
        return Action("page", await self._open(page))

    async def _open(self, page: str) -> Run:
        self.page = page
        # 验证 asks about two characters, 动手术 needs a [MASK].
        text = self.text.replace("今天", "今[MASK]") if page == "surgery" else self.text
        query = {"s": text} | ({"to": "今天"} if page == "verify" else {})
        return await self.learner.visit(page, urlencode(query))

    async def write(self) -> Action:
        """A new sentence into the box."""
        self.text = sentence(next(self._sentences), self.length)
        return Action("sentence", await self.learner.choose("s", string_value=self.text))
