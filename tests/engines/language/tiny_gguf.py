"""A text model of a few kilobytes with made-up weights: it loads and writes as a real one does, and says nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 32, 1, 2, 64, 4096
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
UINT32, FLOAT32, STRING, ARRAY, INT32 = 4, 6, 8, 9, 5


def write_tiny(place: Path) -> Path:
    """Write a llama model over the 256 bytes."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    kinds = [2, 3, 3, *([6] * 256)]
    about = [
        _text("general.architecture", "llama"),
        _text("general.name", "tiny"),
        _whole("llama.context_length", CONTEXT),
        _whole("llama.embedding_length", WIDTH),
        _whole("llama.block_count", LAYERS),
        _whole("llama.feed_forward_length", INNER),
        _whole("llama.attention.head_count", HEADS),
        _real("llama.attention.layer_norm_rms_epsilon", 1e-5),
        _text("tokenizer.ggml.model", "llama"),
        _list("tokenizer.ggml.tokens", STRING, [_string(token) for token in tokens]),
        _list("tokenizer.ggml.scores", FLOAT32, [struct.pack("<f", 0.0)] * len(tokens)),
        _list("tokenizer.ggml.token_type", INT32, [struct.pack("<i", kind) for kind in kinds]),
        _whole("tokenizer.ggml.bos_token_id", 1),
        _whole("tokenizer.ggml.eos_token_id", 2),
        _text("tokenizer.chat_template", TEMPLATE),
    ]
    place.write_bytes(_file(about, _tensors(len(tokens))))
    return place


def _tensors(vocabulary: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(5)
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, WIDTH),
        "output.weight": (vocabulary, WIDTH),
        "output_norm.weight": (WIDTH,),
    }
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        shapes[f"blk.0.{name}.weight"] = (WIDTH, WIDTH)
    shapes |= {"blk.0.ffn_gate.weight": (INNER, WIDTH), "blk.0.ffn_up.weight": (INNER, WIDTH)}
    shapes |= {"blk.0.ffn_down.weight": (WIDTH, INNER)}
    shapes |= {"blk.0.attn_norm.weight": (WIDTH,), "blk.0.ffn_norm.weight": (WIDTH,)}
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def _file(about: list[bytes], tensors: dict[str, np.ndarray]) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(about)) + b"".join(about)
    offset, infos, data = 0, b"", b""
    for name, tensor in tensors.items():
        infos += _string(name) + struct.pack("<I", tensor.ndim)
        infos += b"".join(struct.pack("<Q", size) for size in reversed(tensor.shape)) + struct.pack("<IQ", 0, offset)
        content = _padded(tensor.tobytes())
        data, offset = data + content, offset + len(content)
    return _padded(head + infos) + data


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 32)


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _text(key: str, value: str) -> bytes:
    return _string(key) + struct.pack("<I", STRING) + _string(value)


def _whole(key: str, value: int) -> bytes:
    return _string(key) + struct.pack("<II", UINT32, value)


def _real(key: str, value: float) -> bytes:
    return _string(key) + struct.pack("<If", FLOAT32, value)


def _list(key: str, kind: int, values: list[bytes]) -> bytes:
    return _string(key) + struct.pack("<IIQ", ARRAY, kind, len(values)) + b"".join(values)
