"""Asking, answering, going on after an interruption; and a tiny model that has learned one scene."""

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from finetune import data
from finetune.commands import generate as command
from finetune.config import Model
from finetune.errors import FinetuneError
from finetune.evaluation.failures import failure
from finetune.models import tiny
from finetune.retrieval import nearest, similarity
from finetune.samples import Sample, read_samples, unfenced
from finetune.sampling.asking import ask, before_next_example
from finetune.sampling.decoding import NAMED, Decoding
from finetune.sampling.generate import Request, generate
from finetune.sampling.writer import Answer, Writer
from validation.judge import judge


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


def test_nothing_left_to_write_needs_no_model(tmp_path: Path) -> None:
    generate(request(), tmp_path, Fake)

    def never() -> Fake:
        raise AssertionError("the model was loaded for nothing")

    assert len(generate(request(), tmp_path, never)) == 16


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


def test_few_shots_are_the_nearest_training_examples_the_nearest_last() -> None:
    train = data.functions("train")
    example = next(row for row in data.functions("test") if row["level"] == "advanced")
    near = nearest(example["function"], train, 2)
    assert similarity(near[0]["function"], example["function"]) >= similarity(near[1]["function"], example["function"])
    asked = ask(example, "all", "direct", 2, train)
    places = [asked.index(row["instruction"]) for row in (near[1], near[0], example)]
    assert places == sorted(places)
    assert near[0]["code"].rstrip() in asked
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


def test_decoding_by_name_is_what_the_issue_and_the_study_name() -> None:
    assert Decoding(**NAMED["greedy"]).options()["do_sample"] is False
    assert Decoding(**NAMED["t0.3"]).options()["temperature"] == 0.3
    assert Decoding(**NAMED["t0.2"]).options()["top_k"] == 0
    assert Decoding(**NAMED["beams5"]).options()["num_beams"] == 5
    for wrong in ({"beams": 5, "temperature": 0.3}, {"beams": 5, "constrained": True}, {"top_p": 0.0}, {"beams": 0}):
        with pytest.raises(FinetuneError):
            Decoding(**wrong)  # type: ignore[arg-type]


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.describe(parser)
    return parser.parse_args([*given, "--output", "o"])


def test_the_options_make_a_request() -> None:
    found = command.request_of(options("--model", "m", "--mode", "few-shot", "--decoding", "t0.3", "-n", "5"))
    assert (found.kind, found.shots, found.samples, found.decoding.temperature) == ("few-shot", 2, 5, 0.3)
    assert command.request_of(options("--model", "m", "--mode", "constrained")).decoding.constrained
    assert command.request_of(options("--model", "m", "--mode", "fill")).target == "fill"
    with pytest.raises(FinetuneError, match="would all be the same"):
        command.request_of(options("--model", "m", "-n", "5"))
    with pytest.raises(FinetuneError, match="--shots goes with"):
        command.request_of(options("--model", "m", "--shots", "1"))


def memorise(folder: Path, prompt: str, text: str, *, ends: bool, steps: int) -> None:
    """Train all of a tiny model on one row until it says it back."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    asked = tokenizer(prompt)["input_ids"]
    tokens = torch.tensor([tokenizer(prompt + text)["input_ids"] + [tokenizer.eos_token_id] * ends])
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


def one_sample(folder: Path, example: dict[str, Any], limit: int) -> Sample:
    writer = Writer(Model(name=str(folder), quantization="none"))
    prompt = data.prompt(example, "all")
    (answer,) = writer.answer([prompt], Decoding(max_new_tokens=limit), seed=0)
    named = dataclasses.asdict(answer)
    return Sample(
        id=example["id"], level=example["level"], function=example["function"], index=0, seed=0, prompt=prompt,
        scene=unfenced(answer.completion), unfilled="", **named,
    )  # fmt: skip


def test_a_model_that_has_memorised_a_scene_is_usable_on_it(tmp_path: Path) -> None:
    example = data.functions("train")[150]
    folder = tiny.make(tmp_path, [example["prompt"] + example["code"]] * 2, vocabulary=700)
    memorise(folder, example["prompt"], example["code"], ends=True, steps=400)
    sample = one_sample(folder, example, 2048)
    assert sample.completion == example["code"]
    assert sample.finish_reason == "stop"
    verdict = judge(sample.scene, example["function"])
    assert verdict.usable, verdict.error
    assert failure(sample, verdict.rows(), verdict.error_class) == ""


def test_a_model_that_repeats_itself_is_classed_as_repetition(tmp_path: Path) -> None:
    example = data.functions("train")[150]
    text = example["code"][:300] + "        self.wait(1)\n" * 60
    folder = tiny.make(tmp_path, [example["prompt"] + text], vocabulary=400)
    memorise(folder, example["prompt"], text, ends=False, steps=400)
    # No further than it has learned: what a model says beyond that differs from machine to machine.
    sample = one_sample(folder, example, len(AutoTokenizer.from_pretrained(folder)(text)["input_ids"]) - 2)
    assert sample.finish_reason == "length"
    assert sample.completion.count("self.wait(1)") > 40
    verdict = judge(sample.scene, example["function"])
    assert not verdict.usable
    assert failure(sample, verdict.rows(), verdict.error_class) == "repetition"


def test_a_batch_answers_as_each_alone(tiny_model: Path) -> None:
    writer = Writer(Model(name=str(tiny_model), quantization="none"))
    prompts = [data.prompt(example, "all") for example in data.functions("test", 4)]
    together = writer.answer(prompts, Decoding(max_new_tokens=12), seed=0)
    alone = [writer.answer([prompt], Decoding(max_new_tokens=12), seed=0)[0] for prompt in prompts]
    assert [answer.completion for answer in together] == [answer.completion for answer in alone]
    assert all(answer.completion_tokens <= 12 for answer in together)
    assert {answer.finish_reason for answer in together} <= {"stop", "length"}


def test_the_same_seed_draws_the_same(tiny_model: Path) -> None:
    writer = Writer(Model(name=str(tiny_model), quantization="none"))
    prompts = [data.prompt(example, "all") for example in data.functions("test", 4)]
    drawn = [
        [
            answer.completion
            for answer in writer.answer(prompts, Decoding(temperature=1.0, max_new_tokens=12), seed=seed)
        ]
        for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
