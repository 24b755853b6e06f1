"""Resource options are merged as the SDK merges them."""

from __future__ import annotations

import pulumi
import pytest
from pulumi import ResourceOptions

from auditor.sources.fast_sdk.resource_options import copied, merged
from tests.conftest import Record

STOCK = ResourceOptions.merge
DEFAULTS = ResourceOptions(version="7.0.0")
RESOURCE = object.__new__(pulumi.CustomResource)
PROVIDER = object.__new__(pulumi.ProviderResource)
PROVIDER.package = "aws"
HOOKS = pulumi.ResourceHookBinding()

ONE = {
    "defaults": DEFAULTS,
    "defaults and a place": ResourceOptions(version="7.0.0", plugin_download_url="https://example.com"),
    "none": None,
    "more than defaults": ResourceOptions(version="7.0.0", protect=True, ignore_changes=["a"]),
    "a dependency": ResourceOptions(depends_on=[RESOURCE]),
}
OTHER = {
    "none": None,
    "nothing": ResourceOptions(),
    "a version": ResourceOptions(version="6.0.0", retain_on_delete=False),
    "a list": ResourceOptions(depends_on=[RESOURCE], aliases=["a"], ignore_changes=["b"], parent=RESOURCE),
    "one dependency": ResourceOptions(depends_on=RESOURCE, protect=False),
    "providers": ResourceOptions(providers={"aws": PROVIDER}),
    "a provider": ResourceOptions(provider=PROVIDER, import_="a", custom_timeouts=pulumi.CustomTimeouts(create="5m")),
    "hooks": ResourceOptions(hooks=HOOKS, hide_diffs=["c"], env_var_mappings={"A": "B"}),
}


def plain(options: ResourceOptions) -> dict[str, object]:
    """Return what options are set; where none of the hooks is bound, there may as well be none."""
    values = {**vars(options)}
    hooks = values.pop("hooks")
    return {**values, "hooks": vars(hooks) if hooks and any(vars(hooks).values()) else None}


@pytest.mark.parametrize("one", ONE.values(), ids=ONE)
@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_what_is_merged_is_what_the_sdk_merges(one: ResourceOptions | None, other: ResourceOptions | None) -> None:
    assert plain(merged(one, other)) == plain(STOCK(one, other))


def test_what_is_merged_is_left_as_it_was() -> None:
    given = ResourceOptions(depends_on=[RESOURCE])
    both = merged(DEFAULTS, given)
    both.depends_on.append(RESOURCE)
    assert (given.version, given.depends_on, DEFAULTS.depends_on) == (None, [RESOURCE], None)


def test_a_copy_is_apart_from_its_original() -> None:
    copy = copied(DEFAULTS)
    copy.version = "8.0.0"
    assert (DEFAULTS.version, type(copy)) == ("7.0.0", ResourceOptions)


def test_what_is_no_options_is_refused_as_by_the_sdk(recorded: Record) -> None:
    with pytest.raises(TypeError, match="opts2 to be a ResourceOptions"):
        recorded(lambda: ResourceOptions.merge(DEFAULTS, "protect"))  # type: ignore[arg-type]
