"""What Slack puts between angle brackets, as people meant it."""

from __future__ import annotations

import pytest

from broker_bot.domain.words import mentioned, named
from broker_bot.slack.payloads import spoken


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("see <http://forms.example/a|the form>", "see the form (http://forms.example/a)"),
        ("see <https://forms.example/a>", "see https://forms.example/a"),
        ("see <http://forms.example|forms.example>", "see forms.example"),
        ("see <https://forms.example/|https://forms.example>", "see https://forms.example"),
        ("write <mailto:dana@x.example|dana@x.example>", "write dana@x.example"),
        ("call <tel:5550100|555-0100>", "call 555-0100"),
        ("write <mailto:dana@x.example|Dana>", "write Dana (dana@x.example)"),
        ("as in <#C12|unit-facilities>", "as in #unit-facilities"),
        ("<!subteam^S1|@nurses> come", "@nurses come"),
        ("5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("&lt;http://x|y&gt;", "<http://x|y>"),
        ("a <http://x.example/?a=1&amp;b=2|list>", "a list (http://x.example/?a=1&b=2)"),
    ],
)
def test_links_and_channels_become_words(sent: str, meant: str) -> None:
    assert spoken(sent) == meant


def test_mentions_become_names_where_they_are_known() -> None:
    text = "ask <@U1>, <@U2|lee> and <@W3>, then <@U1>"
    assert mentioned(text) == ("U1", "U2", "W3")
    assert named(text, {"U1": "Dana Ortiz"}) == "ask @Dana Ortiz, @lee and @somebody, then @Dana Ortiz"
