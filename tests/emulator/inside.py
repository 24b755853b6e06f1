"""Runs inside of the emulator's own environment, which has nothing of this project: an AWS that answers from memory.

    python -I inside.py    prints, as JSON, `url`, `version` of moto, and the `certificate` and `key` of nobody's site

Then each line that it reads is a question, [service, operation, parameters], and each that it writes the answer,
{"answer": …} or {"error": …}: lists in full, whatever pages AWS would cut them into. It ends with what it reads from.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from functools import partialmethod
from typing import Any

os.environ |= {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nobody",
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_ACCOUNT_ID": "111122223333",
    "MOTO_ACM_VALIDATION_WAIT": "0",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}

import boto3
import moto
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto.guardduty.models import Detector
from moto.rds.models import DBInstance
from moto.route53resolver.models import Route53ResolverBackend
from moto.s3.models import FakeBucket
from moto.server import ThreadedMotoServer

REGION = "us-east-1"
CONTROL = "http://s3-control.us-east-1.amazonaws.com"
"""S3's control puts the account before a name, so it has one; the emulator is the proxy for it."""
LOGGING = "logging.s3.amazonaws.com"
UNKNOWN = "unknown to the emulator"
AUTHORITY = "rds-ca-rsa2048-g1"
"""Of a new database's certificate: RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance or cluster".

Moto names another, which AWS does not have, and the provider then waits a minute and a half to change it.
"""


def self_signed(name: str) -> tuple[str, str]:
    """Return a certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(names, names, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def admits_logs(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    """Whether a policy lets S3 write logs below a prefix. Moto's own knows of no principal but a service."""
    wanted = f"arn:aws:s3:::{target_bucket.name}/{target_prefix or ''}log"
    return any(
        each["Effect"] == "Allow"
        and each["Principal"] != "*"
        and LOGGING in (each["Principal"].get("Service") or ())
        and "s3:PutObject" in each["Action"]
        and any(fnmatchcase(wanted, one) for one in _listed(each["Resource"]))
        for each in json.loads(target_bucket.policy or b'{"Statement": []}')["Statement"]
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def update_detector(self: Any, enable: bool, frequency: str, sources: Any, features: list[dict[str, Any]]) -> None:
    """Change a detector, and keep the features that the request does not name, as AWS does and moto does not."""
    named = {each["name"]: each for each in [*self.features, *(features or [])]}
    _update_detector(self, enable, frequency, sources, list(named.values()))


def matched_arn(self: Any, arn: str) -> None:
    """Tags are those of anything. Moto has them of everything but what logs queries."""
    if ":resolver-query-log-config/" not in arn:
        _matched_arn(self, arn)


_matched_arn = Route53ResolverBackend._matched_arn
Route53ResolverBackend._matched_arn = matched_arn
_update_detector = Detector.update
Detector.update = update_detector
FakeBucket._log_permissions_enabled_policy = staticmethod(admits_logs)
DBInstance.__init__ = partialmethod(DBInstance.__init__, ca_certificate_identifier=AUTHORITY)


def answer(url: str, service: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return what the emulator answers to a question."""
    config = Config(retries={"total_max_attempts": 1}, proxies={"http": url} if service == "s3control" else {})
    where = CONTROL if service == "s3control" else url
    client = boto3.client(service, endpoint_url=where, region_name=REGION, config=config)
    try:
        if client.can_paginate(operation):
            return {"answer": client.get_paginator(operation).paginate(**parameters).build_full_result()}
        said = getattr(client, operation)(**parameters)
    except ResponseParserError:
        return {"error": UNKNOWN}
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return {"error": UNKNOWN if code in ("404", "500", "NotImplemented") else code}
    except BotoCoreError as error:
        return {"error": str(error)}
    said.pop("ResponseMetadata", None)
    return {"answer": said}


def main() -> None:
    """Serve, and answer."""
    answers, sys.stdout = sys.stdout, sys.stderr  # as moto prints too
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    certificate, key = self_signed("example.com")
    said = {"url": url, "version": moto.__version__, "certificate": certificate, "key": key}
    print(json.dumps(said), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(url, *json.loads(line)), default=str), file=answers, flush=True)


main()
