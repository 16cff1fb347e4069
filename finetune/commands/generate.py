"""`python -m finetune generate`."""

import argparse
from pathlib import Path
from typing import Any

from finetune.errors import FinetuneError
from finetune.sampling.decoding import NAMED


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options: which model, which functions, how asked, how decoded."""
    model = parser.add_argument_group("model")
    source = model.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path, help="a training run: its model with its adapter, asked as it was trained")
    source.add_argument("--model", help="a model without an adapter: a Hub name or a local folder")
    model.add_argument("--checkpoint", metavar="N", help="of --run: the adapter of checkpoint-N, not the last one")
    model.add_argument("--quantization", choices=("nf4", "none"), help="of --model (default: nf4 on a GPU, else none)")
    model.add_argument(
        "--compute-dtype", choices=("auto", "bfloat16", "float32"), default="auto", help="of --model (default: auto)"
    )
    asked = parser.add_argument_group("what is asked")
    asked.add_argument("--split", choices=("test", "validation", "train"), default="test", help="(default: test)")
    asked.add_argument("--limit", type=int, metavar="N", help="only N functions, the same share of every level")
    asked.add_argument("--wording", choices=("all", "standard"), help="(default: all; with --run as it was trained)")
    asked.add_argument(
        "--mode", choices=("direct", "few-shot", "fill", "constrained"), default=None,
        help="direct: the model writes the scene; few-shot: after solved examples like it; fill: it fills the slots of "
        "the template; constrained: it writes under the grammar of its target (default: as --run learned, else direct)",
    )  # fmt: skip
    asked.add_argument("--shots", type=int, metavar="K", help="solved examples (default: 2 with few-shot, else 0)")
    decoding = parser.add_argument_group("decoding")
    decoding.add_argument(
        "--decoding", choices=tuple(NAMED), default="greedy",
        help="greedy, drawn at temperature 0.2 (the study's) or 0.3, or a beam search of 5 (default: greedy)",
    )  # fmt: skip
    decoding.add_argument("--temperature", type=float, help="another temperature")
    decoding.add_argument("--top-p", type=float, default=1.0, help="(default: 1)")
    decoding.add_argument("--beams", type=int, help="another width of the beam search")
    decoding.add_argument("-n", "--samples", type=int, default=1, metavar="N", help="answers to each (default: 1)")
    decoding.add_argument("--seed", type=int, default=42, help="(default: 42)")
    decoding.add_argument("--max-new-tokens", type=int, help="(default: 2048; 768 with fill)")
    decoding.add_argument("--batch-size", type=int, default=8, help="functions at a time (default: 8)")
    parser.add_argument("--name", help="how reports call this row (default: made of the model and the mode)")
    parser.add_argument("--output", type=Path, required=True, help="a folder; unfinished samples there go on")
    parser.epilog = (
        "examples:\n"
        "  python -m finetune generate --run runs/study --output samples/direct\n"
        "  python -m finetune generate --run runs/study --decoding t0.3 -n 5 --output samples/direct-t03\n"
        "  python -m finetune generate --model deepseek-ai/deepseek-coder-1.3b-base --mode few-shot \\\n"
        "      --output samples/few-shot"
    )


def run(options: argparse.Namespace) -> int:
    """Generate, with a bar of progress."""
    request = request_of(options)
    from rich.console import Console

    from finetune.progress import progress
    from finetune.sampling.generate import generate
    from finetune.sampling.writer import Writer

    with progress("answers") as tick:
        samples = generate(request, options.output, lambda: Writer(request.model, request.adapter or None), tick)
    stopped = sum(sample.finish_reason == "stop" for sample in samples)
    Console().print(f"{len(samples)} samples, {stopped} ended by themselves, in {options.output}")
    return 0


def request_of(options: argparse.Namespace) -> Any:
    """Make a request of the options.

    Raises:
        FinetuneError: they contradict each other, or the run is not one.
    """
    from finetune.config import from_dict
    from finetune.models.load import device
    from finetune.sampling.decoding import Decoding
    from finetune.sampling.generate import Request
    from finetune.training import history

    training, adapter, wording, trained = None, "", "all", "direct"
    if options.run is not None:
        kept = history.read(options.run)
        if kept is None:
            raise FinetuneError(
                f"{options.run} has no {history.FILE}: it is not a training run, or has no checkpoint yet"
            )
        config = from_dict(kept["config"], str(options.run))
        model, wording, trained = config.model, config.data.wording, config.data.target
        adapter, training = history.adapter_of(options.run, kept, options.checkpoint)
    else:
        rows = {
            "name": options.model,
            "quantization": options.quantization or ("nf4" if device() == "cuda" else "none"),
            "compute_dtype": options.compute_dtype,
        }
        model = from_dict({"model": rows}).model
    mode = options.mode or ("direct" if trained == "direct" else "fill")
    fills = trained if trained != "direct" else "fill"
    target = fills if mode == "fill" or (mode == "constrained" and trained != "direct") else "direct"
    if options.run is not None and target != trained:
        raise FinetuneError(
            f"{options.run} learned {trained}, and --mode {mode} wants {target}: train with --target {target}"
        )
    shots = options.shots if options.shots is not None else (2 if mode == "few-shot" else 0)
    if (mode == "few-shot") != (shots > 0) and mode != "fill":
        raise FinetuneError("--shots goes with --mode few-shot or fill")
    own = options.temperature is not None or options.beams is not None
    named: dict[str, Any] = {} if own else NAMED[options.decoding]
    given = {"temperature": options.temperature, "beams": options.beams}
    decoding = Decoding(
        **{**named, **{name: value for name, value in given.items() if value is not None}},
        top_p=options.top_p,
        max_new_tokens=options.max_new_tokens or (2048 if target == "direct" else 768),
        batch_size=options.batch_size,
        constrained=mode == "constrained",
    )
    if options.samples > 1 and decoding.method != "sampling":
        raise FinetuneError(f"{options.samples} answers would all be the same: give a --temperature")
    kind = "fine-tuned" if adapter else ("few-shot" if shots else "zero-shot")
    return Request(
        name=options.name or f"{Path(model.name).name}, {kind}, {mode}",
        kind=kind,
        mode=mode,
        model=model,
        target=target,
        adapter=adapter,
        split=options.split,
        limit=options.limit,
        wording=options.wording or wording,
        shots=shots,
        samples=options.samples,
        seed=options.seed,
        decoding=decoding,
        training=training,
    )
