"""Authentication: starts and ends sessions."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sessions import COOKIE, signed_in


async def start(request: Request) -> Response:
    """Sign a user in by name alone, in development only: put your identity provider here."""
    if request.app.state.settings.environment != "dev":
        return JSONResponse({"error": "sign-in needs an identity provider; see app/auth"}, 501)
    name = (await request.body()).decode(errors="replace")
    if not 0 < len(name) <= 100:
        return JSONResponse({"error": "send a name of 1 to 100 characters"}, 400)
    answer = JSONResponse({"name": name}, 201)
    token = await request.app.state.sessions.start(name)
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")
    return answer


@signed_in
async def end(request: Request) -> Response:
    """Sign a user out."""
    await request.app.state.sessions.end(request.cookies[COOKIE])
    return Response(status_code=204)
