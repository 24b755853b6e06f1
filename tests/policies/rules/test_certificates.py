from __future__ import annotations

from typing import Any

import pytest

from policies.rules import certificates as rules
from policies.view import SECRET, UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

SELF_SIGNED = resource(rules.SELF_SIGNED, "self-signed")


def certificate(**properties: Any) -> Resource:
    return resource(rules.CERTIFICATE, **properties)


def issued(**properties: Any) -> Resource:
    return certificate(**{"domainName": "app.example.com", "validationMethod": "DNS", **properties})


def imported(**properties: Any) -> Resource:
    return certificate(**{"certificateBody": UNKNOWN, "privateKey": SECRET, **properties})


def signed_by_itself() -> Resource:
    return resource(
        rules.CERTIFICATE, refers={"certificateBody": ["self-signed"]}, certificateBody=UNKNOWN, privateKey=SECRET
    )


def private_key(**properties: Any) -> Resource:
    return resource(rules.PRIVATE_KEY, **properties)


def lasting(validity: Any, notice: Any) -> Resource:
    return resource(rules.SELF_SIGNED, validityPeriodHours=validity, earlyRenewalHours=notice)


CASES = [
    case(rules.certificate_validated_by_dns, "pass", "it is", issued()),
    case(rules.certificate_validated_by_dns, "fail", "by e-mail", issued(validationMethod="EMAIL")),
    case(rules.certificate_validated_by_dns, "fail", "by nothing", certificate(domainName="app.example.com")),
    case(rules.certificate_validated_by_dns, "not applicable", "imported", imported()),
    case(
        rules.certificate_validated_by_dns,
        "not applicable",
        "a private authority",
        certificate(domainName="a.internal", certificateAuthorityArn=UNKNOWN),
    ),
    case(rules.certificate_validated_by_dns, "unknown", "how", issued(validationMethod=UNKNOWN)),
    case(rules.certificate_key_strong, "pass", "AWS's choice", issued()),
    case(rules.certificate_key_strong, "pass", "ECDSA", issued(keyAlgorithm="EC_prime256v1")),
    case(rules.certificate_key_strong, "pass", "ECDSA, of our own", private_key(algorithm="ECDSA", ecdsaCurve="P256")),
    case(rules.certificate_key_strong, "pass", "RSA, of our own", private_key(algorithm="RSA", rsaBits=3072)),
    case(rules.certificate_key_strong, "pass", "ED25519", private_key(algorithm="ED25519")),
    case(rules.certificate_key_strong, "fail", "RSA of 1024", issued(keyAlgorithm="RSA_1024")),
    case(rules.certificate_key_strong, "fail", "RSA of 1024, of our own", private_key(algorithm="RSA", rsaBits=1024)),
    case(rules.certificate_key_strong, "fail", "the provider's choice of curve", private_key(algorithm="ECDSA")),
    case(rules.certificate_key_strong, "not applicable", "imported", imported()),
    case(rules.certificate_key_strong, "unknown", "which", issued(keyAlgorithm=UNKNOWN)),
    case(rules.certificate_key_strong, "unknown", "how long", private_key(algorithm="RSA", rsaBits=UNKNOWN)),
    case(rules.certificate_issued_and_renewed, "pass", "issued", issued(), exports(environment="prod")),
    case(
        rules.certificate_issued_and_renewed,
        "fail",
        "self-signed",
        signed_by_itself(),
        SELF_SIGNED,
        exports(environment="stage"),
    ),
    case(rules.certificate_issued_and_renewed, "fail", "imported", imported(certificateBody="PEM")),
    case(
        rules.certificate_issued_and_renewed,
        "not applicable",
        "development",
        signed_by_itself(),
        SELF_SIGNED,
        exports(environment="dev"),
    ),
    case(rules.certificate_issued_and_renewed, "unknown", "whose", imported(), exports(environment="prod")),
    case(rules.self_signed_certificate_renewed_in_time, "pass", "a year, two months", lasting(8760, 1440)),
    case(rules.self_signed_certificate_renewed_in_time, "fail", "too late", lasting(8760, 24)),
    case(rules.self_signed_certificate_renewed_in_time, "fail", "ten years", lasting(87600, 1440)),
    case(rules.self_signed_certificate_renewed_in_time, "fail", "never", resource(rules.SELF_SIGNED)),
    case(rules.self_signed_certificate_renewed_in_time, "unknown", "when", lasting(8760, UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
