"""Rules for restore tests: that what is backed up is restored now and then, and where its copies stand meanwhile."""

from __future__ import annotations

from functools import partial

from policies.backups import (
    FILE_SYSTEM,
    PLAN,
    STORES,
    TABLE,
    TESTING_PLAN,
    VAULTS,
    VOLUME,
    backed_up,
    backed_up_by_aws,
    meets_conditions,
    names,
    unselected,
    vaults_filled,
)
from policies.databases import DOCUMENTS, GRAPHS, INSTANCE, engine, is_replica
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.schedules import days_between
from policies.some import some
from policies.view import STACK_TYPE, Resource, Stack, UnknownValue
from policies.watching import raised_by_silence, watching

TESTING_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
KINDS = {
    INSTANCE: "RDS",
    DOCUMENTS: "DocumentDB",
    GRAPHS: "Neptune",
    TABLE: "DynamoDB",
    FILE_SYSTEM: "EFS",
    VOLUME: "EBS",
}
"""How a selection names a type (AWS Backup Developer Guide, API, `RestoreTestingSelectionForCreate`)."""
IN_NETWORK = ("RDS", "Aurora", "DocumentDB", "Neptune")
"""Types whose restored copies stand in a network: the default VPC, unless a selection says which."""
LONGEST_DAYS = 92
"""A quarter: our policy choice, as 45 CFR 164.308(a)(7)(ii)(D) says "periodic"."""

COMPLETED = ("NumberOfRestoreJobsCompleted",)
A_DAY = 24 * 60 * 60
WATCHED_DAYS = 7
"""How far an alarm looks back at most (Amazon CloudWatch API Reference, PutMetricAlarm)."""


@stack_rule(
    STACK_TYPE,
    severity=Severity.HIGH,
    fix="Add a RestoreTestingPlan for the vault, with a RestoreTestingSelection of what must be restorable.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html",
)
def restores_tested(_root: Resource, stack: Stack) -> Verdict:
    """Whatever is backed up is restored from its vault once a quarter or more often, to see that it can be."""
    if not stack.of(PLAN):
        return NotApplicable("it has no backup plan")
    if not stack.of(TESTING_PLAN):
        return "no RestoreTestingPlan is declared"
    selections = stack.of(TESTING_SELECTION)
    if not some(lambda each: some(lambda plan: _tests(each, plan, stack), stack.of(PLAN)), selections):
        return "no restore test draws from a vault that a plan fills, once a quarter"

    def problem(store: Resource) -> str | None:
        if is_replica(store) or unselected(store, stack):
            return None
        tested = some(lambda each: _takes_in(each, store) and _restores(each, store, stack), selections)
        return (
            None if tested else f"no restore test takes in {store.name}, from the vault that it is in, once a quarter"
        )

    return first_problem(problem, stack.of(*STORES))


@stack_rule(
    TESTING_PLAN,
    severity=Severity.MEDIUM,
    fix=f"Add an `aws.cloudwatch.MetricAlarm` of {COMPLETED[0]} by `BackupVaultName`, over the time between two tests, "
    'raised when it is too low or missing (`treat_missing_data="breaching"`).',
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html",
)
def restore_silence_raises_alarm(plan: Resource, stack: Stack) -> Verdict:
    """Somebody is told when a restore test of every week, or more often, no longer takes place."""
    days = _days_between(plan)
    if days is None or days > WATCHED_DAYS:
        return NotApplicable(f"no alarm looks back further than {WATCHED_DAYS} days: somebody has to look")
    vaults = [vault for vault in stack.of(*VAULTS) if _draws_from(plan, [vault])]
    if not vaults:
        return NotApplicable("it draws from no vault of this stack")

    def heeds(alarm: Resource) -> bool:
        return raised_by_silence(alarm) and not _raised_between(alarm, days)

    if some(heeds, watching(stack, vaults, COMPLETED, BackupVaultName="name")):
        return None
    return "no alarm is raised when nothing is restored from its vaults"


