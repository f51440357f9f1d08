"""The routes of the log's tree: checkpoint, pages and proofs, public and fit to be kept by caches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sealwire.contract import paths
from sealwire.contract.log import PAGE_STATEMENTS, ProofOut
from sealwire.errors import NotFound
from sealwire_chassis import caching, tree
from sealwire_chassis.database import SessionDep
from sealwire_chassis.problems import problems

from sealwire_directory.log import covering

if TYPE_CHECKING:
    from sealwire_directory.log.covering import Page

_MAX_SIZE = 2**53 - 1
_Size = Annotated[int, Query(ge=0, le=_MAX_SIZE)]

router = APIRouter(tags=["directory"])


@router.get(
    paths.DIRECTORY_CHECKPOINT,
    response_class=Response,
    responses={
        200: {"description": "A signed note.", "content": {paths.NOTE: {}}},
        **problems(tree.NotSigned),
    },
)
async def read_checkpoint(request: Request, session: SessionDep) -> Response:
    """Return the log's size and root, signed by the log's key."""
    return caching.current(request, await tree.note(session), paths.NOTE)


@router.get(
    paths.DIRECTORY_PAGES + "/{number}",
    response_class=Response,
    responses={
        200: {"description": "CBOR [statement, ...].", "content": {paths.CBOR: {}}},
        **problems(NotFound),
    },
)
async def read_page(
    number: Annotated[int, Path(ge=0, le=_MAX_SIZE // PAGE_STATEMENTS)], request: Request, session: SessionDep
) -> Response:
    """Return a page of 64 statements, the last one as far as it goes."""
    return _page_answer(request, await covering.page(session, number))


@router.get(paths.DIRECTORY_INCLUSION, responses=problems(tree.BeyondTheLog))
async def prove_inclusion(index: _Size, size: _Size, response: Response, session: SessionDep) -> ProofOut:
    """Return the proof that the statement at an index, from 0, stands in the log of a size."""
    response.headers.update(caching.FOREVER)
    return ProofOut(proof=await tree.inclusion(session, index, size=size))


@router.get(paths.DIRECTORY_CONSISTENCY, responses=problems(tree.BeyondTheLog))
async def prove_consistency(first: _Size, second: _Size, response: Response, session: SessionDep) -> ProofOut:
    """Return the proof that the log of one size begins with that of another."""
    response.headers.update(caching.FOREVER)
    return ProofOut(proof=await tree.consistency(session, first, second=second))


def _page_answer(request: Request, page: Page) -> Response:
    if page.full:
        return Response(page.data, media_type=paths.CBOR, headers=caching.FOREVER)
    return caching.current(request, page.data, paths.CBOR)
