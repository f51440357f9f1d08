"""What profiling must do, said a second time and as simply as possible: a model to compare it with.

It knows the documents of one administration by reference, its selections by their rows, and what was decided;
no database, no frame, no seed. Which consignments a selection opens is chance and judgement, so its rows are
taken over from the answer; what happens to them after that is said here. Each question has the answer that
the service is to give: None where it agrees, else the code of its refusal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

DAY_S = 86_400
KEPT_DAYS = 30
MAX_WAITING = 20
STEPS = {
    "shadow": ({"draft"}, "shadow"),
    "approve": ({"shadow"}, "approved"),
    "go-live": ({"approved"}, "live"),
    "retire": ({"draft", "shadow", "approved", "live"}, "retired"),
}


@dataclass
class Document:
    """A consignment: what it says, how often it was amended, and whether it was let go."""

    says: tuple[object, ...]
    received_at: int
    upload: str
    version: int = 1
    released: bool = False


@dataclass
class Look:
    """An inspection, of the documents as they were then."""

    consignment: str
    version: int
    outcome: str
    selection: str | None
    at: int
    corrects: bool = False
    corrected: bool = False

    @property
    def found(self) -> bool | None:
        return None if self.outcome in {"forwarded", "not-controlled"} else self.outcome == "seizure"


@dataclass
class Line:
    """A row of a selection."""

    version: int
    lane: str
    slot: str | None
    profiles: tuple[str, ...] = ()
    removed: bool = False


@dataclass
class Selection:
    """A selection, as it was asked for and came out."""

    asked_at: int
    budget: int | None
    upload: str | None
    rows: dict[str, Line] | None = None
    made_at: int = 0


@dataclass
class Version:
    """A version of a profile."""

    author: str
    compels: bool
    state: str = "draft"


@dataclass
class Entry:
    """An entry of the watch list."""

    name: str
    until: int
    version: int = 1
    removed: bool = False


@dataclass
class ProfilingModel:
    """One administration. Documents by reference, and ids by reference as the service gave them."""

    documents: dict[str, Document] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    selections: dict[str, Selection] = field(default_factory=dict)
    profile: list[Version] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    capacity: int = 10
    capacity_version: int = 0
    last_read: tuple[object, str, int] | None = None

    def upload(self, file: dict[str, tuple[object, ...]], name: str, *, now: int) -> Counter[str] | None:
        """Take a file in; None where it is the one that was read last."""
        if self.last_read is not None and self.last_read[0] == file:
            return None
        self.last_read = (file, name, now)
        came: Counter[str] = Counter()
        for reference, says in file.items():
            known = self.documents.get(reference)
            if known is not None and known.says == says:
                came["unchanged"] += 1
                continue
            version = known.version + 1 if known else 1
            self.documents[reference] = Document(says, now, name, version)
            came["amended" if known else "added"] += 1
        return came

    def kept(self, consignment: str) -> Document | None:
        """Return a consignment by its id, while it is kept."""
        names = (each for each, key in self.ids.items() if key == consignment)
        return self.documents.get(next(names, ""))

    def is_open(self, reference: str) -> bool:
        document, key = self.documents[reference], self.ids[reference]
        decided = any(
            each.consignment == key and each.version == document.version
            for each in self.looks.values()
            if not each.corrected and each.outcome != "not-controlled"
        )
        return not document.released and not decided

    def queue_is_full(self) -> bool:
        return sum(each.rows is None for each in self.selections.values()) >= MAX_WAITING

    def candidates(self, upload: str | None) -> set[str]:
        """Return the ids of the consignments that a selection ranks now."""
        some = {name for name, each in self.documents.items() if upload in {None, each.upload}}
        return {self.ids[name] for name in some if self.is_open(name)}

    def compelled(self, consignment: str, *, now: int) -> bool:
        """Tell whether a consignment has to be opened: by the profile that is live, or by its consignee."""
        if any(each.state == "live" and each.compels for each in self.profile):
            return True
        return self._listed(consignment, now=now)

    def _listed(self, consignment: str, *, now: int) -> bool:
        document = self.kept(consignment)
        names = {each.name for each in self.entries.values() if not each.removed and now < each.until}
        return document is not None and document.says[1] in names

    def override(
        self, selection: str, consignment: str, does: str, *, words: bool, named: bool
    ) -> str | None:
        rows = self.selections[selection].rows
        if rows is None:
            return "selection-not-done"
        if consignment not in rows:
            return "selection-not-a-candidate"
        if self.kept(consignment) is None:
            return "not-found"
        if not words:
            return "selection-reason-missing"
        return self._changed(rows[consignment], does, named=named)

    def _changed(self, row: Line, does: str, *, named: bool) -> str | None:
        opened = row.slot is not None and not row.removed
        if does == "add":
            if opened:
                return "selection-already-selected"
            row.slot, row.lane, row.removed = row.slot or "officer", "red", False
            return None
        if not opened:
            return "selection-not-selected"
        if row.slot == "mandatory" and not named:
            return "selection-category-missing"
        row.lane, row.removed = "yellow", True
        return None

    def release(self, selection: str, *, now: int) -> tuple[int, int]:
        """Release the free lanes of a selection that is made; return how many went and how many were kept."""
        made_at = self.selections[selection].made_at
        went = kept = 0
        for key, row in (self.selections[selection].rows or {}).items():
            reference = next((name for name, each in self.ids.items() if each == key), "")
            document = self.documents.get(reference)
            if document is None or row.lane not in {"green", "blue"} or not self.is_open(reference):
                continue
            opened_again = any(
                each.consignment == key and each.corrects and each.at >= made_at
                for each in self.looks.values()
            )
            held = opened_again or self._listed(key, now=now) or self._held(selection, key)
            if document.version != row.version or held:
                kept += 1
            else:
                went += 1
                document.released = True
        return went, kept

    def _held(self, selection: str, key: str) -> bool:
        asked_at = self.selections[selection].asked_at
        return any(
            key in (each.rows or {}) and (each.rows or {})[key].lane in {"red", "yellow"}
            for name, each in self.selections.items()
            if name != selection and each.asked_at >= asked_at
        )

    def look(self, name: str, look: Look, corrects: str | None = None) -> str | None:
        """Record an inspection of the present documents, or one that takes the place of another."""
        document = self.kept(look.consignment)
        if document is None:
            return "not-found"
        if look.selection is not None and look.consignment not in (
            self.selections[look.selection].rows or {}
        ):
            return "not-found"
        look.version = document.version
        if corrects is not None:
            if self.looks[corrects].corrected:
                return "inspection-already-corrected"
            look.version, look.selection = self.looks[corrects].version, self.looks[corrects].selection
            look.corrects = self.looks[corrects].corrected = True
        self.looks[name] = look
        return None

    def file(self, author: str, *, after: int, compels: bool) -> str | None:
        if after != len(self.profile):
            return "profile-changed"
        for each in self.profile:
            each.state = "retired" if each.state == "draft" else each.state
        self.profile.append(Version(author, compels))
        return None

    def step(self, number: int, step: str, *, by: str) -> str | None:
        if number > len(self.profile):
            return "not-found"
        version = self.profile[number - 1]
        begins, ends = STEPS[step]
        if version.state not in begins:
            return "profile-wrong-step"
        if step == "approve" and by == version.author:
            return "profile-second-officer"
        for each in self.profile:
            each.state = "retired" if ends == each.state == "live" else each.state
        version.state = ends
        return None

    def remove(self, entry: str, *, version: int) -> str | None:
        there = self.entries[entry]
        if there.removed:
            return "entry-removed"
        if there.version != version:
            return "list-other-version"
        there.removed, there.version = True, version + 1
        return None

    def set_capacity(self, usual: int, *, version: int) -> str | None:
        if version != self.capacity_version:
            return "settings-changed"
        self.capacity, self.capacity_version = usual, version + 1
        return None

    def forget(self, *, now: int) -> None:
        """Erase what was received too long ago, and what selections say of it that led to no inspection."""
        before = now - KEPT_DAYS * DAY_S
        old = [name for name, each in self.documents.items() if each.received_at < before]
        gone = {self.ids[name] for name in old}
        for name in old:
            del self.documents[name], self.ids[name]
        led = {(each.selection, each.consignment) for each in self.looks.values()}
        for name, selection in self.selections.items():
            for key in gone & (selection.rows or {}).keys():
                if (name, key) not in led and selection.rows is not None:
                    del selection.rows[key]
        if self.last_read is not None and self.last_read[2] < before:
            self.last_read = None

    def figures(self) -> tuple[Counter[str], dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        """Return the figures over all inspections: the sums, by slot, and by profile."""
        sums: Counter[str] = Counter()
        slots: dict[str, tuple[int, int]] = {}
        profiles: dict[str, tuple[int, int]] = {}
        for each in (each for each in self.looks.values() if not each.corrected):
            if each.found is None:
                sums["not_controlled"] += 1
                continue
            sums.update(inspected=1, found=int(each.found))
            rows = self.selections[each.selection].rows if each.selection else None
            row = (rows or {}).get(each.consignment)
            _count(slots, (row.slot or "none") if row else "none", found=each.found)
            for name in row.profiles if row else ():
                _count(profiles, name, found=each.found)
        return sums, slots, profiles


def _count(shares: dict[str, tuple[int, int]], name: str, *, found: bool) -> None:
    inspected, so_far = shares.get(name, (0, 0))
    shares[name] = (inspected + 1, so_far + found)
