from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest

from policies.credentials import given_away
from policies.values import SECRET, UNKNOWN, Template, UnknownValue

SOMETHING = "horse-battery-staple"
ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SECRET_KEY", "SECRET_KEY_BASE", "API_KEY", "apiKey"),
        *(
            "PGPASS",
            "DB_PASS",
            "DB_PASSWORD",
            "DB_PW",
            "dbPass",
            "PASSPHRASE",
            "SIGNING_KEY",
            "GITHUB_TOKEN",
            "CREDENTIALS",
        ),
    ],
)
def test_a_name_that_promises_a_secret_is_believed(name: str) -> None:
    assert given_away(name, SOMETHING)


@pytest.mark.parametrize(
    "value",
    [
        *("AKIAIOSFODNN7EXAMPLE", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"),
        *("postgres://app:hunter2@db/app", "redis://:hunter2@cache:6379", "https://me:p@example.com/x.git"),
        *("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "glpat-aaaaaaaaaaaaaaaaaaaa", "password=hunter2hunter2"),
        *("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJl", "Server=db;Password=hunter2hunter2;"),
        *("Bearer abcdefghijklmnop1234567890", f"npm_{'a1' * 18}", "sk-proj-abcdefghijklmnopqrstuvwxyz123456"),
        f"https://hooks.slack.com/services/T00000000/B00000000/{'a' * 24}",
        *(
            "Basic YXBwOmh1bnRlcjI=",
            '{"Authorization": "basic OmxldG1laW4xMjM="}',
            "-H 'Authorization: Basic YTpiYw=='",
        ),
        *(SECRET, Template("postgres://app:${password.result}@db/app")),
    ],
)
def test_a_value_that_looks_like_a_secret_is_one_whatever_its_name(value: object) -> None:
    assert given_away("SETTING", value)


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY_PROD", "secretAccessKeyOld", "S3_ACCESS_KEY_1", "AWS_KEY_2"])
def test_the_secret_half_of_an_access_key_is_told_by_its_form_and_name(name: str) -> None:
    assert given_away(name, ACCESS_KEY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUILD", ACCESS_KEY),
        ("SECRETS_COMMIT", hashlib.sha1(b"a").hexdigest()),
        ("SECRETS_DIGEST", b64encode(hashlib.sha256(b"a").digest()).decode()),
        ("SECRETS_DIGEST", f"sha256:{hashlib.sha256(b'a').hexdigest()}"),
        ("ACCESS_KEY_PATH", "etc/service/configuration/of/the/machine"),
        ("MODE", "basic authentication"),
        ("PLAN", "Basic Professional+Support"),
        ("PLAN", "basic Zm9vYmFy"),
        ("DB_SECRET", "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-a1b2c3"),
        ("DB_SECRET", Template("${db.arn}")),
        ("ENCRYPTION_KEY", "alias/footing-dev-data"),
        ("DB_SECRET_NAME", "footing/dev/db"),
        ("DB_SECRET_ARN", UNKNOWN),
        ("BYPASS", "cache"),
        ("COMPASS", "north"),
        ("PARTITION_KEY", "id"),
        ("USE_TOKEN", "false"),
        ("API_TOKEN", ""),
        ("STAGE", UNKNOWN),
        ("URL", "https://example.com:8443/a@b"),
        ("GIT", "ssh://git@example.com:22/acme/health.git"),
        ("URL", "https://me:${TOKEN}@example.com"),
        ("URL", Template("https://${web.dnsName}:8443/")),
        ("SETTINGS", '{"secret": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db"}'),
    ],
)
def test_what_only_tells_where_a_secret_is_gives_none_away(name: str, value: object) -> None:
    assert given_away(name, value) is None


@pytest.mark.parametrize("value", [UNKNOWN, Template("${key.value}")])
def test_what_is_not_known_is_not_taken_for_harmless_where_a_secret_belongs(value: object) -> None:
    with pytest.raises(UnknownValue, match="API_KEY"):
        given_away("API_KEY", value)
