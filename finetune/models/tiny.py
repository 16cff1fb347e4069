"""A tiny Llama with random weights: to try and test everything in minutes, never for results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

EOS, PAD = "<|end|>", "<|pad|>"


def make(
    folder: str | Path,
    corpus: Iterable[str] = (),
    *,
    vocabulary: int = 1024,
    hidden: int = 64,
    layers: int = 2,
    positions: int = 8192,
    seed: int = 0,
) -> Path:
    """Write the model and its tokenizer as a folder that `from_pretrained` reads.

    Args:
        folder: where to.
        corpus: texts that the tokenizer is made for; without any, a token is a byte.
        vocabulary: the most tokens that the tokenizer has.
        hidden: width; 64 fits the blocks of 4-bit weights.
        layers: depth.
        positions: the longest sequence, in tokens.
        seed: of the weights.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    # Without words: what the scenes share becomes few long tokens, and rows a quarter as long.
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[EOS, PAD],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=EOS, pad_token=PAD)
    fast.save_pretrained(folder)
    torch.manual_seed(seed)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(fast),
            hidden_size=hidden,
            intermediate_size=2 * hidden,
            num_hidden_layers=layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=positions,
            bos_token_id=None,
            eos_token_id=fast.eos_token_id,
            pad_token_id=fast.pad_token_id,
            tie_word_embeddings=True,
        )
    )
    model.save_pretrained(folder)
    return Path(folder)
