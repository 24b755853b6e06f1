"""Reports over all domains."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def reports(request: Request) -> JSONResponse:
    """List the reports that the signed-in user may read."""
    return JSONResponse({"reports": [], "of": request.user.display_name})