def _raised_between(alarm: Resource, days: int) -> bool:
    """Tell whether an alarm would be raised between one test and the next; of an expression that cannot be said."""
    silent = alarm.get("datapointsToAlarm", alarm.get("evaluationPeriods", 1))
    return bool(alarm.has("period") and alarm.get("period", 0) * silent < days * A_DAY)


@resource_rule(
    TESTING_SELECTION,
    severity=Severity.HIGH,
    fix="Set `dbSubnetGroupName` (isolated subnets), `vpcSecurityGroupIds` and `publiclyAccessible` of `false` in "
    "`restore_metadata_overrides`.",
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html",
)
def restored_copies_kept_apart(selection: Resource) -> Verdict:
    """A copy of a database that is restored for a test stands where it is told to, and is not public."""
    kind = selection.get("protectedResourceType", "")
    if kind not in IN_NETWORK:
        return NotApplicable(f"what is restored of {kind} stands in no network")
    selection.items("restoreMetadataOverrides")  # whose keys have to be known
    given = selection.properties.get("restoreMetadataOverrides") or {}
    keys = {key.lower(): f"restoreMetadataOverrides.{key}" for key in given}
    for key, otherwise in (("dbSubnetGroupName", "the default VPC"), ("vpcSecurityGroupIds", "its default group")):
        if key.lower() not in keys or not selection.has(keys[key.lower()]):
            return f"{key} is not given: a copy stands in {otherwise}"
    public = keys.get("publiclyaccessible")
    return "a copy is open to the internet" if public and selection.get(public, False) else None


def _takes_in(selection: Resource, store: Resource) -> bool:
    kind = KINDS.get(store.type) or ("Aurora" if engine(store).startswith("aurora") else "RDS")
    if selection.get("protectedResourceType", "") != kind:
        return False
    return names(selection, store, "protectedResourceArns") and meets_conditions(
        selection, store, "protectedResourceConditions"
    )


def _restores(selection: Resource, store: Resource, stack: Stack) -> bool:
    if backed_up_by_aws(store, stack):  # into a vault of AWS's own
        return some(_comes_round, _plans_of(selection, stack))
    return backed_up(store, stack, lambda plan: _tests(selection, plan, stack))


def _tests(selection: Resource, plan: Resource, stack: Stack) -> bool:
    """Tell whether a selection is tested often enough, on backups from a vault that a backup plan fills."""
    vaults = vaults_filled(plan, stack)
    return some(lambda test: _comes_round(test) and _draws_from(test, vaults), _plans_of(selection, stack))


def _plans_of(selection: Resource, stack: Stack) -> list[Resource]:
    referred = [plan for plan in selection.refers_to("restoreTestingPlanName") if plan.type == TESTING_PLAN]
    if referred:
        return referred
    name = selection.get("restoreTestingPlanName", "")
    return [plan for plan in stack.of(TESTING_PLAN) if name and plan.get("name", "") == name]


def _days_between(plan: Resource) -> int | None:
    return days_between(plan.get("scheduleExpression", ""), "scheduleExpression")


def _comes_round(plan: Resource) -> bool:
    days = _days_between(plan)
    return days is not None and days <= LONGEST_DAYS


def _draws_from(plan: Resource, vaults: list[Resource]) -> bool:
    named = partial(_named, plan)
    return some(lambda vault: named("includeVaults", vault) and not named("excludeVaults", vault), vaults)


def _named(plan: Resource, by: str, vault: Resource) -> bool:
    """Tell whether a plan names a vault, by ARN or as any; one to which it refers it names as one to draw from."""
    path = f"recoveryPointSelection.{by}"
    if not plan.has(path):
        return False
    referred = plan.refers_to("recoveryPointSelection")
    if by == "includeVaults" and referred:
        return vault in referred
    arns = plan.get(path, [])
    if "*" in arns:
        return True
    name = vault.properties.get("name")
    if arns and not isinstance(name, str):
        raise UnknownValue(path, "names vaults by ARNs, and that of one is not known")
    return any(str(arn).endswith(f":backup-vault:{name}") for arn in arns)
