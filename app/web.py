"""The application: its domains under their paths, and the health checks."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from app import auth, billing, clinical, reporting
from app.sessions import Sessions, signed_in
from app.settings import Settings
from app.telemetry import telemetry

DOMAINS = {"billing": [billing.invoices], "clinical": [clinical.encounters], "reporting": [reporting.reports]}


async def health(_request: Request) -> JSONResponse:
    """Report that the process is alive, independent of the cache: a dead one is replaced."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> JSONResponse:
    """Report whether requests can be served, which needs the cache: otherwise the load balancer sends none."""
    answers = await request.app.state.sessions.answer()
    return JSONResponse({"sessions": "answer" if answers else "do not answer"}, 200 if answers else 503)


def application(settings: Settings, sessions: Sessions) -> Starlette:
    """Return the application. Domains answer only signed-in users."""
    session = [Route("/session", auth.start, methods=["POST"]), Route("/session", auth.end, methods=["DELETE"])]
    routes = [Route("/health", health), Route("/ready", ready), Mount("/auth", routes=session)]
    for domain, answers in DOMAINS.items():
        routes.append(Mount(f"/{domain}", routes=[Route(f"/{each.__name__}", signed_in(each)) for each in answers]))
    measure = Middleware(BaseHTTPMiddleware, telemetry(settings.metrics_namespace, frozenset({"auth", *DOMAINS})))
    recognise = Middleware(AuthenticationMiddleware, sessions, lambda _, why: JSONResponse({"error": str(why)}, 503))
    app = Starlette(routes=routes, middleware=[measure, recognise])
    app.state.settings, app.state.sessions = settings, sessions
    return app
