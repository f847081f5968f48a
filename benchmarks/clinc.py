"""CLINC150 through the matcher: `python -m benchmarks.clinc PATH/data_full.json [--shots 10] [--typos 2]`.

The data (https://github.com/clinc/oos-eval, CC BY 3.0) is read, never kept. Its intents stand in for routes, with no
keywords and the intent's name as description. The threshold for "out of scope" is the one with the best accuracy on
the validation part with out of scope as an intent of its own (Larson and others 2019, https://arxiv.org/abs/1909.02027).
"""

from __future__ import annotations

import argparse
import json
import random
import string
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from broker_bot.domain.district import Route
from broker_bot.matching.encoder import encoder
from broker_bot.matching.scorer import Scorer
from broker_bot.matching.spelling import Speller
from broker_bot.matching.text import STOPWORDS, stem, words

Rows = Sequence[tuple[str, str]]
Answers = list[tuple[str, str, float]]
"""(right intent, found intent, confidence)."""


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--shots", type=int, default=0, help="examples an intent; 0 for all hundred")
    parser.add_argument("--typos", type=int, default=0, help="words of each test message that get one slip")
    parser.add_argument("--core", action="store_true", help="the built-in matcher alone")
    asked = parser.parse_args(arguments)
    data = json.loads(asked.data.read_text("utf-8"))
    matcher = _matcher(data["train"], asked.shots, asked.core)
    slips = random.Random(7)
    test = [(_slipped(text, asked.typos, slips), intent) for text, intent in data["test"]]
    valid = _answers(matcher, data["val"]) + _answers(matcher, data["oos_val"])
    threshold = max({round(it[2], 3) for it in valid}, key=lambda at: _right(valid, at))
    found, outside = _answers(matcher, test), _answers(matcher, data["oos_test"])
    kept = sum(right == intent and sure >= threshold for right, intent, sure in found) / len(found)
    plain = sum(right == intent for right, intent, _ in found) / len(found)
    refused = sum(sure < threshold for _, _, sure in outside) / len(outside)
    told = f"{matcher[0].tier}: accuracy {plain:.3f}, at the threshold {kept:.3f}, out of scope recalled {refused:.3f}"
    sys.stdout.write(told + "\n")
    return 0


def _matcher(train: Rows, shots: int, core: bool) -> tuple[Scorer, Speller]:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for text, intent in train:
        by_intent[intent].append(text)
    chosen = random.Random(1)
    routes = [
        _route(intent, chosen.sample(texts, shots) if shots else texts) for intent, texts in sorted(by_intent.items())
    ]
    model = None if core else encoder()
    if model is None:
        scorer = Scorer(routes)
    else:
        from broker_bot.matching.embedded import Embedded

        scorer = Embedded(routes, model, None)
    return scorer, Speller(scorer.known, STOPWORDS)


def _route(intent: str, examples: list[str]) -> Route:
    name = intent.replace("_", " ")
    return Route(intent, "unit", name, name, 60, "1h", 60, "1h", examples=tuple(examples))


def _answers(matcher: tuple[Scorer, Speller], rows: Rows) -> Answers:
    scorer, speller = matcher
    found: Answers = []
    for text, intent in rows:
        read = [
            word if word.named or (plain := speller.repair(word.plain)) == word.plain
            else type(word)(word.shown, plain, stem(plain), word.named)
            for word in words(text)
        ]  # fmt: skip
        best = scorer.score(scorer.sense(read, text))[0]
        found.append((intent, best.route, best.chance))
    return found


def _right(answers: Answers, threshold: float) -> int:
    return sum((found if sure >= threshold else "oos") == right for right, found, sure in answers)


def _slipped(text: str, count: int, rng: random.Random) -> str:
    parts = text.split()
    long = [at for at, word in enumerate(parts) if len(word) >= 4 and word.isalpha()]
    for at in rng.sample(long, min(count, len(long))):
        parts[at] = _slip(parts[at], rng)
    return " ".join(parts)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    letter = rng.choice(string.ascii_lowercase)
    return rng.choice(
        [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
         word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
