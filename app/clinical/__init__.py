"""Clinical records."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def encounters(request: Request) -> JSONResponse:
    """List the encounters of the signed-in user."""
    return JSONResponse({"encounters": [], "of": request.user.display_name})
