"""What is owed and paid."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def invoices(request: Request) -> JSONResponse:
    """List the invoices of whoever asks."""
    return JSONResponse({"invoices": [], "of": request.user.display_name})
