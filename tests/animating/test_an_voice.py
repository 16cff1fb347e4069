"""The subtitles spoken: what is said, when, and what is missing."""

import shutil
import wave

import numpy as np
import pytest

from derivative_manim.animating import tools, voice
from derivative_manim.animating.subtitles import Cue
from derivative_manim.errors import ToolError

av = pytest.importorskip("av")
RATE = 16_000


def beep(text, pace, file):
    """A stub that hums for a tenth of a second a letter."""
    beep.asked.append((text, round(pace, 2)))
    samples = np.full(int(RATE * 0.1 * len(text) / pace), 9000, dtype=np.int16)
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes(samples.tobytes())


@pytest.fixture
def video(tmp_path):
    """Five seconds of black."""
    with av.open(str(tmp_path / "video.mp4"), "w") as made:
        stream = made.add_stream("h264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(50):
            made.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        made.mux(stream.encode(None))
    beep.asked = []
    return tmp_path / "video.mp4"


def heard(video):
    """Loudness in each tenth of a second, the number of frames of the pictures, and their packets as they are."""
    with av.open(str(video)) as source:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in source.decode(audio=0)])
        rate = source.streams.audio[0].rate
    with av.open(str(video)) as source:
        pictures = [bytes(packet) for packet in source.demux(video=0) if packet.dts is not None]
    tenths = [float(np.abs(part).mean()) > 0.02 for part in np.array_split(sound, round(10 * len(sound) / rate))]
    return tenths, pictures


def test_each_sentence_is_laid_at_its_time_and_the_pictures_stay_as_they_are(video):
    with av.open(str(video)) as source:
        before = [bytes(packet) for packet in source.demux(video=0) if packet.dts is not None]
    voice.lay_under(video, [Cue(1.0, 2.0, "aaaaa"), Cue(3.0, 4.0, "bbbbb")], beep, "en")
    tenths, pictures = heard(video)
    assert pictures == before
    assert [tenths[at] for at in (5, 12, 18, 25, 32)] == [False, True, False, False, True]


def test_what_is_too_long_is_spoken_faster_and_then_delays_the_next(video):
    voice.lay_under(video, [Cue(0.0, 1.0, "a" * 12), Cue(1.0, 2.0, "b" * 40), Cue(2.0, 5.0, "cc")], beep, "en")
    assert beep.asked == [("a" * 12, 1.0), ("a" * 12, 1.2), ("b" * 40, 1.0), ("b" * 40, 1.6), ("cc", 1.0)]
    assert all(heard(video)[0][2:34])  # 1.0 to 3.5 s, then the next


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("f(x) = x²·sin x", "en", "f of x equals x squared times sine x"),
        ("f'(x) = -3x⁻⁴", "en", "f prime of x equals minus 3x to the power minus 4"),
        ("f'(x) = -3x⁻⁴", "de", "f Strich von x ist gleich minus 3x hoch minus 4"),
        ("√x/2", "fr", "racine de x sur 2"),
    ],
)
def test_formulas_are_said_in_words(text, language, said):
    assert voice.spoken(text, language) == said


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt"])
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="eSpeak NG is not installed")
def test_espeak_speaks_every_language(language, tmp_path):
    speak = voice.speaker("espeak-ng", language)
    speak("x", 1.0, tmp_path / "a.wav")
    speak("x", 1.6, tmp_path / "b.wav")
    assert (tmp_path / "a.wav").stat().st_size > (tmp_path / "b.wav").stat().st_size > 2000


def test_what_is_missing_is_said_before_rendering(monkeypatch, tmp_path):
    monkeypatch.setattr(tools.shutil, "which", lambda name: None if name == "espeak-ng" else f"/usr/bin/{name}")
    with pytest.raises(ToolError, match="apt-get install espeak-ng"):
        tools.require(check=False, voice="espeak-ng")
    monkeypatch.setattr(voice.importlib.util, "find_spec", lambda name: None if name == "piper" else name)
    with pytest.raises(ToolError, match=r"pip install 'derivative-manim\[voice\]'"):
        voice.speaker(str(tmp_path / "a.onnx"), "en")
    monkeypatch.setattr(voice.importlib.util, "find_spec", lambda name: name)
    with pytest.raises(ToolError, match="is no voice of Piper"):
        voice.speaker(str(tmp_path / "a.onnx"), "en")
