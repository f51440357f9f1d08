"""A rule of a text, or a refusal that says where the text is wrong, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import FaultRecord, Worded

from sealwire_profiling.rules import refusals
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.faults import Refused

if TYPE_CHECKING:
    from sealwire_profiling.rules.domain.compiling import Rule
    from sealwire_profiling.rules.domain.environment import Environment
    from sealwire_profiling.rules.domain.faults import Fault


def compiled(code: str, text: str, environment: Environment) -> Rule:
    """Return the rule of a profile.

    Args:
        code: Of the profile, which is the rule's id.
        text: CEL.
        environment: The sets that it may name.

    Raises:
        RuleFaulty: The text is no rule.
    """
    try:
        return compile_rule(code, text, environment)
    except Refused as refused:
        told = [told_fault(each) for each in refused.faults]
        faults = [
            {
                "code": each.code,
                "line": str(each.line),
                "column": str(each.column),
                "en": each.sentence.en,
                "ru": each.sentence.ru,
            }
            for each in told
        ]
        raise refusals.RuleFaulty(faults=faults) from None


def told_fault(fault: Fault) -> FaultRecord:
    """Return a fault as an officer reads it."""
    return FaultRecord(
        code=fault.code,
        line=fault.at.line,
        column=fault.at.column,
        sentence=Worded(en=_fit(fault.sentence("en")), ru=_fit(fault.sentence("ru"))),
    )


def _fit(sentence: str) -> str:
    """Return a sentence without what no answer carries: it may quote the text, which may hold anything."""
    return "".join(each if each.isprintable() else " " for each in sentence)[:500].strip()
