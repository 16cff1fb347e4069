"""The phases of a lesson as they were seen on screen."""

from ..run.evidence import Evidence, Snapshot
from ..scene_file import PHASES


def ends(evidence: Evidence) -> dict[str, Snapshot]:
    """Find the last moment of each phase; those that were never seen are left out."""
    return {
        phase: snapshot
        for snapshot in evidence.snapshots
        if snapshot.moment == "end" and (phase := of(evidence, snapshot)) in PHASES
    }


def of(evidence: Evidence, snapshot: Snapshot) -> str:
    """Return the name of the phase of a moment; empty if it is in none."""
    return evidence.sections[snapshot.section] if 0 <= snapshot.section < len(evidence.sections) else ""
