"""A workspace with three people and two channels, and a door to its Web API over HTTP."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from broker_bot.sandbox.courier import NO_TLS
from broker_bot.sandbox.server import Sandbox, SandboxChannel, SandboxPerson
from tests.sandbox.recorder import Recorder

Json = dict[str, Any]

PEOPLE = (
    SandboxPerson("U0001", "Dana Ortiz", "dana@cedar.example", "Principal, Alder ES", "Principals"),
    SandboxPerson("U0002", "Lee Park", "lee@cedar.example", "HVAC", "Units"),
    SandboxPerson("U0003", "Ann Gone", "ann@cedar.example", deactivated=True),
)
CHANNELS = (
    SandboxChannel("C0001", "unit-facilities", members=("U0001", "U0002")),
    SandboxChannel("C0002", "town-square", members=("U0001",), bot_in=False),
    SandboxChannel("C0003", "old-plans", members=("U0001",), archived=True),
    SandboxChannel("G0001", "unit-payroll", private=True, members=("U0002",)),
    SandboxChannel("G0002", "cabinet", private=True, members=("U0002",), bot_in=False),
)


class Api:
    """The Web API of a sandbox, called as a bot would call it."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        token = {"Authorization": f"Bearer {box.bot_token}"}
        self.client = httpx.Client(base_url=box.api_url, headers=token, verify=NO_TLS)

    def __call__(self, method: str, **sent: Any) -> Json:
        answer: Json = self.client.post(method, json=sent).json()
        return answer

    def error(self, method: str, **sent: Any) -> str | None:
        """Return the error code of a call, None when it went well."""
        return self(method, **sent).get("error")


def app_api(box: Sandbox, method: str, token: str | None = None) -> Json:
    """Call a method with the app-level token (or another, or "" for none): a JSON content type, an empty body."""
    token = box.app_token if token is None else token
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    sent = {"Content-Type": "application/json", **bearer}
    answer: Json = httpx.post(box.api_url + method, headers=sent, verify=NO_TLS).json()
    return answer


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(PEOPLE, CHANNELS) as sandbox:
        yield sandbox


@pytest.fixture
def api(box: Sandbox) -> Iterator[Api]:
    door = Api(box)
    yield door
    door.client.close()


@pytest.fixture
def post(box: Sandbox) -> Iterator[Callable[..., Json]]:
    """Call the control API."""
    with httpx.Client(base_url=box.url + "/control/", verify=NO_TLS) as client:
        yield lambda path, **sent: client.post(path, json=sent).json()


@pytest.fixture(scope="module")
def shared_api() -> Iterator[Api]:
    """One workspace for a whole module of independent calls."""
    with Sandbox(PEOPLE, CHANNELS, trigger_lives=60.0) as sandbox:
        door = Api(sandbox)
        yield door
        door.client.close()


@pytest.fixture
def bot(box: Sandbox) -> Iterator[Recorder]:
    """A bot connected to the workspace that notes what it hears."""
    recorder = Recorder()
    box.connect(recorder.start())
    yield recorder
    recorder.free.set()
    box.settle()
    recorder.stop()
