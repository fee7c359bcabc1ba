"""The relations of Universal Dependencies, as a learner reads them: who looks at whom."""

# relation: (name, the dependent looks at its head, the head looks at its dependent)
NAMES = {
    "nmod": ("名词定语", "名词定语看中心语", "中心语看名词定语"),
    "nsubj": ("主语", "主语看谓语", "谓语看主语"),
    "case": ("介词和“的”", "介词或“的”看它跟着的名词", "名词看它的介词或“的”"),
    "obj": ("宾语", "宾语看动词", "动词看宾语"),
    "mark": ("从属标记", "从属标记看它标的动词", "动词看从属标记"),
    "nummod": ("数量定语", "数词看被数的名词", "名词看它的数词"),
    "compound": ("复合词", "复合词的前一半看后一半", "复合词的后一半看前一半"),
    "advcl": ("状语从句", "状语从句看主句动词", "主句动词看状语从句"),
    "obl": ("介词状语", "介词带的名词看动词", "动词看介词带的名词"),
    "advmod": ("副词状语", "副词看它修饰的词", "词看修饰它的副词"),
    "conj": ("并列", "并列的后项看前项", "并列的前项看后项"),
    "acl": ("定语从句", "定语从句看中心语", "中心语看定语从句"),
    "parataxis": ("并置分句", "并置的分句看主句", "主句看并置的分句"),
    "ccomp": ("宾语从句", "宾语从句看主句动词", "主句动词看宾语从句"),
    "clf": ("量词", "量词看数词", "数词看量词"),
    "amod": ("形容词定语", "形容词定语看中心语", "中心语看形容词定语"),
    "aux": ("助动词", "助动词看动词", "动词看助动词"),
    "cop": ("系词", "“是”看表语", "表语看“是”"),
    "cc": ("连词", "连词看并列的后项", "并列的后项看连词"),
    "xcomp": ("补语动词", "补语动词看主要动词", "主要动词看补语动词"),
    "flat": ("名字的各部分", "名字的后部看前部", "名字的前部看后部"),
    "det": ("限定词", "限定词看名词", "名词看限定词"),
    "appos": ("同位语", "同位语看本名", "本名看同位语"),
    "csubj": ("主语从句", "主语从句看谓语", "谓语看主语从句"),
}


def title(relation: str) -> str:
    """宾语（obj）."""
    return f"{NAMES[relation][0]}（{relation}）" if relation in NAMES else relation


def name(relation: str, direction: int) -> str:
    """动词看宾语; `direction` as in `relations.DIRECTIONS`."""
    if relation in NAMES:
        return NAMES[relation][1 + direction]
    return f"{relation}：" + ("从属词看中心词" if direction == 0 else "中心词看从属词")


def offset_name(offset: int) -> str:
    """固定看后面第 2 个词."""
    return f"固定看{'后' if offset > 0 else '前'}面第 {abs(offset)} 个词"
