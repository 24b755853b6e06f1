"""Queues, and what puts into them that could not be delivered elsewhere."""

from __future__ import annotations

from policies.alerts import EVENT_TARGET
from policies.types import FUNCTION, TOPIC_SUBSCRIPTION

QUEUE = "aws:sqs/queue:Queue"
REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"
UNDELIVERED_TO = (
    (QUEUE, "redrivePolicy"),
    (REDRIVE, "redrivePolicy"),
    (EVENT_TARGET, "deadLetterConfig"),
    (FUNCTION, "deadLetterConfig"),
    (TOPIC_SUBSCRIPTION, "redrivePolicy"),
    ("aws:scheduler/schedule:Schedule", "target"),
    ("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "destinationConfig"),
    ("aws:lambda/eventSourceMapping:EventSourceMapping", "destinationConfig"),
)
"""Who sends to a queue what could not be delivered, and by which property."""
