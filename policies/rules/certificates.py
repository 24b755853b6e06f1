"""Rules for certificates: how strong they are, who vouches for them, and that they do not run out."""

from __future__ import annotations

from policies.environment import is_development
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

CERTIFICATE = "aws:acm/certificate:Certificate"
PRIVATE_KEY = "tls:index/privateKey:PrivateKey"
SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert"
IMPORTED = ("certificateBody", "privateKey", "privateKeyWo")

LEAST_RSA_BITS = 2048
WEAK_ALGORITHMS = ("RSA_1024",)
STRONG_CURVES = ("P256", "P384", "P521")
LONGEST_VALIDITY_HOURS = 398 * 24
"""The longest that browsers took from public authorities (CA/Browser Forum, Baseline Requirements, 6.3.2)."""
LEAST_NOTICE_HOURS = 30 * 24


@resource_rule(
    CERTIFICATE,
    severity=Severity.MEDIUM,
    fix='Set `validation_method="DNS"` and declare the record that ACM asks for.',
    url="https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
)
def certificate_validated_by_dns(certificate: Resource) -> Verdict:
    """A certificate is validated by DNS, so that ACM renews it without anybody's help."""
    if _imported(certificate):
        return NotApplicable("it is imported")
    if certificate.has("certificateAuthorityArn"):
        return NotApplicable("an authority of our own issues it")
    method = certificate.get("validationMethod", "")
    return None if method == "DNS" else f"it is validated by {method or 'nothing'}"


@resource_rule(
    CERTIFICATE,
    PRIVATE_KEY,
    severity=Severity.HIGH,
    fix="Use RSA of 2048 bits or more, or ECDSA on P-256, P-384 or P-521.",
    url="https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html",
)
def certificate_key_strong(key: Resource) -> Verdict:
    """The key of a certificate is strong enough."""
    if key.type == CERTIFICATE:
        if _imported(key):
            return NotApplicable("its key is judged where it is made")
        algorithm = key.get("keyAlgorithm", "RSA_2048")
        return f"its key is {algorithm}" if algorithm in WEAK_ALGORITHMS else None
    algorithm = key.get("algorithm", "")
    if algorithm == "RSA":
        bits = key.get("rsaBits", LEAST_RSA_BITS)
        return None if bits >= LEAST_RSA_BITS else f"RSA of {bits} bits is weak"
    if algorithm == "ECDSA":
        curve = key.get("ecdsaCurve", "P224")
        return None if curve in STRONG_CURVES else f"the curve {curve} is weak, and ACM refuses it"
    return None


@stack_rule(
    CERTIFICATE,
    severity=Severity.HIGH,
    fix="Have ACM issue the certificate: set `domain_name` and `validation_method`, and import nothing.",
    url="https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html",
)
def certificate_issued_and_renewed(certificate: Resource, stack: Stack) -> Verdict:
    """Outside of development a certificate is one that ACM issues and renews, not a self-signed or imported one."""
    if not _imported(certificate):
        return None
    if is_development(stack):
        return NotApplicable("in a development environment nobody has to trust it")
    if any(issuer.type == SELF_SIGNED for issuer in certificate.refers_to("certificateBody")):
        return "it is self-signed: nobody can tell who answers"
    certificate.get("certificateBody")  # of one that is not known, nobody can say whose it is
    return "it is imported: nobody renews it but you"


@resource_rule(
    SELF_SIGNED,
    severity=Severity.LOW,
    fix="Set `validity_period_hours` to 9552 (398 days) or less, and `early_renewal_hours` to 720 (30 days) or more.",
    url="https://www.pulumi.com/registry/packages/tls/api-docs/selfsignedcert/",
)
def self_signed_certificate_renewed_in_time(certificate: Resource) -> Verdict:
    """A self-signed certificate lasts a year or so, and is replaced a month or more before its end."""
    validity = certificate.get("validityPeriodHours", 0)
    notice = certificate.get("earlyRenewalHours", 0)
    if validity > LONGEST_VALIDITY_HOURS:
        return f"it is valid for {validity // 24} days"
    return None if notice >= LEAST_NOTICE_HOURS else f"it is replaced {notice // 24} days before its end"


def _imported(certificate: Resource) -> bool:
    return any(certificate.has(name) for name in IMPORTED)
