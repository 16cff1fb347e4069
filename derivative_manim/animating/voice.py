"""The subtitles spoken, laid under the video: by eSpeak NG, or by a voice of Piper; both work without a network."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.animating import words
from derivative_manim.animating.subtitles import Cue
from derivative_manim.errors import RenderError, ToolError

ESPEAK = "espeak-ng"
_RATE = 22_050  # samples a second
_WORDS = 160  # a minute, at the usual pace
_FASTEST = 1.6  # as fast as one can follow; what still takes longer delays the next sentence
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n", strict=True))

Speak = Callable[[str, float, Path], None]
"""Speaks a text at a pace (1: the usual) into a WAV file."""


def speaker(voice: str, language: str) -> Speak:
    """Give what speaks.

    Args:
        voice: `espeak-ng`, or the file of a voice of Piper, as `es_ES-davefx-medium.onnx`.
        language: of the text; Piper's voices have one of their own.

    Raises:
        ToolError: it is not there; the message says what to install.
    """
    if voice == ESPEAK:
        if shutil.which(ESPEAK) is None:
            raise ToolError(
                "the voice needs eSpeak NG: sudo apt-get install espeak-ng, or brew install espeak-ng; "
                "or give a voice of Piper with --piper FILE"
            )
        return lambda text, pace, file: _espeak(text, pace, file, language)
    if importlib.util.find_spec("piper") is None:
        raise ToolError("a voice of Piper needs piper-tts: pip install 'derivative-manim[voice]'")
    if not (Path(voice).is_file() and Path(f"{voice}.json").is_file()):
        raise ToolError(
            f"{voice} is no voice of Piper: it is a file .onnx with its .onnx.json beside it; "
            "`python -m piper.download_voices` gets one"
        )
    return _piper(voice)


def _espeak(text: str, pace: float, file: Path, language: str) -> None:
    command = [ESPEAK, "-v", language, "-s", str(round(_WORDS * pace)), "-w", str(file), "--stdin"]
    done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=120, check=False)
    if done.returncode or not file.is_file():
        raise RenderError(f"eSpeak NG does not speak: {done.stderr.strip()[:200]}")


def _piper(voice: str) -> Speak:
    from piper import PiperVoice, SynthesisConfig

    loaded = PiperVoice.load(voice)

    def speak(text: str, pace: float, file: Path) -> None:
        with wave.open(str(file), "wb") as sound:
            loaded.synthesize_wav(text, sound, syn_config=SynthesisConfig(length_scale=1 / pace))

    return speak


def lay_under(video: Path, cues: Sequence[Cue], speak: Speak, language: str) -> None:
    """Put the sentences of the subtitles under a video, each at its time, faster where it would take too long.

    Raises:
        RenderError: nothing was spoken, or the sound cannot be put there.
    """
    with tempfile.TemporaryDirectory(prefix="derivative-manim-") as place:
        folder = Path(place)
        track = _track(cues, speak, language, folder)
        _muxed(video, track, folder / "spoken.mp4")
        shutil.move(folder / "spoken.mp4", video)


def _track(cues: Sequence[Cue], speak: Speak, language: str, folder: Path) -> Any:
    """All sentences as one array of samples, from the beginning of the video."""
    import numpy as np

    parts, at = [], 0
    for cue in cues:
        text, room = spoken(cue.text, language), cue.end - cue.start
        sound = _sound(text, 1.0, speak, folder)
        if len(sound) > room * _RATE:
            sound = _sound(text, min(_FASTEST, len(sound) / (room * _RATE)), speak, folder)
        silence = max(0, round(cue.start * _RATE) - at)
        parts += [np.zeros(silence, dtype=np.int16), sound]
        at += silence + len(sound)
    return np.concatenate(parts) if parts else np.zeros(1, dtype=np.int16)


def _sound(text: str, pace: float, speak: Speak, folder: Path) -> Any:
    import av
    import numpy as np

    file = folder / "sentence.wav"
    file.unlink(missing_ok=True)
    speak(text, pace, file)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    with av.open(str(file)) as source:
        frames = [given for frame in source.decode(audio=0) for given in resampler.resample(frame)]
        frames += resampler.resample(None)
    if not frames:
        raise RenderError("the voice has said nothing: try another")
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def _muxed(video: Path, track: Any, target: Path) -> None:
    import av

    with av.open(str(video)) as source, av.open(str(target), "w", options={"movflags": "+faststart"}) as made:
        given = source.streams.video[0]
        picture = made.add_stream_from_template(template=given)
        sound = made.add_stream("aac", rate=_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(track.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = _RATE, 0
        for packet in source.demux(given):
            if packet.dts is not None:
                packet.stream = picture
                made.mux(packet)
        made.mux(sound.encode(frame))
        made.mux(sound.encode(None))


def spoken(text: str, language: str) -> str:
    """A sentence with its formulas in words, as far as a voice would not say them."""
    said = words.table(language)["spoken"]
    text = re.sub(r"([a-z])'\(x\)", rf"\1 {said['prime']} {said['of']} x", text)
    text = re.sub(r"\b([a-z])\(x\)", rf"\1 {said['of']} x", text).replace("'", f" {said['prime']} ")
    text = re.sub(r"(?<=[\s(=^/·])[-−]|^[-−]", f" {said['-']} ", text)
    text = re.sub(f"[{''.join(_RAISED)}]+", lambda run: _power(run[0], said), text)
    for sign in ("=", "+", "·", "/", "^", "√"):
        text = text.replace(sign, f" {said[sign]} ")
    text = re.sub(r"\b(sin|cos|tan|ln)\b", lambda name: said[name[1]], text)
    return re.sub(r"\s+", " ", re.sub(r"[()|]", " ", text)).strip()


def _power(run: str, said: dict[str, str]) -> str:
    plain = "".join(_RAISED[sign] for sign in run).replace("-", f"{said['-']} ")
    return f" {said[plain]} " if plain in ("2", "3") else f" {said['^']} {plain} "
