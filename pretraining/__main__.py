"""python -m pretraining: list the stages in order."""

from importlib import import_module

STAGES = [
    "corpus",
    "vocabulary",
    "encode",
    "initialise",
    "grow",
    "train",
    "export",
    "evaluate",
    "card",
    "upbringing",
]


def main() -> None:
    print("Stages, in order; --help after each tells its options:\n")
    for stage in STAGES:
        # the first line of a stage's docstring is its description
        summary = import_module(f"pretraining.{stage}").__doc__.splitlines()[0]
        print(f"  python -m pretraining.{stage:<11} {summary.split(': ', 1)[1]}")
    print("\nAll of them in one command:")
    print("  python -m pretraining.pipeline --preset gpu --minutes 30 --name zh-bert-small")
    print("\nOn a card that is reached through a narrow door (little in, little out):")
    print("  python -m pretraining.narrow --help")


if __name__ == "__main__":
    main()
