"""What is known of a patient."""

from starlette.requests import Request
from starlette.responses import JSONResponse


async def encounters(request: Request) -> JSONResponse:
    """List the encounters of whoever asks."""
    return JSONResponse({"encounters": [], "of": request.user.display_name})
