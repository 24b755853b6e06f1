"""The real AWS provider makes all of a stack, in an order that works, but for what the emulator has no notion of."""

from __future__ import annotations

import pytest

from auditor.asked import rendered_stacks
from auditor.terraform.translation import translate
from tests.conftest import ROOT

from .conftest import LEFT_OUT, Rehearsed
from .emulator import RefusedError
from .gaps import GAPS, MISREAD, UNDELETED

NOT_SHOWN = ("its type is not wanted", "the provider tls is not at hand")


def test_all_that_is_shown_to_the_provider_is_made(rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed.rehearsal
    assert rehearsal.run.errors == ()
    assert set(rehearsal.translation.addresses.values()) - rehearsal.run.done == set()
    assert len(rehearsal.run.done) == rehearsal.translation.resources


def test_the_provider_is_shown_all_but_what_is_named(rehearsed: Rehearsed) -> None:
    translation = rehearsed.rehearsal.translation
    whole = [each for each in translation.left_out if not each.path]
    assert {each.reason for each in whole} <= set(NOT_SHOWN)
    assert translation.resources + len(whole) == translation.of_resources
    assert not {each.partition(".")[0] for each in translation.addresses.values()} & set(LEFT_OUT)


@pytest.mark.parametrize("type_", [*GAPS, *UNDELETED])
def test_the_emulator_lacks_what_is_said_to_be_lacking(rehearsed: Rehearsed, type_: str) -> None:
    gap = {**GAPS, **UNDELETED}[type_]
    with pytest.raises(RefusedError) as refusal:
        rehearsed.emulator.ask(gap.service, gap.operation, **gap.parameters)
    assert str(refusal.value) == gap.refusal


def test_nothing_is_said_to_be_lacking_that_no_stack_wants() -> None:
    wanted = {
        address.partition(".")[0]
        for graph in rendered_stacks(ROOT, ("dev", "prod"))
        for address in translate(graph, providers={"aws"}, newer=False, imports=False).addresses.values()
    }
    assert {*GAPS, *MISREAD, *UNDELETED} - wanted == set()


def test_logs_reach_no_bucket_whose_policy_does_not_admit_them(rehearsed: Rehearsed) -> None:
    """The emulator would have noticed the wrong order, though it reads policies by a function of ours."""
    ask = rehearsed.emulator.ask
    ask("s3", "create_bucket", Bucket="without-a-policy")
    try:
        to = {"LoggingEnabled": {"TargetBucket": "without-a-policy", "TargetPrefix": "logs/"}}
        with pytest.raises(RefusedError, match="InvalidTargetBucketForLogging"):
            ask("s3", "put_bucket_logging", Bucket="without-a-policy", BucketLoggingStatus=to)
    finally:
        ask("s3", "delete_bucket", Bucket="without-a-policy")
