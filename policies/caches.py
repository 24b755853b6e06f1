"""Caches of ElastiCache, in each of their three forms, DAX, and MemoryDB, which keeps what it holds."""

from __future__ import annotations

from policies.rule import NotApplicable

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
CLUSTER = "aws:elasticache/cluster:Cluster"
DURABLE = "aws:memorydb/cluster:Cluster"
ACCELERATOR = "aws:dax/cluster:Cluster"
CACHES = (GROUP, SERVERLESS, CLUSTER)
OF_ITS_GROUP = NotApplicable("its replication group decides")
