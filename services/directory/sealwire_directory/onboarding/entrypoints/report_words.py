"""The words of a report in English and Russian."""

# ruff: noqa: RUF001  # Russian words have letters that look like Latin ones

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sealwire.contract.onboarding import CourseKind, Gender


class Language(StrEnum):
    """A language that reports are written in."""

    ENGLISH = "en"
    RUSSIAN = "ru"


WORDS: dict[Language, dict[str, Any]] = {
    Language.ENGLISH: {
        "title": "Training and equipment of Port Control Units",
        "training": "Officers trained",
        "equipment": "Equipment handed over",
        "kind": "Course",
        "gender": "Gender",
        "officers": "Officers",
        "seats": "Seats",
        "item": "Item",
        "quantity": "Quantity",
        "handovers": "Handovers",
        "together": "Together",
        "nothing": "Nothing to report",
        "year": "Year",
        "note": "Officers are counted once in each line and once in the total; who took two courses took "
        "two seats. Counted are those who passed or attended. Who has changed unit is counted in both.",
        "no_donor": "No donor named",
        "made": "Made on",
        "unit": "Unit",
        "country": "Country",
        "donor": "Donor",
        "kinds": {
            CourseKind.THEORY: "Theoretical course",
            CourseKind.PRACTICAL: "Practical course",
            CourseKind.STEC: "Strategic trade and export control",
            CourseKind.DOCUMENT_AND_SEAL: "Document and seal examination",
            CourseKind.X_RAY: "X-ray image interpretation",
            CourseKind.COPES: "Evidence handling (COPES)",
            CourseKind.MENTORING: "Mentoring",
            CourseKind.STUDY_TOUR: "Study tour",
        },
        "genders": {Gender.FEMALE: "Women", Gender.MALE: "Men", Gender.UNSTATED: "Not stated"},
    },
    Language.RUSSIAN: {
        "title": "Обучение и оснащение портовых контрольных групп",
        "training": "Обучено сотрудников",
        "equipment": "Передано оборудования",
        "kind": "Курс",
        "gender": "Пол",
        "officers": "Сотрудников",
        "seats": "Мест",
        "item": "Наименование",
        "quantity": "Количество",
        "handovers": "Передач",
        "together": "Всего",
        "nothing": "Нет данных",
        "year": "Год",
        "note": "Сотрудник учтён один раз в каждой строке и один раз в итоге; прошедший два курса занял "
        "два места. Учтены сдавшие и прослушавшие курс. Сменивший группу учтён в обеих.",
        "no_donor": "Донор не указан",
        "made": "Составлен",
        "unit": "Группа",
        "country": "Страна",
        "donor": "Донор",
        "kinds": {
            CourseKind.THEORY: "Теоретический курс",
            CourseKind.PRACTICAL: "Практический курс",
            CourseKind.STEC: "Стратегическая торговля и экспортный контроль",
            CourseKind.DOCUMENT_AND_SEAL: "Проверка документов и пломб",
            CourseKind.X_RAY: "Расшифровка рентгеновских снимков",
            CourseKind.COPES: "Обращение с доказательствами (COPES)",
            CourseKind.MENTORING: "Наставничество",
            CourseKind.STUDY_TOUR: "Ознакомительная поездка",
        },
        "genders": {Gender.FEMALE: "Женщины", Gender.MALE: "Мужчины", Gender.UNSTATED: "Не указан"},
    },
}
