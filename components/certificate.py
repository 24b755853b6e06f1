"""The certificate of a load balancer or a distribution."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_tls as tls
from pulumi_aws import acm, route53

from components.account import Account

KEY_ALGORITHM = "EC_prime256v1"
"""ECDSA on P-256, which every browser, Application Load Balancers and CloudFront support (AWS Certificate Manager
User Guide, "Certificate characteristics", key algorithm)."""
CURVE = "P256"
"""The same for a self-signed certificate; ACM rejects the provider's default, P-224."""
VALIDITY_HOURS = 365 * 24
EARLY_RENEWAL_HOURS = 60 * 24
"""Hours before its expiry in which a deployment replaces a self-signed certificate."""
VALIDATION_TTL_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """The domain, if there is one. Raises `ValueError` for a domain without a zone, or the reverse."""

    account: Account
    """Its region is where the certificate is used: for a distribution, CloudFront's."""
    domain: str | None
    zone_id: pulumi.Input[str] | None
    """The public Route 53 zone of the domain."""

    def __post_init__(self) -> None:
        if (self.domain is None) != (self.zone_id is None):
            raise ValueError("a certificate needs a domain together with its zone, or neither")


class Certificate(pulumi.ComponentResource):
    """A certificate in ACM: for a domain, or self-signed without one.

    For a domain, ACM issues the certificate after a record in its zone has proven ownership, and renews it while the
    record exists (AWS Certificate Manager User Guide, "DNS validation"). `arn` is known only then, so that no resource
    is created with a certificate that no listener would accept.

    Without a domain, as in development, traffic is encrypted too (45 CFR 164.312(e)(2)(ii)), but clients cannot verify
    the server: the certificate is self-signed and imported, and names every load balancer of the region, since the load
    balancer's name is not known yet. ACM does not renew imported certificates; a deployment in the last two months
    replaces it. Its private key is stored in Pulumi's state, as a secret, and readable nowhere else.
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Certificate", name, None, opts)
        self._name = name
        self._opts = pulumi.ResourceOptions(parent=self)
        if args.domain is None or args.zone_id is None:
            self.arn = self._self_signed(args.account)
        else:
            self.arn = self._issued(args.domain, args.zone_id)
        self.register_outputs({"arn": self.arn})

    def _issued(self, domain: str, zone_id: pulumi.Input[str]) -> pulumi.Output[str]:
        certificate = acm.Certificate(
            self._name,
            domain_name=domain,
            validation_method="DNS",
            key_algorithm=KEY_ALGORITHM,
            opts=self._opts,
        )
        proof = certificate.domain_validation_options[0]
        record = route53.Record(
            f"{self._name}-validation",
            zone_id=zone_id,
            name=proof.resource_record_name,
            type="CNAME",
            records=[proof.resource_record_value],
            ttl=VALIDATION_TTL_SECONDS,
            # ACM uses the same record in every region and for every certificate of the domain: deleted with one,
            # as when an edge is removed, it would stop the renewal of the others.
            allow_overwrite=True,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )
        validation = acm.CertificateValidation(
            self._name, certificate_arn=certificate.arn, validation_record_fqdns=[record.fqdn], opts=self._opts
        )
        return validation.certificate_arn

    def _self_signed(self, account: Account) -> pulumi.Output[str]:
        key = tls.PrivateKey(self._name, algorithm="ECDSA", ecdsa_curve=CURVE, opts=self._opts)
        balancers = f"*.{account.region}.elb.{account.dns_suffix}"
        certificate = tls.SelfSignedCert(
            self._name,
            private_key_pem=key.private_key_pem,
            subject={"common_name": balancers},
            dns_names=[balancers],
            allowed_uses=["digital_signature", "server_auth"],
            validity_period_hours=VALIDITY_HOURS,
            early_renewal_hours=EARLY_RENEWAL_HOURS,
            opts=self._opts,
        )
        imported = acm.Certificate(
            self._name, certificate_body=certificate.cert_pem, private_key=key.private_key_pem, opts=self._opts
        )
        return imported.arn
