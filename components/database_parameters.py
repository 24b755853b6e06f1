"""How PostgreSQL is set up, and what a database and its logs are called: plain data.

The logs must show who did what and when (45 CFR 164.312(b)) without becoming a second copy of the records
themselves. So statements are audited, but neither the values bound to them nor the rows that an error quotes are
written. What PostgreSQL offers no switch for remains: a value that an application writes into the text of a
statement, and one that an error quotes in its first line. Applications must bind values, and the log groups are
encrypted and kept like the records.
"""

from __future__ import annotations

from typing import NamedTuple

ENGINE = "postgres"
MAJOR_VERSION = "18"
"""Only the major version: RDS upgrades minor versions by itself, and the program does not undo that."""
FAMILY = f"{ENGINE}{MAJOR_VERSION}"
PORT = 5432
MASTER_USERNAME = "footing_master"
"""Not a name that every attacker tries first."""
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
MONITORING_SECONDS = 60
INSIGHTS_DAYS = 7
"""What Database Insights keeps without a charge; a longer span is paid for by the virtual CPU."""
LOGS = ("postgresql", "upgrade", "iam-db-auth-error")
"""What RDS for PostgreSQL can export; the last tells why a login with an IAM token was refused."""
LIBRARIES = ("pg_stat_statements", "pgaudit")
MAX_IDENTIFIER = 63


class Parameter(NamedTuple):
    """A parameter of PostgreSQL; a static one takes effect when the instance starts."""

    name: str
    value: str
    static: bool = False

    @property
    def apply_method(self) -> str:
        """When RDS applies it."""
        return "pending-reboot" if self.static else "immediate"


PARAMETERS = (
    # Encrypted transport, and passwords that cannot be read off the wire or from the server's own table.
    Parameter("rds.force_ssl", "1"),
    Parameter("password_encryption", "scram-sha-256"),
    Parameter("rds.accepted_password_auth_method", "scram"),
    # Who was connected, from when to when. From PostgreSQL 18 on, RDS takes stages here and refuses "1".
    Parameter("log_connections", "all"),
    Parameter("log_disconnections", "1"),
    # Who read, wrote or changed what. Bound values stay out of the audit log.
    Parameter("shared_preload_libraries", ",".join(LIBRARIES), static=True),
    Parameter("pgaudit.log", "ddl,read,role,write"),
    Parameter("pgaudit.log_parameter", "0"),
    # pgaudit writes statements with their passwords removed; PostgreSQL's own statement log would keep them.
    Parameter("log_statement", "none"),
    Parameter("log_min_duration_statement", "-1"),
    # An error quotes the offending row in its detail, and the whole statement after it: leave out both.
    Parameter("log_error_verbosity", "terse"),
    Parameter("log_min_error_statement", "panic"),
    Parameter("log_parameter_max_length", "0"),
    Parameter("log_parameter_max_length_on_error", "0"),
)


def database_identifier(*parts: str) -> str:
    """Join names to an identifier that RDS takes; raise `ValueError` if there is none.

    RDS wants 1 to 63 letters, digits and single hyphens, beginning with a letter (Amazon RDS User Guide, "Settings
    for DB instances"). Room is left for the names of replicas.
    """
    spelled = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in "-".join(parts).lower())
    identifier = "-".join(word for word in spelled.split("-") if word)
    longest = MAX_IDENTIFIER - len(replica_name("", 9))
    if not identifier[:1].isalpha() or len(identifier) > longest:
        raise ValueError(
            f"{identifier!r} cannot name a database: RDS wants a name that begins with a letter and, with room for "
            f"replicas, has at most {longest} characters; shorten or change the name of the project or the stack"
        )
    return identifier


def log_group_name(identifier: str, log: str) -> str:
    """Return the name under which RDS writes one log of an instance."""
    return f"/aws/rds/instance/{identifier}/{log}"


def replica_name(source: str, number: int) -> str:
    """Return the name of a numbered replica."""
    return f"{source}-replica-{number}"
