"""`python -m finetune push`."""

import argparse
from pathlib import Path


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: run, evaluation, and where they go."""
    parser.add_argument("run", type=Path, help="the folder of a finished training run")
    parser.add_argument("evaluation", type=Path, help="the samples of its adapter on the whole test split, evaluated")
    parser.add_argument("--repo", required=True, metavar="OWNER/NAME", help="the model's repository on the Hub")
    parser.add_argument("--dataset", required=True, metavar="OWNER/NAME", help="the dataset's repository on the Hub")
    parser.add_argument("--date", required=True, metavar="YYYY-MM-DD", help="the day of the evaluation")
    parser.add_argument(
        "--base-model", default="", metavar="NAME", help="what the Hub calls the base model, if it was a folder"
    )
    parser.add_argument(
        "--dataset-revision",
        default="",
        metavar="REV",
        help="tag or commit of the dataset (default: the version's tag)",
    )
    parser.add_argument(
        "--license", default="", help="of the adapter, as the Hub names it: mit, apache-2.0, other, ..."
    )
    parser.add_argument("--private", action="store_true", help="make a new repository private")
    parser.add_argument(
        "--dry-run", type=Path, metavar="DIR", help="write what would be uploaded to DIR, and stop there"
    )
    parser.epilog = (
        "examples:\n"
        "  python -m finetune push runs/study runs/study-test --repo ME/NAME --dataset OWNER/derivative-manim \\\n"
        "      --date 2026-11-22 --dry-run card\n"
        "  hf auth login && python -m finetune push runs/study runs/study-test --repo ME/NAME \\\n"
        "      --dataset OWNER/derivative-manim --date 2026-11-22"
    )


def run(options: argparse.Namespace) -> int:
    """Check, write, and upload unless it is a dry run."""
    import tempfile

    from rich.console import Console

    from finetune.publication import Publication
    from finetune.publishing import CARD, RESULT, prepare, upload

    publication = Publication(
        run=options.run,
        evaluation=options.evaluation,
        repo=options.repo,
        dataset=options.dataset,
        date=options.date,
        base_model=options.base_model,
        dataset_revision=options.dataset_revision,
        licence=options.license,
    )
    console = Console(highlight=False, soft_wrap=True)
    if options.dry_run is not None:
        folder = prepare(publication, options.dry_run)
        console.print(f"{folder}: nothing was uploaded; the card is {folder / CARD}, the score {folder / RESULT}")
        return 0
    with tempfile.TemporaryDirectory() as work:
        folder = prepare(publication, Path(work) / "model")
        console.print(f"uploaded: {upload(folder, options.repo, private=options.private)}")
    return 0
