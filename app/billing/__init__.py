"""Invoices and payments."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def invoices(request: Request) -> JSONResponse:
    """List the invoices of the signed-in user."""
    return JSONResponse({"invoices": [], "of": request.user.display_name})
