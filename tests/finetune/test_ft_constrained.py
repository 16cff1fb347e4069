"""A model with random weights, held to a grammar, writes what the grammar says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.errors import FinetuneError
from finetune.targets import response, slots

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")
llguidance = pytest.importorskip("llguidance")

from finetune.grammar.constrained import GrammarLogitsProcessor  # noqa: E402
from finetune.grammar.rules import grammar_for  # noqa: E402

ROOT = Path(__file__).parents[2]
PROMPTS = ["f(x) = x", "Build an animated derivative visualization for: f(x) = x**2"]
SPARE = 45  # logits that stand for no token, as models have them for alignment


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    with (ROOT / "metadata" / "examples.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines][::30]
    return [{**record, "completion": (ROOT / record["path"]).read_text(encoding="utf-8")} for record in records]


@pytest.fixture(scope="module")
def tokenizer(rows):
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=1001,  # not a multiple of 32
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<eos>", "<pad>"],
        show_progress=False,
    )
    bpe.train_from_iterator([response(target, row) for row in rows for target in ("direct", "fill")], trainer)
    special = {"eos_token": "<eos>", "pad_token": "<pad>"}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=bpe, padding_side="left", **special)


@pytest.fixture(scope="module")
def model(tokenizer):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # more of them only wait for each other with so small a model
    torch.manual_seed(3)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer) + SPARE, hidden_size=16, intermediate_size=16, num_hidden_layers=1,
        num_attention_heads=2, max_position_embeddings=4096,
    )  # fmt: skip
    yield transformers.LlamaForCausalLM(config).eval()
    torch.set_num_threads(threads)


class Haste(transformers.LogitsProcessor):
    """Likes what ends something, or random weights would nest parentheses until they are cut."""

    def __init__(self, tokenizer, noise: float) -> None:
        texts = [tokenizer.decode([token]) for token in range(len(tokenizer))]
        self.bonus = torch.tensor(
            [
                4.0 * (text[:1] in tuple(",]x)"))
                + 9.0 * (text[:1] in ("\n", '"'))
                + 0.5 * min(len(text), 14)
                - 4.0 * text[:1].isdigit()
                - 4.0 * text.count("(")
                for text in texts
            ]
            + [0.0] * SPARE
        )
        self.bonus[tokenizer.eos_token_id] = 9.0
        self.noise = noise

    def __call__(self, input_ids, scores):
        return scores + self.bonus + self.noise * torch.randn_like(scores)


def written(model, tokenizer, target: str, *, seed: int, limit: int, noise: float = 0.0, **decoding):
    """Generate for the prompts; give (tokens, text, ended) of each and the processor."""
    torch.manual_seed(seed)
    batch = tokenizer(PROMPTS, return_tensors="pt", padding=True)
    batch.pop("token_type_ids", None)
    constraint = GrammarLogitsProcessor(grammar_for(target), tokenizer, len(PROMPTS))
    made = model.generate(
        **batch, max_new_tokens=limit, logits_processor=[Haste(tokenizer, noise), constraint],
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id, **decoding,
    )[:, batch["input_ids"].shape[1] :].tolist()  # fmt: skip
    found = []
    for tokens in made:
        ended = tokenizer.eos_token_id in tokens
        if ended:
            tokens = tokens[: tokens.index(tokenizer.eos_token_id)]
        found.append((tokens, tokenizer.decode(tokens), ended))
    return found


def is_prefix(tokenizer, target: str, tokens: list[int]) -> bool:
    vocabulary = llguidance.LLTokenizer(tokenizer.backend_tokenizer.to_str(), eos_token=tokenizer.eos_token_id)
    return llguidance.LLMatcher(vocabulary, grammar_for(target)).try_consume_tokens(tokens) == len(tokens)


def test_answers_that_end_fill_the_slots(model, tokenizer):
    ended = 0
    for seed in range(2):
        decoding = {"do_sample": True, "top_k": 0, "temperature": 1.0}
        for tokens, text, stopped in written(model, tokenizer, "fill", seed=seed, limit=200, **decoding):
            assert is_prefix(tokenizer, "fill", tokens)
            if stopped:
                ended += 1
                function, derivative, steps = slots(text)
                assert function
                assert derivative
                assert 2 <= len(steps) <= 7
    assert ended >= 2


def test_scenes_are_scenes_from_the_first_token_on(model, tokenizer):
    for tokens, text, _ in written(model, tokenizer, "direct", seed=0, limit=250, do_sample=False, noise=1.0):
        assert text.startswith('"""The derivative of ')
        assert is_prefix(tokenizer, "direct", tokens)


def test_an_answer_that_is_cut_is_a_beginning(model, tokenizer):
    for tokens, _, stopped in written(model, tokenizer, "direct", seed=0, limit=7, do_sample=False):
        assert not stopped
        assert len(tokens) == 7
        assert is_prefix(tokenizer, "direct", tokens)


def test_without_the_grammar_the_model_writes_something_else(model, tokenizer):
    torch.manual_seed(0)
    batch = tokenizer(PROMPTS[:1], return_tensors="pt")
    batch.pop("token_type_ids", None)
    made = model.generate(**batch, max_new_tokens=20, do_sample=False, pad_token_id=tokenizer.pad_token_id)
    assert not is_prefix(tokenizer, "direct", made[0, batch["input_ids"].shape[1] :].tolist())


def allowed(constraint, ids: list[list[int]], logits: int) -> list[set[int]]:
    scores = constraint(torch.tensor(ids), torch.zeros(len(ids), logits))
    return [set(torch.nonzero(row > float("-inf")).flatten().tolist()) for row in scores]


def test_the_end_is_allowed_at_the_end_only(tokenizer):
    eos, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    start, a, b, c = (tokenizer.convert_tokens_to_ids(letter) for letter in "xabc")
    constraint = GrammarLogitsProcessor('start: "a" "b" | "a"', tokenizer, 2)
    logits = len(tokenizer)
    # Two rows with another length of prompt: one is padded on the left.
    ids = [[start, start], [pad, start]]
    assert all(a in may and eos not in may for may in allowed(constraint, ids, logits))
    ids = [[*row, a] for row in ids]
    first, second = allowed(constraint, ids, logits)
    assert first == second == {b, eos}
    ids = [[*ids[0], b], [*ids[1], eos]]
    assert allowed(constraint, ids, logits) == [{eos}, {eos}]
    ids = [[*ids[0], eos], [*ids[1], pad]]
    assert allowed(constraint, ids, logits) == [{eos}, {eos}]
    assert c not in first


@pytest.mark.parametrize("extra", [-40, 0, 1, SPARE, 1000])
def test_logits_that_stand_for_no_token_are_not_allowed(tokenizer, extra):
    logits = len(tokenizer) + extra
    (free,) = allowed(GrammarLogitsProcessor("start: /[a-z]+/", tokenizer, 1), [[5]], logits)
    assert free
    assert max(free) < min(logits, len(tokenizer))
    texts = {tokenizer.decode([token]) for token in free}
    assert all(text.isalpha() and text.islower() for text in texts)


def test_a_grammar_that_is_none_is_an_error(tokenizer):
    with pytest.raises(FinetuneError, match="grammar cannot be used"):
        GrammarLogitsProcessor("start: missing", tokenizer, 1)
