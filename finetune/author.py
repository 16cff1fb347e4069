"""A model that is asked for one lesson and told what was wrong with it: local, or behind an endpoint.

`derivative-manim animate --model NAME` judges what it writes.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from . import chat, cli, generate, runs
from .errors import FinetuneError
from .samples import Sample, unfenced
from .writer import Writer

#: Of the tries after the first, which is greedy: the same question would get the same answer.
TEMPERATURE = 0.7
SHOTS = 2  # solved examples that a chat model is shown
KEY = "OPENAI_API_KEY"


@dataclass(frozen=True)
class Refused:
    """A try that was not taken, and what was wrong with it."""

    sample: Sample
    problem: str


class Author(Protocol):
    """A model that writes scenes."""

    name: str

    def write(self, example: Mapping[str, Any], refused: Sequence[Refused]) -> Sample:
        """Write a scene for a row of the dataset, as far as it is a question, after the tries so far."""


def author(name: str) -> Author:
    """Give the model of a name.

    Args:
        name: a training run, a folder with a model or an adapter, a model's name on the Hub; or the address of an
            OpenAI-compatible endpoint, as `http://127.0.0.1:8080/v1`, with `#MODEL` where it serves several.
    """
    return Endpoint(name) if name.startswith(("http://", "https://")) else Local(name)


class Local:
    """A model on this machine, asked as `python -m finetune generate` asks."""

    def __init__(self, name: str) -> None:
        options, _ = cli.parse(["generate", *request_options(name), "--output", "."])
        self.name = name
        self._request = generate.request_of(options)
        self._writer = Writer(self._request.model, self._request.adapter)

    def write(self, example: Mapping[str, Any], refused: Sequence[Refused]) -> Sample:
        """Write a scene: the likeliest first, drawn at random then; see `Author`."""
        decoding = replace(self._request.decoding, temperature=TEMPERATURE if refused else 0.0)
        request = replace(self._request, decoding=decoding)
        number = len(refused)
        (sample,) = generate.answered(request, self._writer, [(number, example)], request.seed + number)
        return sample


def request_options(name: str) -> list[str]:
    """How a name is said to `generate`: the adapter of a run is asked for what the run has learned."""
    folder = Path(name)
    if (folder / runs.RUN).is_file():
        return [f"--run={name}"]
    if (folder.parent / runs.RUN).is_file() and (folder / "adapter_config.json").is_file():
        number = folder.name.removeprefix("checkpoint-")
        return [f"--run={folder.parent}", *([f"--checkpoint={number}"] if number != folder.name else [])]
    return [f"--model={name}"]  # transformers puts an adapter on its model by itself


class Endpoint:
    """A model behind an OpenAI-compatible endpoint: vLLM, llama.cpp, Ollama, or a provider's."""

    def __init__(self, address: str) -> None:
        from openai import OpenAI

        url, _, model = address.partition("#")
        self._url = re.sub(r"//[^/]*@", "//", url)  # said without a password
        self._client = OpenAI(base_url=url, api_key=os.environ.get(KEY) or "none", max_retries=1, timeout=600.0)
        with self._asking():
            self._model = model or self._client.models.list().data[0].id
        self.name = f"{self._model} at {self._url}"

    def write(self, example: Mapping[str, Any], refused: Sequence[Refused]) -> Sample:
        """Write a scene; the model is shown its last try and told what was wrong with it; see `Author`."""
        turns = chat.turns(example, "standard", SHOTS)
        if refused:
            last = refused[-1]
            said = f"That file was run and checked: {last.problem}\nMend it, and answer with the whole file."
            turns += [("assistant", last.sample.completion), ("user", said)]
        messages: Any = [{"role": role, "content": text} for role, text in turns]
        start = time.monotonic()
        with self._asking():
            done = self._client.chat.completions.create(model=self._model, messages=messages)
            (choice, *_), usage = done.choices, done.usage
            text = choice.message.content or ""
        finish = "length" if choice.finish_reason == "length" else "stop"
        tokens = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
        prompt, seconds = turns[-1][1], round(time.monotonic() - start, 3)
        return Sample.of(example, len(refused), 0, prompt, text, unfenced(text), "", finish, *tokens, seconds)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Make what goes wrong between us and the endpoint into an error that says what to do."""
        from openai import OpenAIError

        try:
            yield
        except (OpenAIError, AttributeError, TypeError, ValueError, IndexError) as error:
            raise FinetuneError(f"{self._url} {_said(error)}") from None


def _said(error: Exception) -> str:
    import openai

    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return f"does not take the key: put the right one into {KEY}"
        case openai.APITimeoutError():
            return "has not answered in time: is the model too large for its machine?"
        case openai.APIConnectionError():
            return "cannot be reached: is the server running, and the address right?"
        case openai.OpenAIError():
            return f"refuses: {' '.join(str(error).split())[:300]}"
    return "is no OpenAI-compatible endpoint: give the address of the API, as http://127.0.0.1:8080/v1"
