from __future__ import annotations

from typing import Any

import pytest

from policies.rules import stores as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

RULE = rules.store_encrypted_with_own_key
KEY = resource("aws:kms/key:Key", "key")
WAREHOUSE = "aws:redshift/cluster:Cluster"
DOMAIN = "aws:opensearch/domain:Domain"


def store(type_: str, key: Any, *, on: Any = True) -> Resource:
    """Make a store with a key, or none, and with encryption turned on where that is a question of its own."""
    told = rules.STORES[type_]
    given: dict[str, Any] = {"encryptionType": "KMS"} if type_ == rules.STREAM else {}
    for path, value in ((told.switch, on), (told.key, key)):
        if path and value is not None:
            outer, _, inner = path.partition(".")
            given[outer] = {**given.get(outer, {}), inner: value} if inner else value
    return resource(type_, refers={told.key.split(".")[0]: ["key"]}, **given)


def source_of_stream(name: str) -> Resource:
    given: dict[str, Any] = {name: {"roleArn": "arn:aws:iam::111122223333:role/reads"}}
    return resource(rules.FIREHOSE, **given)


SWITCHED = [type_ for type_, told in rules.STORES.items() if told.switch]
CASES = [
    *(case(RULE, "pass", f"a key of ours: {type_}", store(type_, UNKNOWN), KEY) for type_ in rules.STORES),
    *(case(RULE, "fail", f"AWS's key: {type_}", store(type_, "alias/aws/its")) for type_ in rules.STORES),
    *(case(RULE, "fail", f"no key: {type_}", store(type_, None)) for type_ in rules.STORES),
    *(case(RULE, "unknown", f"whose key: {type_}", store(type_, UNKNOWN)) for type_ in rules.STORES),
    *(case(RULE, "fail", f"turned off: {type_}", store(type_, UNKNOWN, on=False), KEY) for type_ in SWITCHED),
    *(case(RULE, "unknown", f"whether: {type_}", store(type_, UNKNOWN, on=UNKNOWN), KEY) for type_ in SWITCHED),
    case(RULE, "pass", "on unless told otherwise", store(WAREHOUSE, UNKNOWN, on=None), KEY),
    case(RULE, "fail", "off unless told otherwise", store(DOMAIN, UNKNOWN, on=None), KEY),
    case(RULE, "fail", "a stream, off unless told otherwise", resource(rules.STREAM, kmsKeyId=UNKNOWN)),
    case(RULE, "unknown", "a stream, whether", resource(rules.STREAM, encryptionType=UNKNOWN)),
    *(case(RULE, "not applicable", "what only passes on", source_of_stream(name)) for name in rules.FED_BY_STREAM),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
