"""The use cases of training: courses, and who of a unit took part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import CoursesOut

from sealwire_directory.onboarding.adapters import training
from sealwire_directory.onboarding.gathering import found
from sealwire_directory.onboarding.service_plans import check_donors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sealwire.contract.onboarding import CourseIn, ParticipantIn

    from sealwire_directory.onboarding.acting import Acting


async def put_course(acting: Acting, course_id: UUID, course: CourseIn) -> None:
    """Set a course down, or set it right.

    Raises:
        NotAllowed: The caller keeps no cases of its country, or of the country it was in before.
        DonorUnknown: Its donor is not in the list.
        DatedAhead: Somebody has a result already, so it cannot end in the future.
    """
    acting.check(Action.EDIT_CASES, country=course.country)
    before = await training.course(acting.session, course_id)
    if before is not None:
        acting.check(Action.EDIT_CASES, country=before.country)
    await check_donors(acting, [course.donor])
    if units := await training.units(acting.session, course_id):
        acting.check_past(course.ends)
    await training.put_course(acting.session, course_id, course)
    what = "course set down" if before is None else "course set right"
    # Without the trainers: events are kept for ever, and name nobody.
    detail = course.model_dump(mode="json", exclude={"trainers"})
    # Under the units as well: it changes what their officers have passed.
    for subject in (course.country, *units):
        await acting.note(subject, what, course=str(course_id), **detail)


async def put_participants(
    acting: Acting, course_id: UUID, unit: str, people: Sequence[ParticipantIn]
) -> None:
    """Set down who of a unit took part in a course and with what result.

    Raises:
        NotAllowed: The caller does not keep the unit's case.
        NotFound: There is no such course.
        DatedAhead: The course has not ended, so nobody has a result.
    """
    acting.check(Action.EDIT_CASES, unit=unit)
    course = found(await training.course(acting.session, course_id))
    acting.check_past(course.ends)
    await training.put_participants(acting.session, course_id, unit, people)
    results = {person.handle: person.result.value for person in people}
    await acting.note(
        unit, "participants set down", course=str(course_id), kind=course.kind.value, results=results
    )


async def courses(acting: Acting, *, unit: str, country: str) -> CoursesOut:
    """Return the latest courses, with the participants that the caller may see.

    Raises:
        NotAllowed: The caller may see no cases.
    """
    seen = acting.seen(Action.READ_CASES)
    return CoursesOut(courses=await training.listed(acting.session, seen, unit=unit, country=country))
