"""Layer 1, always open: the secure baseline."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.access_logs import AccessLogs, AccessLogsArgs
from components.account import current_account
from components.account_defaults import AccountDefaults, AccountDefaultsArgs
from components.audit_trail import AuditTrail, AuditTrailArgs
from components.backup import Backup, BackupArgs
from components.configuration_history import ConfigurationHistory, ConfigurationHistoryArgs
from components.database import Database, DatabaseArgs
from components.database_symptoms import DatabaseWatched, database_symptoms
from components.encryption import Encryption, EncryptionArgs
from components.identity import BREAK_GLASS_ROLES, Identity, IdentityArgs
from components.log_archive import LogArchive, LogArchiveArgs
from components.log_keeping import LogKeeping
from components.network import Network, NetworkArgs
from components.network_plan import UNFIT_ZONES
from components.notifications import Notifications, NotificationsArgs
from components.symptom_alarms import SymptomAlarms, SymptomAlarmsArgs
from components.threat_detection import ThreatDetection, ThreatDetectionArgs
from stacks.places import guests
from stacks.settings import Settings


class Baseline(pulumi.ComponentResource):
    """Keys, identity, logs, network, database and backup of an environment; and what its account has once.

    Declares, as its properties, what the rules of the pack need to know of the stack: which environment it is, and
    which stack holds its account's singletons.
    """

    def __init__(self, name: str, settings: Settings, opts: pulumi.ResourceOptions | None = None) -> None:
        declared = {
            "environment": settings.environment,
            "accountOwner": settings.account_owner or pulumi.get_stack(),
        }
        super().__init__("footing:stacks:Baseline", name, declared, opts)
        self._settings = settings
        self.provider = aws.Provider(
            "aws",
            region=settings.region,
            allowed_account_ids=[settings.account] if settings.account else None,
            default_tags={"tags": settings.tags},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._asking = pulumi.InvokeOptions(provider=self.provider)
        self._below = pulumi.ResourceOptions(parent=self, providers=[self.provider])
        self.account = current_account(self._asking)
        self.encryption = Encryption(
            "keys",
            EncryptionArgs(account=self.account, owns_account=settings.owns_account, protect=settings.safety.protect),
            self._below,
        )
        self.logs = LogKeeping(key_arn=self.encryption.logs.arn, retention_days=settings.logs.retention_days)
        self.identity = Identity(
            "identity",
            IdentityArgs(
                account=self.account,
                break_glass=settings.access.break_glass,
                auditor=settings.access.auditor,
                operator=settings.access.operator,
                developer=settings.access.developer,
                developer_reads_logs=settings.access.developer_reads_logs,
            ),
            self._below,
        )
        self.notifications = Notifications(
            "notifications",
            NotificationsArgs(
                account=self.account, key_arn=self.encryption.notifications.arn, email=settings.owner.email
            ),
            self._below,
        )
        self.access_logs = AccessLogs(
            "access-logs",
            AccessLogsArgs(
                account=self.account,
                retention_days=settings.audit.retention_days,
                protect=settings.safety.protect,
            ),
            self._below,
        )
        if settings.owns_account:
            self._watch_account()
        self.network = self._network()
        self.database = self._database()
        self.watched_database = self._watch_database()
        self.backup = self._backup()
        self.register_outputs(declared)

    def _watch_account(self) -> None:
        """Make what an account has once, and only one stack of it may make."""
        settings, protect = self._settings, self._settings.safety.protect
        AccountDefaults(
            "account", AccountDefaultsArgs(unused_access_days=settings.access.unused_access_days), self._below
        )
        archive = LogArchive(
            "log-archive",
            LogArchiveArgs(
                account=self.account,
                access_logs=self.access_logs,
                key_arn=self.encryption.audit.arn,
                object_lock=settings.audit.object_lock,
                retention_days=settings.audit.retention_days,
                protect=protect,
            ),
            self._below,
        )
        AuditTrail(
            "audit-trail",
            AuditTrailArgs(
                account=self.account,
                archive=archive,
                audit_key_arn=self.encryption.audit.arn,
                logs=self.logs,
                topic_arn=self.notifications.topic.arn,
                boundary_arn=self.identity.boundary_arn,
                break_glass_role_arn=BREAK_GLASS_ROLES,
                data_events=settings.audit.data_events,
                protect=protect,
            ),
            self._below,
        )
        history = ConfigurationHistory(
            "configuration-history", ConfigurationHistoryArgs(archive=archive.configuration), self._below
        )
        ThreatDetection(
            "threat-detection",
            ThreatDetectionArgs(
                account=self.account,
                history=history,
                topic_arn=self.notifications.topic.arn,
                notifications_key_arn=self.encryption.notifications.arn,
                protections=settings.threat_detection.protections,
                standards=settings.threat_detection.standards,
                scans=settings.threat_detection.scans,
                protect=protect,
            ),
            self._below,
        )

    def _network(self) -> Network:
        network = self._settings.network
        return Network(
            "network",
            NetworkArgs(
                account=self.account,
                cidr=network.cidr,
                zones=self._zones(),
                nat=network.nat,
                endpoints=network.endpoints,
                guests=guests(self._settings.delivery, self.account),
                open_to_world=not (self._settings.delivery and self._settings.delivery.edge),
                logs=self.logs,
                boundary_arn=self.identity.boundary_arn,
                protect=self._settings.safety.protect,
            ),
            self._below,
        )

    def _zones(self) -> list[str]:
        """Return the zones to use: those that are named, or the first so many that every account may use and fit."""
        wanted = self._settings.network.zones
        if not isinstance(wanted, int):
            return list(wanted)
        available = aws.get_availability_zones(
            state="available",
            exclude_zone_ids=list(UNFIT_ZONES),
            filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
            opts=self._asking,
        )
        return sorted(available.names)[:wanted]

    def _database(self) -> Database:
        database, safety = self._settings.database, self._settings.safety
        return Database(
            "database",
            DatabaseArgs(
                account=self.account,
                subnet_ids=[subnet.id for subnet in self.network.isolated_subnets.values()],
                security_group_id=self.network.groups.data.id,
                application_subnet_ids=[subnet.id for subnet in self.network.private_subnets.values()],
                application_security_group_id=self.network.groups.application.id,
                data_key_arn=self.encryption.data.arn,
                logs=self.logs,
                secrets_key_arn=self.encryption.secrets.arn,
                boundary_arn=self.identity.boundary_arn,
                instance_class=database.instance_class,
                storage_gib=database.storage_gib,
                max_storage_gib=database.max_storage_gib,
                multi_az=database.multi_az,
                replicas=database.replicas,
                backup_retention_days=database.backup_retention_days,
                owns_account=self._settings.owns_account,
                protect=safety.protect,
                deletion_protection=safety.deletion_protection,
            ),
            self._below,
        )

    def _watch_database(self) -> DatabaseWatched:
        replicas = {f"database-replica-{number}": each for number, each in enumerate(self.database.replicas, 1)}
        instances = {"database": self.database.instance, **replicas}
        watched = DatabaseWatched(
            instances={word: instance.identifier for word, instance in instances.items()},
            replicas=tuple(replicas),
            instance_class=self._settings.database.instance_class,
            storage_gib=self._settings.database.storage_gib,
        )
        SymptomAlarms(
            "database-watch",
            SymptomAlarmsArgs(
                symptoms=tuple(database_symptoms(watched)),
                topic_arn=self.notifications.topic.arn,
                team=self._settings.owner.team,
            ),
            self._below,
        )
        return watched

    def _backup(self) -> Backup:
        backup = self._settings.backup
        return Backup(
            "backup",
            BackupArgs(
                account=self.account,
                key_arn=self.encryption.backup.arn,
                topic_arn=self.notifications.topic.arn,
                notifications_key_arn=self.encryption.notifications.arn,
                database_arns=[self.database.instance.arn],
                database_subnet_group=self.database.subnet_group.name,
                vpc_id=self.network.vpc.id,
                boundary_arn=self.identity.boundary_arn,
                retention=backup.retention,
                lock=backup.lock,
                lock_cooling_off_days=backup.lock_cooling_off_days,
                copy_region=backup.copy_region,
                restore_test=backup.restore_test,
                protect=self._settings.safety.protect,
            ),
            self._below,
        )
