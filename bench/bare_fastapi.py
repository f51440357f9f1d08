"""The yardstick: a FastAPI route that reads a body and answers, on one uvicorn with uvloop and httptools."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/", status_code=202)
async def accept(request: Request) -> dict[str, int]:
    """Answer with the size of the body."""
    return {"size": len(await request.body())}


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="error", access_log=False
    )
