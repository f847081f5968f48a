"""What the environment says; built by the composition root, never on import."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One field an environment variable; `docs/operations.md` documents each."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    slack_bot_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(default=SecretStr(""), alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    database_url: str = Field(default="", alias="DATABASE_URL")
    broker_home: Path = Field(default=Path(__file__).resolve().parent.parent, alias="BROKER_HOME")
    broker_data: Path = Field(default=Path("var"), alias="BROKER_DATA")
    feed_hosts: str = Field(default="", alias="BROKER_FEED_HOSTS")
    draft_url: str = Field(default="", alias="BROKER_DRAFT_URL")
    draft_model: str = Field(default="", alias="BROKER_DRAFT_MODEL")
    draft_key: SecretStr = Field(default=SecretStr(""), alias="BROKER_DRAFT_KEY")
    port: int = Field(default=3000, alias="PORT")
    smtp_url: SecretStr = Field(default=SecretStr(""), alias="BROKER_SMTP_URL")
    mail_from: str = Field(default="", alias="BROKER_MAIL_FROM")
    mail_secret: SecretStr = Field(default=SecretStr(""), alias="BROKER_MAIL_SECRET")
    desk_secrets: SecretStr = Field(default=SecretStr(""), alias="BROKER_DESK_SECRETS")

    def desks(self) -> dict[str, str]:
        """The secret of each unit's own desk, from "unit=secret, unit=secret"."""
        pairs = (part.partition("=") for part in self.desk_secrets.get_secret_value().split(","))
        return {unit.strip(): secret.strip() for unit, _, secret in pairs if secret.strip()}

    def hosts_of_feeds(self) -> frozenset[str]:
        """The hosts from which calendars may be read, in lower case."""
        return frozenset(host.strip().lower() for host in self.feed_hosts.split(",") if host.strip())

    def database(self) -> str:
        """The SQLAlchemy address: DATABASE_URL through psycopg 3, or a SQLite file in BROKER_DATA."""
        url = self.database_url.strip()
        if not url:
            return f"sqlite:///{self.broker_data.resolve() / 'broker.sqlite3'}"
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        return url

    def is_loopback(self) -> bool:
        """Whether the Slack we talk to is a sandbox on this machine; only then may the clock jump."""
        from urllib.parse import urlsplit

        return (urlsplit(self.slack_api_url).hostname or "") in ("127.0.0.1", "localhost", "::1")
