"""The CloudFront distribution: what it forwards to the load balancer, what it caches, and its responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudfront

from components import edge_policies as policies
from components.names import physical_name
from components.security_groups import HTTP, HTTPS

ORIGIN = "load-balancer"


@dataclass(frozen=True, kw_only=True)
class EdgeDistributionArgs:
    """The domain, its certificate and firewall, and the origin."""

    domain: str
    certificate_arn: pulumi.Input[str]
    acl_arn: pulumi.Input[str]
    load_balancer_arn: pulumi.Input[str]
    load_balancer_domain: pulumi.Input[str]
    static_paths: tuple[str, ...]
    content_security_policy: str | None
    countries: tuple[str, ...]
    protect: bool

    def __post_init__(self) -> None:
        for path in self.static_paths:
            policies.static_path(path)


class EdgeDistribution(pulumi.ComponentResource):
    """A distribution that caches static paths only, in front of a load balancer that the internet cannot reach.

    Creates the load balancer as a VPC origin, which has no public address (Amazon CloudFront Developer Guide, "Restrict
    access with VPC origins"); cache and response headers policies; and the distribution.

    Only static paths are cached, and they are requested without cookies, credentials or query strings, so that no
    cached response can belong to one user: no health record is ever stored at the edge. All other requests reach the
    load balancer unchanged, with their host, against which CloudFront verifies the load balancer's certificate (Amazon
    CloudFront Developer Guide, "Requirements for using SSL/TLS certificates with CloudFront"). Errors, which CloudFront
    caches for ten seconds under any policy except CachingDisabled, are not cached (same guide, "Control how long
    CloudFront caches errors").
    """

    distribution: cloudfront.Distribution

    def __init__(self, name: str, args: EdgeDistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:EdgeDistribution", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._label = physical_name("edge")
        restrictions: Any = policies.countries_allowed(args.countries)
        errors: Any = policies.errors_forgotten()
        self.distribution = cloudfront.Distribution(
            name,
            comment=self._label,
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            aliases=[args.domain],
            viewer_certificate={
                "acm_certificate_arn": args.certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": policies.MINIMUM_TLS,
            },
            web_acl_id=args.acl_arn,
            origins=[
                {
                    "origin_id": ORIGIN,
                    "domain_name": args.load_balancer_domain,
                    "vpc_origin_config": {"vpc_origin_id": self._origin().id},
                }
            ],
            default_cache_behavior=self._uncached(),
            ordered_cache_behaviors=self._cached(),
            custom_error_responses=errors,
            restrictions=restrictions,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self.register_outputs({"arn": self.distribution.arn})

    def _origin(self) -> cloudfront.VpcOrigin:
        return cloudfront.VpcOrigin(
            self._name,
            vpc_origin_endpoint_config={
                "name": self._label,
                "arn": self._args.load_balancer_arn,
                "http_port": HTTP,
                "https_port": HTTPS,
                "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
            opts=self._below,
        )

    def _headers(self, suffix: str, **more: Any) -> cloudfront.ResponseHeadersPolicy:
        headers: Any = policies.security_headers(self._args.content_security_policy)
        return cloudfront.ResponseHeadersPolicy(
            f"{self._name}-{suffix}",
            name=f"{self._label}-{suffix}",
            security_headers_config=headers,
            opts=self._below,
            **more,
        )

    def _uncached(self) -> Any:
        return {
            "target_origin_id": ORIGIN,
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": list(policies.ALL_METHODS),
            "cached_methods": list(policies.READING),
            "cache_policy_id": policies.CACHING_DISABLED,
            "origin_request_policy_id": policies.ALL_VIEWER,
            "response_headers_policy_id": self._headers("pages", custom_headers_config=policies.kept_by_nobody()).id,
        }

    def _cached(self) -> list[Any]:
        if not self._args.static_paths:
            return []
        key: Any = policies.nothing_personal()
        cache = cloudfront.CachePolicy(
            f"{self._name}-static",
            name=f"{self._label}-static",
            comment="The same for everybody",
            min_ttl=0,
            default_ttl=policies.CACHED_SECONDS,
            max_ttl=policies.MOST_CACHED_SECONDS,
            parameters_in_cache_key_and_forwarded_to_origin=key,
            opts=self._below,
        )
        headers = self._headers("static")
        return [
            {
                "path_pattern": path,
                "target_origin_id": ORIGIN,
                "viewer_protocol_policy": "redirect-to-https",
                "allowed_methods": list(policies.READING),
                "cached_methods": list(policies.READING),
                "compress": True,
                "cache_policy_id": cache.id,
                "origin_request_policy_id": policies.HOST_HEADER_ONLY,
                "response_headers_policy_id": headers.id,
            }
            for path in self._args.static_paths
        ]
