"""Every term of the course: Chinese, English, symbol, shape, meaning, and where it appears."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """`symbol` is LaTeX, `shape` in words of the page; `pages` are pages of the menu.

    `meaning` is two short sentences: what it is, and what to know when using it.
    """

    key: str
    zh: str
    en: str
    group: str
    meaning: str
    pages: tuple[str, ...]
    symbol: str = ""
    shape: str = ""


GROUPS = ("从哪来", "词元和向量", "四步", "头和层", "量一量", "掩码和改动", "读懂的限度")

_TERMS = (
    # ── 从哪来 ──
    Term(
        "attention",
        "注意力",
        "attention",
        "从哪来",
        "按查询和键的匹配程度，给每个值一个权重，再把值加起来。谁更相关，谁在结果里就占得更多。",
        ("origins", "lookup"),
        r"\mathrm{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        "查询数 × d_v",
    ),
    Term(
        "involuntary",
        "非自主提示",
        "involuntary cue",
        "从哪来",
        "东西自己显眼，不用你去找，比如桌上唯一的红杯子。它对应键自己的特点，与查询无关。",
        ("origins",),
    ),
    Term(
        "voluntary",
        "自主提示",
        "voluntary cue",
        "从哪来",
        "你心里有目标，主动去找，比如“我要读书”。它对应查询。",
        ("origins",),
    ),
    Term(
        "pooling",
        "平均汇聚",
        "average pooling",
        "从哪来",
        "没有查询，每个值都占一样多，结果就是平均数。它是注意力最简单的样子，用来作比较。",
        ("origins", "softmax"),
        r"\frac{1}{n}\sum_j v_j",
        "d_v",
    ),
    Term(
        "hard-lookup",
        "硬查询",
        "hard lookup",
        "从哪来",
        "只取匹配得最好的那些行，别的完全不管。多行并列第一时取平均；它等于温度趋近 0 的注意力。",
        ("lookup", "calculator"),
    ),
    Term(
        "soft-lookup",
        "软查询",
        "soft lookup",
        "从哪来",
        "每一行都按匹配程度出一点力，结果是加权平均。注意力就是一次软查询。",
        ("lookup", "calculator"),
    ),
    # ── 词元和向量 ──
    Term(
        "token",
        "词元",
        "token",
        "词元和向量",
        "模型读句子的最小单位。中文 BERT 里多半是一个字，字母和数字可能合成一个词片。",
        ("sentence",),
        "n",
        "一句话有 n 个",
    ),
    Term(
        "embedding",
        "词向量",
        "embedding",
        "词元和向量",
        "代表一个词元的一串数。同一个字进模型时总是同一个词向量，再加上位置向量。",
        ("calculator", "sentence"),
        "x",
        "d_model",
    ),
    Term(
        "position",
        "位置向量",
        "position embedding",
        "词元和向量",
        "告诉模型这是第几个词元的一串数，加在词向量上。没有它，注意力分不出先后。",
        ("sentence",),
        "",
        "d_model",
    ),
    Term(
        "d-model",
        "模型宽度",
        "model width",
        "词元和向量",
        "每个词元的向量有多少维。各个头平分这个宽度。",
        ("calculator",),
        r"d_{\text{model}}",
        "一个整数",
    ),
    Term(
        "special-token",
        "特殊词元",
        "special token",
        "词元和向量",
        "模型自己放进去的记号：[CLS] 在最前，[SEP] 在最后。它们也是键，也分走权重。",
        ("sentence",),
    ),
    Term(
        "unk",
        "未知词元",
        "[UNK], unknown token",
        "词元和向量",
        "词表里没有的字，模型只看到 [UNK]。页面仍显示你写的字，并做上记号。",
        ("sentence",),
    ),
    # ── 四步 ──
    Term(
        "query",
        "查询",
        "query",
        "四步",
        "一个词元拿去“问”的向量，由 x 乘 W_Q 得来。权重表里一个查询占一行。",
        ("lookup", "calculator", "side_by_side"),
        "Q",
        "查询数 × d_k",
    ),
    Term(
        "key",
        "键",
        "key",
        "四步",
        "一个词元供人来“配”的向量，由 x 乘 W_K 得来。权重表里一个键占一列。",
        ("lookup", "calculator", "side_by_side"),
        "K",
        "键数 × d_k",
    ),
    Term(
        "value",
        "值",
        "value",
        "四步",
        "一个词元被看到时交出去的向量，由 x 乘 W_V 得来。它不影响权重，只在最后一步被加起来。",
        ("lookup", "calculator", "side_by_side"),
        "V",
        "键数 × d_v",
    ),
    Term(
        "projection",
        "投影矩阵",
        "projection matrix",
        "四步",
        "把 x 变成 q、k、v 的三个矩阵，里面的数是训练学来的。每个头有自己的一套。",
        ("calculator",),
        r"W_Q, W_K, W_V",
        "d_model × d_k",
    ),
    Term(
        "dot-product",
        "点积",
        "dot product",
        "四步",
        "两个一样长的向量，对应的数相乘再相加。方向越一致、长度越大，点积越大。",
        ("lookup", "calculator"),
        r"q\cdot k",
        "一个数",
    ),
    Term(
        "score",
        "分数",
        "attention score",
        "四步",
        "查询和键的点积，还没有除以 √d_k，也没有做 softmax。它可以是负数，也不用加起来等于 1。",
        ("calculator", "side_by_side"),
        r"QK^\top",
        "查询数 × 键数",
    ),
    Term(
        "scale",
        "缩放",
        "scaling",
        "四步",
        "分数除以 √d_k。维数越大点积的波动越大，除一除，softmax 才不会太尖。",
        ("softmax", "calculator"),
        r"\frac{1}{\sqrt{d_k}}",
        "一个数",
    ),
    Term(
        "d-k",
        "键的维数",
        "key dimension",
        "四步",
        "一个查询或键有几个数。查询和键必须一样长，才能做点积。",
        ("calculator", "softmax"),
        "d_k",
        "一个整数",
    ),
    Term(
        "d-v",
        "值的维数",
        "value dimension",
        "四步",
        "一个值有几个数，输出也就有几个数。它可以和 d_k 不同；BERT 里两者相同。",
        ("calculator",),
        "d_v",
        "一个整数",
    ),
    Term(
        "softmax",
        "softmax",
        "softmax",
        "四步",
        "把一行分数变成权重：先取 e 的几次方，再除以总和。"
        "结果都大于 0，加起来是 1，只看分数之间的差。",
        ("softmax", "calculator"),
        r"\frac{e^{s_j}}{\sum_i e^{s_i}}",
        "和分数一样",
    ),
    Term(
        "weight",
        "注意力权重",
        "attention weight",
        "四步",
        "softmax 的结果：一个查询分给一个键的比例。每一行加起来是 1，列没有这个规定。",
        ("calculator", "sentence", "side_by_side"),
        "A",
        "查询数 × 键数",
    ),
    Term(
        "context",
        "输出向量",
        "context vector",
        "四步",
        "权重乘值，再加起来。每个查询得到一个，和值一样长。",
        ("calculator", "side_by_side"),
        "AV",
        "查询数 × d_v",
    ),
    Term(
        "temperature",
        "温度",
        "temperature",
        "四步",
        "softmax 之前用来除分数的正数。低于 1 更尖，高于 1 更平；BERT 用的是 1。",
        ("softmax", "calculator"),
        "T",
        "一个正数",
    ),
    # ── 头和层 ──
    Term(
        "head",
        "头",
        "attention head",
        "头和层",
        "一套自己的 W_Q、W_K、W_V 和它算出的一张权重表。一层里有几个头，各看各的。",
        ("sentence", "side_by_side"),
        "h",
        "一层有 h 个",
    ),
    Term(
        "multi-head",
        "多头注意力",
        "multi-head attention",
        "头和层",
        "几个头各算一遍，结果拼起来，再乘输出矩阵。宽度由各个头平分，参数总数不变。",
        ("calculator",),
        "",
        "n × d_model",
    ),
    Term(
        "output-projection",
        "输出矩阵",
        "output projection",
        "头和层",
        "把拼起来的各个头混在一起的矩阵。没有它，各个头的结果就各占一段，互不相干。",
        ("calculator",),
        "W_O",
        "d_model × d_model",
    ),
    Term(
        "layer",
        "层",
        "layer",
        "头和层",
        "一次多头注意力，再加一个逐词元的小网络。层数越高，每个位置混进的内容越多。",
        ("sentence",),
        "L",
        "模型有 L 层",
    ),
    Term(
        "self-attention",
        "自注意力",
        "self-attention",
        "头和层",
        "查询、键、值都来自同一句话的注意力。每个词元既提问，也被看。",
        ("sentence",),
    ),
    Term(
        "bert",
        "BERT",
        "BERT",
        "头和层",
        "一种靠猜被遮住的词来训练的模型，每个词元前后都能看（Devlin et al. 2019）"
        "。它不从左往右写文章。",
        ("sentence",),
    ),
    Term(
        "checkpoint",
        "检查点",
        "checkpoint",
        "头和层",
        "训练好的一整套参数，存成文件。换一个检查点，所有的数都会变。",
        ("sentence",),
    ),
    # ── 量一量 ──
    Term(
        "heat-map",
        "热力图",
        "heat map",
        "量一量",
        "把权重表画成颜色：行是查询，列是键，越深权重越大。先找行，再找列。",
        ("sentence", "side_by_side"),
        "",
        "查询数 × 键数",
    ),
    Term(
        "entropy",
        "熵",
        "entropy",
        "量一量",
        "一行权重有多分散：全给一个键是 0，平均分最大。"
        "除以 log n 以后在 0 和 1 之间，长短不同的句子才好比。",
        ("sentence",),
        r"-\sum_j a_j\log a_j",
        "每行一个数",
    ),
    Term(
        "distance",
        "平均距离",
        "mean distance",
        "量一量",
        "按权重平均，一个查询看到几个词元之外。看自己是 0，看隔壁是 1。",
        ("sentence",),
        r"\sum_j a_{ij}\,|i-j|",
        "每行一个数",
    ),
    Term(
        "value-norm",
        "权重 × 值的长度",
        "norm-weighted attention",
        "量一量",
        "一个键真正加进输出的向量有多长（Kobayashi et al. 2020）。权重大而值短，加进去的也不多。",
        ("sentence",),
        r"\lVert a_j v_j\rVert",
        "查询数 × 键数",
    ),
    Term(
        "word",
        "分词",
        "word segmentation",
        "量一量",
        "把几个字合成一个词来看权重：键相加，查询取平均，"
        "每一行仍然加起来是 1。怎样分是人定的，可以改。",
        ("sentence",),
    ),
    # ── 掩码和改动 ──
    Term(
        "mask-token",
        "遮盖词元",
        "[MASK]",
        "掩码和改动",
        "放在句子里、请模型来猜的记号。它占着位置，别的字照样可以看它。",
        ("sentence",),
    ),
    Term(
        "blocked",
        "屏蔽",
        "attention mask",
        "掩码和改动",
        "不许查询看某个键：把它的分数设成 −∞，权重就是 0。剩下的键按原来的比例重新分完 1。",
        ("calculator", "side_by_side"),
        r"-\infty",
        "查询数 × 键数",
    ),
    Term(
        "causal-mask",
        "因果掩码",
        "causal mask",
        "掩码和改动",
        "只许看自己和前面的词元，GPT 一类的模型用它。BERT 不用。",
        ("calculator",),
    ),
    Term(
        "bias",
        "偏置",
        "bias",
        "掩码和改动",
        "直接加在分数上的数，不经过查询。书桌那一页用它表示东西自己有多显眼。",
        ("origins",),
        "b",
        "每个键一个数",
    ),
    # ── 读懂的限度 ──
    Term(
        "explanation",
        "解释",
        "explanation",
        "读懂的限度",
        "说清模型为什么给出这个结果。单看权重做不到，这一点有过争论（Jain & Wallace 2019；"
        "Wiegreffe & Pinter 2019）。",
        ("sentence",),
    ),
    Term(
        "intervention",
        "干预",
        "intervention",
        "读懂的限度",
        "动手改一处，看结果变多少。要说“因为”，靠它，不靠看图。",
        ("sentence", "side_by_side"),
    ),
    Term(
        "rest-head",
        "歇脚",
        "no-op attention",
        "读懂的限度",
        "一个头没什么可找时，把权重停在 [SEP] 这类记号上。"
        "这是 Clark et al. (2019) 的猜想，有证据，不是定论。",
        ("sentence",),
    ),
)

TERMS = {term.key: term for term in _TERMS}

# Symbols as they stand in a formula, and the term that explains them.
SYMBOLS = {
    "Q": "query",
    "K": "key",
    "V": "value",
    "q": "query",
    "k": "key",
    "v": "value",
    "A": "weight",
    "T": "temperature",
    "d_k": "d-k",
    "d_v": "d-v",
    "d_model": "d-model",
    "h": "head",
    "n": "token",
    "x": "embedding",
    "W_Q": "projection",
    "W_K": "projection",
    "W_V": "projection",
    "W_O": "output-projection",
    "b": "bias",
}


def find(text: str) -> list[Term]:
    """Terms whose Chinese, English, symbol or meaning has every word of `text`; blank: all."""
    words = text.casefold().split()
    return [
        term
        for term in _TERMS
        if all(
            word in f"{term.zh} {term.en} {term.symbol} {term.key} {term.meaning}".casefold()
            for word in words
        )
    ]
