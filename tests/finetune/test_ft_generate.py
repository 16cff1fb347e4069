"""Asking, answering, going on after an interruption; and a tiny model that has learned one scene."""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from derivative_manim.validation.judge import judge
from transformers import AutoModelForCausalLM, AutoTokenizer

from finetune import cli, data, models, runs
from finetune.data import ask, before_next_example, nearest
from finetune.errors import FinetuneError
from finetune.failures import failure
from finetune.files import locked
from finetune.generate import Request, answered, request_of
from finetune.generate import generate as run
from finetune.samples import SETTINGS, Sample, read_samples, read_settings, unfenced
from finetune.targets import response
from finetune.writer import Answer, Decoding, Model, Writer


class Fake:
    """Answers with the prompt's last instruction and the seed; counts its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.fail_at = 99

    def answer(
        self, prompts: list[str], decoding: Decoding, *, seed: int, target: str, examples: bool
    ) -> Sequence[Answer]:
        if len(self.batches) == self.fail_at:
            raise KeyboardInterrupt
        self.batches.append(prompts)
        return [Answer(f"# {seed} {prompt[-60:]!r}\n", "stop", len(prompt), 5, 0.1) for prompt in prompts]


def request(**changes: Any) -> Request:
    small = Decoding(batch_size=3, temperature=0.3)
    return Request(
        name="t", kind="zero-shot", mode="direct", model=Model(name="m"), limit=8, samples=2, decoding=small, **changes
    )


def generate(asked: Request, output: Path, model: Callable[[], Any]) -> list[Sample]:
    return run(asked, output, lambda: partial(answered, asked, model()))


def test_samples_are_all_there_once_and_an_interrupted_run_ends_the_same(tmp_path: Path) -> None:
    whole = generate(request(), tmp_path / "whole", Fake)
    assert len(whole) == len({sample.key for sample in whole}) == 16
    assert [sample.seed for sample in whole[:7]] == [42, 42, 42, 43, 43, 43, 44]

    stopping = Fake()
    stopping.fail_at = 2
    with pytest.raises(KeyboardInterrupt):
        generate(request(), tmp_path / "cut", lambda: stopping)
    assert len(read_samples(tmp_path / "cut")) == 6
    # The write that was going on when the machine went down.
    with (tmp_path / "cut" / "samples.jsonl").open("a") as file:
        file.write('{"id": "dm-00')
    going_on = Fake()
    resumed = generate(request(), tmp_path / "cut", lambda: going_on)
    assert len(going_on.batches) == 4
    assert resumed == whole == read_samples(tmp_path / "cut")
    # In the middle of a batch: it is written again whole, for its random numbers depend on who is in it.
    lines = (tmp_path / "cut" / "samples.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "cut" / "samples.jsonl").write_text("".join(lines[:4]))
    assert generate(request(), tmp_path / "cut", Fake) == whole


def test_nothing_left_to_write_needs_no_model_and_changes_nothing(tmp_path: Path) -> None:
    generate(request(), tmp_path, Fake)
    written = (tmp_path / SETTINGS).read_text().replace('"python": "', '"python": "of another machine, ')
    (tmp_path / SETTINGS).write_text(written)

    def never() -> Fake:
        raise AssertionError("the model was loaded for nothing")

    assert len(generate(request(), tmp_path, never)) == 16
    assert (tmp_path / SETTINGS).read_text() == written


def test_samples_made_otherwise_are_not_mixed(tmp_path: Path) -> None:
    generate(request(), tmp_path, Fake)
    with pytest.raises(FinetuneError, match=r"made otherwise \(seed differ\): choose another --output"):
        generate(request(seed=1), tmp_path, Fake)


def test_an_answer_that_fills_nothing_is_a_sample_without_a_scene(tmp_path: Path) -> None:
    found = generate(request(target="fill"), tmp_path, Fake)
    assert len(found) == 16
    assert all(
        sample.scene == "" and sample.unfilled == "no line begins with 'function:': it is to be one" for sample in found
    )


def test_a_model_that_cannot_be_loaded_leaves_the_folder_free(tmp_path: Path) -> None:
    def nowhere() -> Fake:
        raise FinetuneError("cannot load m")

    with pytest.raises(FinetuneError, match="cannot load"):
        generate(request(), tmp_path, nowhere)
    assert read_settings(tmp_path) is None
    other = dataclasses.replace(request(), model=Model(name="the right one"))
    assert len(generate(other, tmp_path, Fake)) == 16


def test_a_full_disk_leaves_nothing_that_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_text

    def full(self: Path, *given: Any, **named: Any) -> int:
        if self.name.startswith(SETTINGS):
            write(self, "")
            raise OSError(28, "No space left on device")
        return write(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(FinetuneError, match=r"cannot be written: No space left on device"):
            generate(request(), tmp_path, Fake)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / SETTINGS).write_text("")  # as an older version left it
    assert len(generate(request(), tmp_path, Fake)) == 16


def test_two_that_write_to_one_folder_are_one_too_many(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FinetuneError, match=r"another process is writing to .*: wait, or choose"):
        generate(request(), tmp_path, Fake)
    assert len(generate(request(), tmp_path, Fake)) == 16


def test_a_row_says_which_dataset_it_is_of_and_how_it_is_made_again(tmp_path: Path) -> None:
    generate(request(command="python -m finetune generate ..."), tmp_path, Fake)
    settings = json.loads((tmp_path / SETTINGS).read_text())
    assert settings["dataset"] == data.dataset_stamp("test")
    assert settings["command"] == "python -m finetune generate ..."
    assert settings["complete"] is True


def test_few_shots_are_the_nearest_training_examples_the_nearest_last() -> None:
    train = data.functions("train")
    example = next(row for row in data.functions("test") if row["level"] == "advanced")
    near = nearest(example["function"], train, 2)
    asked = ask(example, "all", "direct", 2)
    places = [asked.index(row["instruction"]) for row in (near[1], near[0], example)]
    assert places == sorted(places)
    assert response("direct", near[0]).rstrip() in asked
    assert asked.endswith(data.prompt(example, "all"))
    assert example["code"] not in asked


def test_an_answer_ends_where_the_next_example_begins() -> None:
    assert before_next_example("x = 1\n\n### Instruction:\nmore") == ("x = 1\n", True)
    assert before_next_example("x = 1\n") == ("x = 1\n", False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("from manim import *\n", "from manim import *\n"),
        ("Here it is:\n```python\na = 1\n```\nEnjoy.\n```\nb\n```", "a = 1\n"),
        ("```\na = 1\n", "a = 1\n"),
        ('s = "```"\n', 's = "```"\n'),
    ],
)
def test_a_fence_of_markdown_is_taken_off(text: str, code: str) -> None:
    assert unfenced(text) == code


def test_decodings() -> None:
    assert Decoding().options()["do_sample"] is False
    drawn = Decoding(temperature=0.3).options()
    assert (drawn["temperature"], drawn["top_k"]) == (0.3, 0)
    with pytest.raises(FinetuneError, match="the temperature is -1"):
        Decoding(temperature=-1)


def options(*given: str) -> argparse.Namespace:
    return cli.parse(["generate", *given, "--output", "o"])[0]


def test_the_options_make_a_request() -> None:
    found = request_of(options("--model", "m", "--mode", "few-shot", "--temperature", "0.3", "-n", "5"))
    assert (found.kind, found.shots, found.samples, found.decoding.temperature) == ("few-shot", 2, 5, 0.3)
    assert request_of(options("--model", "m", "--mode", "constrained")).decoding.constrained
    assert request_of(options("--model", "m", "--mode", "fill")).target == "fill"
    with pytest.raises(FinetuneError, match="would all be the same"):
        request_of(options("--model", "m", "-n", "5"))
    with pytest.raises(FinetuneError, match="--shots goes with"):
        request_of(options("--model", "m", "--shots", "1"))
    with pytest.raises(FinetuneError, match="go with --run"):
        request_of(options("--model", "m", "--without-adapter"))
    assert cli.main(["generate", "--output", "o"]) == 2
    assert cli.main(["generate", "--output", "o", "--model", "m", "--run", "r"]) == 2


def test_the_faults_of_a_harness_are_rows_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = {
        "wording": "all", "target": "direct", "model_name_or_path": "m", "model_revision": None,
        "load_in_4bit": False, "bf16": True,
    }  # fmt: skip
    monkeypatch.setattr(runs, "read_run", lambda _: {"config": config})
    monkeypatch.setattr(runs, "adapter_of", lambda *_: ("run/adapter", {"step": 1}))
    right = request_of(options("--run", "r"))
    assert (right.adapter, right.wording, right.model.dtype) == ("run/adapter", "all", "bfloat16")
    without = request_of(options("--run", "r", "--without-adapter"))
    assert (without.adapter, without.training, without.name) == ("", {"step": 1}, "m, fine-tuned, direct, no adapter")
    bare = request_of(options("--run", "r", "--bare"))
    assert (bare.adapter, bare.wording, bare.name) == ("run/adapter", "bare", "m, fine-tuned, direct, bare prompt")


def test_a_batch_that_does_not_fit_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def answers(self: Any, prompts: list[str], *_: Any) -> list[Answer]:
        asked.append(len(prompts))
        if len(prompts) > 2:
            raise torch.OutOfMemoryError
        return [Answer(prompt, "stop", 1, 1, 0.0) for prompt in prompts]

    monkeypatch.setattr(Writer, "_answers", answers)
    writer = Writer.__new__(Writer)
    found = writer.answer(list("abcde"), Decoding(), seed=0)
    assert [answer.completion for answer in found] == list("abcde")
    assert asked == [5, 2, 3, 1, 2]


def memorise(folder: Path, prompt: str, text: str, *, ends: bool, steps: int) -> None:
    """Train all of a tiny model on one row until it says it back."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    asked = tokenizer(prompt)["input_ids"]
    tokens = torch.tensor([asked + tokenizer(text)["input_ids"] + [tokenizer.eos_token_id] * ends])
    labels = tokens.clone()
    labels[0, : len(asked)] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    torch.manual_seed(0)
    for _ in range(steps):
        loss = model(input_ids=tokens, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 3e-3:
            break
    model.save_pretrained(folder)


def one_sample(folder: Path, example: dict[str, Any], limit: int, target: str) -> Sample:
    writer = Writer(Model(name=str(folder)))
    prompt = data.prompt(example, "all")
    (answer,) = writer.answer([prompt], Decoding(max_new_tokens=limit), seed=0)
    return Sample.of(example, 0, 0, prompt, **dataclasses.asdict(answer)).filled(target)


@pytest.mark.slow
def test_a_model_that_has_memorised_an_answer_is_usable_on_it(tmp_path: Path) -> None:
    example = data.functions("train")[20]
    text = response("fill", example)
    folder = models.tiny(tmp_path, [example["prompt"], text], vocabulary=400)
    memorise(folder, example["prompt"], text, ends=True, steps=400)
    sample = one_sample(folder, example, 200, "fill")
    assert sample.completion == text
    assert sample.finish_reason == "stop"
    verdict = judge(sample.scene, example["function"])
    assert verdict.usable, verdict.error
    assert failure(sample, verdict.rows(), verdict.error_class) == ""


def test_a_model_that_repeats_itself_is_classed_as_repetition(tmp_path: Path) -> None:
    example = data.functions("train")[20]
    text = example["code"][:60] + "        self.wait(1)\n" * 40
    folder = models.tiny(tmp_path, [example["prompt"], text[:90]], vocabulary=320)
    memorise(folder, example["prompt"], text, ends=False, steps=400)
    # No further than it has learned: what a model says beyond that differs from machine to machine.
    limit = len(AutoTokenizer.from_pretrained(folder)(text)["input_ids"]) - 2
    sample = one_sample(folder, example, limit, "direct")
    assert sample.finish_reason == "length"
    assert sample.completion.count("self.wait(1)") > 20
    assert failure(sample, {"usable": False, "scene_class": False}, "syntax") == "repetition"


def test_a_batch_answers_as_each_alone(tiny_model: Path) -> None:
    writer = Writer(Model(name=str(tiny_model)))
    prompts = [data.prompt(example, "all") for example in data.functions("test", 4)]
    together = writer.answer(prompts, Decoding(max_new_tokens=12), seed=0)
    alone = [writer.answer([prompt], Decoding(max_new_tokens=12), seed=0)[0] for prompt in prompts]
    assert [answer.completion for answer in together] == [answer.completion for answer in alone]
    assert all(answer.completion_tokens <= 12 for answer in together)
    assert {answer.finish_reason for answer in together} <= {"stop", "length"}


def test_the_same_seed_draws_the_same(tiny_model: Path) -> None:
    writer = Writer(Model(name=str(tiny_model)))
    prompts = [data.prompt(example, "all") for example in data.functions("test", 4)]
    drawn = [
        [
            answer.completion
            for answer in writer.answer(prompts, Decoding(temperature=1.0, max_new_tokens=12), seed=seed)
        ]
        for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
