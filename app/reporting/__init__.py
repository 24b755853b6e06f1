"""What is counted over all domains."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def reports(request: Request) -> JSONResponse:
    """List the reports that whoever asks may read."""
    return JSONResponse({"reports": [], "of": request.user.display_name})
