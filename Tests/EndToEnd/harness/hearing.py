"""Understanding what the hub says: its own sentences, found again in the sound of a call.

The hub keeps each sentence it speaks as a WAV file whose comment is the text. A telephone carries
these samples as they are, coded by G.711; so a sentence has been heard where short pieces of its
code, taken all along it, are found in the call at their places. A test asserts on what came out of
the receiver, not on what the hub believes it said. Lost packets cost only the pieces in them.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .sound import RATE, Sound, coded, loudness

# A piece is 10 ms long, one in 50 ms: long enough to be found nowhere else.
_PIECE = RATE // 100
_PIECE_STEP = RATE // 20
# Share of a sentence's pieces that must be found at their places.
_ENOUGH = 0.8
# A softphone's jitter buffer shifts what follows a hiccup by some packets.
_SHIFT = RATE // 10
_SHORTEST = RATE // 5
_LISTEN_STEP = RATE // 4
# Half a second, in samples.
_REACTION = 4000
# Said while a sentence isn't ready yet.
WAIT = "少々お待ちください"


@dataclass(frozen=True)
class Sentence:
    """One sentence as the hub keeps it."""

    text: str
    codes: bytes = field(repr=False, compare=False)

    @cached_property
    def pieces(self) -> list[tuple[int, bytes]]:
        """Pieces without silence in them, and their places."""
        loud = loudness(self.codes)
        pieces = []
        for place in range(0, len(self.codes) - _PIECE, _PIECE_STEP):
            # Half of a piece's samples or more are no silence: it's a sound.
            if loud.count(1, place, place + _PIECE) * 2 >= _PIECE:
                pieces.append((place, self.codes[place : place + _PIECE]))
        return pieces


@dataclass(frozen=True)
class Heard:
    """A sentence in a call; times in samples from the call's first sound."""

    text: str
    start: int
    end: int
    share: float

    def __str__(self) -> str:
        return f"{self.start / RATE:7.2f}–{self.end / RATE:6.2f} s  {self.share:4.0%}  {self.text}"


def read_sentence(file: Path) -> Sentence:
    """Reads a RIFF file of 16-bit mono samples with its ICMT comment «voice rate text»."""
    data = file.read_bytes()
    offset, comment, samples = 12, "", b""
    while offset + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, offset)
        body = data[offset + 8 : offset + 8 + length]
        if name == b"data":
            samples = body
        elif name == b"LIST" and (place := body.find(b"ICMT")) >= 0:
            size = struct.unpack_from("<I", body, place + 4)[0]
            comment = body[place + 8 : place + 8 + size].rstrip(b"\0").decode()
        offset += 8 + length + length % 2
    return Sentence(comment.split(" ", 2)[-1], coded(samples))


