"""The process of the container: `python -m app`."""

import logging
import os
import sys

import uvicorn

from app.sessions import Sessions, connect
from app.settings import read_settings
from app.telemetry import Line
from app.web import application

settings = read_settings(os.environ)
logging.basicConfig(level=logging.INFO, stream=sys.stdout)
logging.getLogger().handlers[0].setFormatter(Line())
uvicorn.run(
    application(settings, Sessions(connect(settings))),
    host="0.0.0.0",  # noqa: S104 - the container's own network; a security group limits access
    port=int(settings.port),
    log_config=None,
    access_log=False,
    server_header=False,
    timeout_keep_alive=65,  # longer than the load balancer's 60 seconds, so that it never uses a closed connection
    timeout_graceful_shutdown=20,  # less than the 60 seconds until ECS kills the task (its `stopTimeout`)
)
