"""Which of six tones a status has: colour, and a shape for those who do not see the colour."""

# neutral: not begun · info: moving · wait: somebody must act · late: past its date · good: done well · ended: over
TONES = {
    "draft": "neutral",
    "open": "info",
    "raised": "wait",
    "acknowledged": "info",
    "information_asked": "wait",
    "interim": "info",
    "committed": "info",
    "declined": "wait",
    "resolved": "good",
    "watched": "good",
    "closed": "good",
    "not_met": "ended",
    "withdrawn": "ended",
    "duplicate": "ended",
    "overdue": "late",
    "breached": "late",
    "escalated": "late",
    "paused": "neutral",
    "normal": "neutral",
    "high": "wait",
    "critical": "late",
    "sent": "good",
    "delivered": "good",
    "pending": "wait",
    "queued": "wait",
    "failed": "late",
    "quarantined": "wait",
    "clean": "good",
    "rejected": "late",
}
NAMES = frozenset({"neutral", "info", "wait", "late", "good", "ended"})
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "wait", "error": "late"}


def tone_of(status: str) -> str:
    """The tone of a status code; a tone's own name stands for itself, an unknown code is neutral."""
    return status if status in NAMES else TONES.get(str(status), "neutral")