class Sentences:
    """All sentences of a hub, read again as it makes new ones."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._known: dict[str, Sentence] = {}

    def all(self) -> list[Sentence]:
        for file in self.folder.glob("*.wav"):
            if file.name not in self._known:
                self._known[file.name] = read_sentence(file)
        return [each for each in self._known.values() if len(each.codes) >= _SHORTEST]

    def with_words(self, *words: str) -> list[Sentence]:
        return [each for each in self.all() if all(word in each.text for word in words)]


class Ear:
    """Listens to one call and says which of the hub's sentences came."""

    def __init__(self, sound: Sound, sentences: Sentences):
        self.sound = sound
        self.sentences = sentences

    def everything(self, since: int = 0) -> list[Heard]:
        """Every sentence that was heard to its end, in order."""
        return _understand(self.sound.codes(), self.sentences.all(), since)

    def texts(self, since: int = 0) -> list[str]:
        """What was said, in order, without «please wait»."""
        return [heard.text for heard in self.everything(since) if WAIT not in heard.text]

    def wait_for(self, *words: str, since: int = 0, seconds: float = 60) -> Heard:
        """Waits until a sentence with all these words has been heard to its end."""
        deadline = time.monotonic() + seconds
        seen = since
        while self.sound.wait_beyond(seen, deadline):
            sound = self.sound.codes()
            seen = len(sound) + _LISTEN_STEP
            if found := _understand(sound, self.sentences.with_words(*words), since):
                return found[0]
        raise AssertionError(f"never heard «{'…'.join(words)}»; heard:\n{self.report()}")

    def wait_for_question(self, *words: str, since: int = 0, seconds: float = 60) -> Heard:
        """The same, and as long as a person takes to press a key after it.

        The hub's question ends with the silence behind it; a key in there came before its end.
        """
        heard = self.wait_for(*words, since=since, seconds=seconds)
        self.sound.wait_beyond(heard.end + _REACTION, time.monotonic() + seconds)
        return heard

    def wait_for_speech(self, since: int, seconds: float = 20, length: float = 0.0) -> int:
        """Waits for the first sound after `since` that is no silence, and `length` s of it.

        Returns where it begins.
        """
        deadline = time.monotonic() + seconds
        start = -1
        seen = since
        while self.sound.wait_beyond(seen, deadline):
            sound = self.sound.codes()
            seen = len(sound)
            if start < 0:
                start = loudness(sound).find(1, since)
            if start >= 0 and seen - start >= length * RATE:
                return start
        raise AssertionError(f"nothing was said; heard:\n{self.report()}")

    def wait_for_answer(self, since: int, seconds: float = 20, length: float = 1.0) -> int:
        """Waits for the first speech after `since` that is no «please wait».

        A sentence that has to be made first is preceded by those words.
        """
        start = self.wait_for_speech(since, seconds, length)
        if not self.begins_with(start, WAIT):
            return start
        waited = self.wait_for(WAIT, since=since, seconds=seconds)
        return self.wait_for_speech(waited.end, seconds, length)

    def begins_with(self, start: int, *words: str) -> bool:
        """Whether what was heard from `start` to the end is the beginning of such a sentence."""
        sound = self.sound.codes()
        for sentence in self.sentences.with_words(*words):
            # What the sentence holds before its first sound was silence on the line.
            first = start - max(0, loudness(sentence.codes).find(1))
            length = len(sound) - first - _SHIFT
            if _share(sound, sentence, first, length) >= _ENOUGH:
                return True
        return False

    def report(self) -> str:
        return "\n".join(map(str, self.everything())) or "(nothing)"


def _understand(sound: bytes, sentences: list[Sentence], since: int) -> list[Heard]:
    found: list[Heard] = []
    for sentence in sentences:
        place = since
        while (heard := _find(sound, sentence, place)) is not None:
            found.append(heard)
            place = heard.end
    return sorted(found, key=lambda heard: heard.start)


def _find(sound: bytes, sentence: Sentence, since: int) -> Heard | None:
    """The next place at which a sentence is heard to its end."""
    pieces = sentence.pieces
    if not pieces:
        return None
    # Any of three pieces leads to it: one may have been lost.
    for offset, piece in (pieces[0], pieces[len(pieces) // 3], pieces[2 * len(pieces) // 3]):
        at = sound.find(piece, since)
        while at >= 0:
            start = at - offset
            end = start + len(sentence.codes)
            if start >= since - _SHIFT and end <= len(sound) + _SHIFT:
                share = _share(sound, sentence, start, len(sentence.codes))
                if share >= _ENOUGH:
                    return Heard(sentence.text, start, end, share)
            at = sound.find(piece, at + 1)
    return None


def _share(sound: bytes, sentence: Sentence, start: int, length: int) -> float:
    """How much of a sentence's first `length` samples is heard from `start` on."""
    found = total = shift = 0
    for offset, piece in sentence.pieces:
        if offset + _PIECE > length:
            break
        total += 1
        wanted = start + offset + shift
        at = sound.find(piece, max(0, wanted - _SHIFT), wanted + _SHIFT + _PIECE)
        if at >= 0:
            found += 1
            shift += at - wanted
    return found / total if total else 0.0
