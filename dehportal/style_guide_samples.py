"""What the style guide shows: one case and its surroundings, in both languages."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.utils.translation import get_language


def in_language(english: str, hindi: str) -> str:
    """Sample content is not interface text: it is kept here in both languages, not in the catalogue."""
    return hindi if get_language() == "hi" else english


def case() -> dict:
    t = in_language
    sentence = t(
        "With APEDA, nodal officer, until 12 Dec 2026, day 9 of 21; if silent, goes to APEDA, Chairman.",
        "एपीडा, नोडल अधिकारी के पास, 12 दिसंबर 2026 तक, 21 में से 9वाँ दिन; उत्तर न मिलने पर एपीडा, अध्यक्ष को जाएगा।",
    )
    late = t(
        "With NABL, nodal officer, until 14 Nov 2026, day 24 of 21; if silent, goes to NABL, Chief Executive.",
        "एनएबीएल, नोडल अधिकारी के पास, 14 नवंबर 2026 तक, 21 में से 24वाँ दिन; उत्तर न मिलने पर एनएबीएल, मुख्य कार्यकारी को जाएगा।",
    )
    return {
        "title": t(
            "No laboratory in the State tests agarwood oil for residues",
            "राज्य में अगरवुड तेल के अवशेष परीक्षण की कोई प्रयोगशाला नहीं है",
        ),
        "reference": "ML-RIBHOI-2026-00017",
        "standing": SimpleNamespace(sentence=sentence, day=9, days=21, overdue=False, due_at=1, paused_until=None),
        "standing_late": SimpleNamespace(sentence=late, day=24, days=21, overdue=True, due_at=1, paused_until=None),
        "levels": _levels(),
        "events": _events(),
        "facts": [
            (t("Area", "क्षेत्र"), t("Quality · Q3 residue/SPS", "गुणवत्ता · Q3 अवशेष/एसपीएस")),
            (t("Product", "उत्पाद"), t("Agarwood, HS 12119080", "अगरवुड, एचएस 12119080")),
            (t("Exporters affected", "प्रभावित निर्यातक"), "46"),
            (
                t("At stake", "दाँव पर"),
                t("₹4.2 crore a year (exporters' estimate)", "₹4.2 करोड़ प्रति वर्ष (निर्यातकों का अनुमान)"),
            ),
        ],
        "notice": _notice(),
    }


def _levels() -> list[dict]:
    t = in_language
    rows = [
        ("done", t("Ri Bhoi DEPC, convener", "री भोई डीईपीसी, संयोजक"), t("3–21 Oct", "3–21 अक्टूबर")),
        ("done", t("Meghalaya SEPC, convener", "मेघालय एसईपीसी, संयोजक"), t("21 Oct–12 Nov", "21 अक्टूबर–12 नवंबर")),
        ("current", t("APEDA, nodal officer", "एपीडा, नोडल अधिकारी"), t("until 12 Dec", "12 दिसंबर तक")),
        ("next", t("APEDA, Chairman", "एपीडा, अध्यक्ष"), t("15 working days", "15 कार्य दिवस")),
        ("ahead", t("DGFT headquarters", "डीजीएफटी मुख्यालय"), ""),
        ("ahead", t("Inter-ministerial", "अंतर-मंत्रालयी"), t("by hand", "आदेश द्वारा")),
    ]
    return [
        {"level": n, "state": state, "holder": holder, "note": note} for n, (state, holder, note) in enumerate(rows)
    ]


def _events() -> list[dict]:
    t = in_language
    clock = t("the clock", "समय-सीमा")
    return [
        {
            "tone": "info",
            "head": t("APEDA acknowledged it", "एपीडा ने प्राप्ति स्वीकार की"),
            "at": datetime(2026, 11, 14, 5, 40, tzinfo=UTC),
            "by": t("APEDA, nodal officer", "एपीडा, नोडल अधिकारी"),
            "text": t("Received. The residue panel meets on 20 November.", "प्राप्त हुआ। अवशेष समिति की बैठक 20 नवंबर को है।"),
        },
        {
            "tone": "late",
            "head": t("Escalated from L1 to L2", "स्तर L1 से L2 पर अग्रेषित"),
            "at": datetime(2026, 11, 12, 12, 30, tzinfo=UTC),
            "by": clock,
            "note": t("no reply in 15 working days", "15 कार्य दिवसों में उत्तर नहीं"),
        },
        {
            "tone": "good",
            "head": t("Raised by the committee", "समिति द्वारा प्रेषित"),
            "at": datetime(2026, 10, 21, 9, 5, tzinfo=UTC),
            "by": t("Ri Bhoi DEPC, convener", "री भोई डीईपीसी, संयोजक"),
            "files": [{"url": "#", "name": "rejection-memo.pdf", "size": 184_320}],
        },
    ]


def _notice() -> dict:
    t = in_language
    return {
        "number": "DEH/N/2026/004217",
        "at": datetime(2026, 11, 12, 12, 31, tzinfo=UTC),
        "from": t("Meghalaya SEPC", "मेघालय एसईपीसी"),
        "to": t("APEDA, nodal officer", "एपीडा, नोडल अधिकारी"),
        "reply_by": date(2026, 12, 12),
        "subject": t(
            "Escalation notice: residue test laboratory, Ri Bhoi", "अग्रेषण सूचना: अवशेष परीक्षण प्रयोगशाला, री भोई"
        ),
        "text": t(
            "The State committee did not answer this bottleneck in time.\nPlease acknowledge by 17 November.",
            "राज्य समिति से समय पर उत्तर न मिलने के कारण यह बाधा आपके पास भेजी गई है।\nकृपया 17 नवंबर तक प्राप्ति स्वीकार करें।",
        ),
        "delivery": "sent",
        "delivery_label": t("Sent", "भेजी गई"),
        "url": "#",
    }


def lists() -> dict:
    t = in_language
    cases = [
        (
            "late",
            "NABL",
            t("Residue laboratory not accredited for agarwood oil", "अगरवुड तेल हेतु अवशेष प्रयोगशाला प्रत्यायित नहीं"),
            "raised",
            t("Waiting for acknowledgement", "प्राप्ति स्वीकृति लंबित"),
            2,
            "Ri Bhoi",
            date(2026, 11, 14),
            24,
        ),
        (
            "soon",
            "APEDA",
            t("Packhouse recognition pending for pineapple growers", "अनानास उत्पादकों के पैकहाउस की मान्यता लंबित"),
            "committed",
            t("Committed", "प्रतिबद्ध"),
            2,
            "East Khasi Hills",
            date(2026, 11, 26),
            19,
        ),
        (
            "",
            t("CBIC", "सीबीआईसी"),
            t("No customs officer posted at the inland depot", "अंतर्देशीय डिपो पर सीमा शुल्क अधिकारी तैनात नहीं"),
            "acknowledged",
            t("Acknowledged", "प्राप्ति स्वीकृत"),
            3,
            "Pune",
            date(2026, 12, 12),
            9,
        ),
        (
            "",
            t("DEPC", "डीईपीसी"),
            t("Export procedure training for turmeric FPOs", "हल्दी एफपीओ हेतु निर्यात प्रक्रिया प्रशिक्षण"),
            "closed",
            t("Closed", "निस्तारित"),
            0,
            "Sangli",
            None,
            None,
        ),
    ]
    rows = [
        {
            "url": "#",
            "late": mark == "late",
            "soon": mark == "soon",
            "holder": holder,
            "title": title,
            "status": status,
            "status_label": label,
            "level": level,
            "place": place,
            "due_on": due,
            "day": day,
            "days": 21,
            "reference": f"ML-RIBHOI-2026-000{17 + level}",
        }
        for mark, holder, title, status, label, level, place, due, day in cases
    ]
    return {
        "rows": rows,
        "statuses": [
            ("draft", t("Draft", "प्रारूप")),
            ("open", t("With the committee", "समिति के पास")),
            ("raised", t("Waiting for acknowledgement", "प्राप्ति स्वीकृति लंबित")),
            ("overdue", t("Overdue", "विलंबित")),
            ("closed", t("Closed", "निस्तारित")),
            ("withdrawn", t("Withdrawn", "वापस लिया गया")),
        ],
        "tiles": [
            {"value": "37", "label": t("past their date", "समय-सीमा पार"), "url": "#", "tone": "late"},
            {"value": "112", "label": t("due this week", "इस सप्ताह देय"), "url": "#", "tone": "wait"},
            {"value": "1,179", "label": t("open in all", "कुल लंबित"), "url": "#", "tone": "info"},
            {
                "value": "284",
                "label": t("closed this quarter", "इस तिमाही निस्तारित"),
                "url": "#",
                "tone": "good",
                "note": t("as of 24 Nov 2026", "24 नवंबर 2026 की स्थिति"),
            },
        ],
        "bars": [
            {"label": "APEDA", "value": 41, "url": "#", "tone": "late"},
            {"label": "NABL", "value": 27, "url": "#"},
            {"label": "CBIC", "value": 9, "url": "#"},
        ],
        "heat_rows": [
            (t("Quality", "गुणवत्ता"), [31, 18, 44, 12, 3]),
            (t("Dry port", "शुष्क बंदरगाह"), [9, 0, 21, 8, 1]),
            (t("Skills", "कौशल"), [14, 6, 2, 0, 0]),
        ],
        "tabs": [
            {"label": t("To do", "करने योग्य"), "url": "#", "count": 12, "current": True},
            {"label": t("Waiting", "प्रतीक्षा में"), "url": "#", "count": 31},
            {"label": t("Notices", "सूचनाएँ"), "url": "#", "count": 4},
        ],
        "steps": [
            {"label": t("Four fields", "चार प्रश्न"), "state": "done"},
            {"label": t("Details", "विवरण"), "state": "current"},
            {"label": t("Raise", "प्रेषण"), "state": ""},
        ],
        "crumbs": [
            {"label": t("Bottlenecks", "बाधाएँ"), "url": "#"},
            {"label": t("Meghalaya", "मेघालय"), "url": "#"},
            {"label": "ML-RIBHOI-2026-00017"},
        ],
    }
