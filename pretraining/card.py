"""Stage 8: put the measured figures into the model card, between its markers.

    python -m pretraining.card models/zh-bert-tiny

The card's words are written by hand; a line `<!-- table: NAME -->` and the next `<!-- end -->`
hold a table made from evaluation.json, heads.json, training.json or curve.csv beside it.
"""

import argparse
import csv
import json
import re
from pathlib import Path

from lib.heads.head_file import HeadFile
from lib.heads.roles import roles
from pretraining.errors import PipelineError, exit_with_message
from pretraining.files import replacing

BLOCK = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.S)
SCORERS = ["model", "unigram", "left_bigram", "two_sided"]
TITLES = ["this model", "unigram", "left bigram", "two-sided"]


def table(header: list[str], rows: list[list]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def facts(results: dict, training: dict, curve: list[dict]) -> str:
    keys = ["layers", "heads", "hidden", "intermediate", "positions", "vocabulary", "parameters"]
    rows = [[key, f"{training[key]:,}"] for key in [*keys, "tokens_seen"]]
    rows.append(["weights", f"{results['checkpoint']['megabytes']} MB, {training['dtype']}"])
    return table(["", ""], rows)


def masked_characters(results: dict, training: dict, curve: list[dict]) -> str:
    figures = results["masked_characters"]
    rows = [
        [
            title,
            percent(figures[name]["accuracy"]),
            f"{figures[name]['loss']:.3f}",
            f"{figures[name]['perplexity']:.1f}",
        ]
        for name, title in zip(SCORERS, TITLES, strict=True)
    ]
    note = f"\n{figures['positions']:,} positions, the same for all four.\n"
    return table(["", "accuracy", "loss (nats)", "perplexity"], rows) + note


def beside(results: dict, training: dict, curve: list[dict]) -> str:
    """This model beside others, as python -m pretraining.evaluate --beside wrote it."""
    return results["beside"]


def minimal_pairs(results: dict, training: dict, curve: list[dict]) -> str:
    rows = [
        [group, row["pairs"], *(percent(row[name]) for name in SCORERS)]
        for group, row in results["minimal_pairs"].items()
    ]
    return table(["group", "pairs", *TITLES], rows)


def minimal_pairs_missed(results: dict, training: dict, curve: list[dict]) -> str:
    return "".join(f"- {line}\n" for line in results["minimal_pairs_missed"])


def syntax_heads(results: dict, training: dict, curve: list[dict]) -> str:
    rows = []
    swapped = {row["relation"]: row for row in results["syntax_heads"]["swapped"]}
    for row in results["syntax_heads"]["relations"]:
        other = swapped.get(row["relation"])
        rows.append(
            [
                row["relation"],
                row["dependencies"],
                f"L{row['layer']}H{row['head']}, {row['direction']}",
                percent(row["head_accuracy"]),
                f"{percent(row['offset_accuracy'])} ({row['offset']:+d})",
                interval(row),
                interval(other) if other else "–",
            ]
        )
    header = ["relation", "n (test)", "best head on dev", "head", "best offset"]
    heads = results["syntax_heads"]
    note = (
        f"\nBeyond doubt: {len(heads['beyond_doubt'])} of {len(rows)} "
        f"({', '.join(heads['beyond_doubt'])}); both ways: "
        f"{len(heads['beyond_doubt_both_ways'])} ({', '.join(heads['beyond_doubt_both_ways'])}).\n"
    )
    return table([*header, "difference, 95 %", "dev and test exchanged"], rows) + note


def interval(row: dict) -> str:
    low, high = row["difference_95"]
    return f"{100 * low:+.1f} … {100 * high:+.1f}"


def by_source(results: dict, training: dict, curve: list[dict]) -> str:
    return breakdown("source", results["by_source"])


def by_word_length(results: dict, training: dict, curve: list[dict]) -> str:
    return breakdown("characters of the word", results["by_word_length"])


def breakdown(title: str, groups: dict) -> str:
    rows = [
        [name, f"{row['positions']:,}", percent(row["model"]), percent(row["two_sided"])]
        for name, row in groups.items()
    ]
    return table([title, "positions", "this model", "two-sided"], rows)


def calibration(results: dict, training: dict, curve: list[dict]) -> str:
    rows = [
        [
            f"{row['from']:.1f} to {row['from'] + 0.1:.1f}",
            f"{row['positions']:,}",
            percent(row["probability"]),
            percent(row["right"]),
        ]
        for row in results["calibration"]["tenths"]
    ]
    note = f"\nMean gap: {percent(results['calibration']['expected_error'])}.\n"
    return table(["probability", "guesses", "mean probability", "right"], rows) + note


def head_roles(results: dict, training: dict, curve: list[dict]) -> str:
    """The name of each head as the app shows it, with what it rests on; from heads.json."""
    file = results["heads"]
    rows = []
    for i, row in enumerate(roles(file)):
        for j, role in enumerate(row):
            m, costs = file.weights[i][j], file.costs
            shares = (m.previous, m.next, m.word, m.cls, m.sep, m.self, m.twin, m.punctuation)
            rows.append(
                [
                    f"L{i}H{j}",
                    role.name,
                    *(f"{share:.2f}" for share in (*shares, m.entropy)),
                    f"{costs.mean[i, j]:.2f} ({costs.low[i, j]:.2f} … {costs.high[i, j]:.2f})",
                    f"{costs.others[i, j]:.2f}",
                ]
            )
    header = ["head", "role", "previous", "next", "word", "[CLS]", "[SEP]", "self", "same"]
    header += ["marks", "entropy", "cost without it", "of the others"]
    note = (
        f"\n{file.basis.sentences} validation sentences, {file.basis.covered} covered characters; "
        "entropy as a share of the largest; cost: by how much log p of the covered character "
        "falls (nats, 95 %), beside the mean of the other heads of the layer.\n"
    )
    return table(header, rows) + note


def fill_mask(results: dict, training: dict, curve: list[dict]) -> str:
    found = results["fill_mask"]
    rows = []
    for row in found["sentences"]:
        pairs = zip(row["guesses"], row["probabilities"], strict=True)
        rows.append([row["sentence"], " · ".join(f"{g} {p:.2f}" for g, p in pairs)])
    same = "the same" if found["same_guesses"] else "NOT the same"
    note = (
        f"\nThe fill-mask pipeline and a direct forward pass give {same} guesses; largest "
        f"difference of a probability {found['largest_difference']:.1e}.\n"
    )
    return table(["sentence", "five best guesses and their probabilities"], rows) + note


def training_curve(results: dict, training: dict, curve: list[dict]) -> str:
    step = max(1, len(curve) // 12)
    chosen = curve[::step] + ([] if (len(curve) - 1) % step == 0 else curve[-1:])
    rows = [
        [
            f"{int(row['tokens']) / 1e6:.1f}M",
            f"{float(row['learning_rate']):.1e}",
            f"{float(row['valid_loss']):.3f}",
            percent(float(row["valid_accuracy"])),
        ]
        for row in chosen
    ]
    return table(["tokens", "learning rate", "validation loss", "accuracy"], rows)


MAKERS = {
    maker.__name__: maker
    for maker in (
        facts,
        masked_characters,
        beside,
        by_source,
        by_word_length,
        calibration,
        minimal_pairs,
        minimal_pairs_missed,
        syntax_heads,
        head_roles,
        fill_mask,
        training_curve,
    )
}


def fill_card(text: str, results: dict, training: dict, curve: list[dict]) -> str:
    def block(match: re.Match) -> str:
        if match[2] not in MAKERS:
            raise PipelineError(f"The card asks for a table {match[2]!r}; known: {list(MAKERS)}.")
        return match[1] + MAKERS[match[2]](results, training, curve) + match[3]

    return BLOCK.sub(block, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, nargs="?", default=Path("models/zh-bert-tiny"))
    folder = parser.parse_args().checkpoint
    for name in ("README.md", "evaluation.json", "training.json", "curve.csv", "heads.json"):
        if not (folder / name).is_file():
            raise PipelineError(f"No {folder / name}: train, export and evaluate first.")
    results, training = (
        json.loads((folder / f"{name}.json").read_text("utf-8"))
        for name in ("evaluation", "training")
    )
    results["heads"] = HeadFile.load(folder / "heads.json")
    if (folder / "beside.md").is_file():
        results["beside"] = (folder / "beside.md").read_text("utf-8")
    with (folder / "curve.csv").open(encoding="utf-8") as stream:
        curve = list(csv.DictReader(stream))
    card = fill_card((folder / "README.md").read_text("utf-8"), results, training, curve)
    with replacing(folder / "README.md") as file:
        file.write_text(card, encoding="utf-8")


if __name__ == "__main__":
    exit_with_message(main)
