"""Several checkpoints in one table: a row a measure, all at the same places."""

GAP = "我昨天在图书[MASK]读了一本很有趣的书。"


def _gap(results: dict) -> str:
    row = next(r for r in results["fill_mask"]["sentences"] if r["sentence"] == GAP)
    best = zip(row["guesses"], row["probabilities"], strict=True)
    return " · ".join(f"{guess} {chance:.2f}" for guess, chance in list(best)[:3])


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _group(name: str):
    return lambda r: _percent(r["minimal_pairs"][name]["model"])


def _relations(r: dict) -> str:
    heads = r["syntax_heads"]
    both = len(heads["beyond_doubt_both_ways"])
    return f"{len(heads['beyond_doubt'])} of {len(heads['relations'])} ({both} both ways)"


MEASURES = {
    "layers × heads": lambda r: f"{r['checkpoint']['layers']} × {r['checkpoint']['heads']}",
    "parameters": lambda r: f"{r['checkpoint']['parameters'] / 1e6:.1f}M",
    "weights": lambda r: f"{r['checkpoint']['megabytes']} MB",
    "covered characters guessed": lambda r: _percent(r["masked_characters"]["model"]["accuracy"]),
    "loss there (nats)": lambda r: f"{r['masked_characters']['model']['loss']:.3f}",
    "calibration error": lambda r: _percent(r["calibration"]["expected_error"]),
    GAP: _gap,
    "minimal pairs, all": _group("all"),
    "pronouns": _group("pronoun"),
    "把/被": _group("ba_bei"),
    "relations beyond the best offset": _relations,
    "heads resting on separators": lambda r: (
        f"{r['head_roles']['resting_heads']} of {len(r['head_roles']['heads'])}"
    ),
    "layers asleep": lambda r: str(r["head_roles"]["layers_asleep"]),
}


def table(results: dict[str, dict]) -> str:
    """{checkpoint: its evaluation} as a Markdown table; the first column names the measure."""
    lines = [["", *results], ["---"] * (len(results) + 1)]
    lines += [[name, *map(measure, results.values())] for name, measure in MEASURES.items()]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
