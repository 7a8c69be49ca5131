"""An invented meeting of any number of items, as sealed minutes in English or Hindi; no data base is asked."""

from committees.models import Seal

WORDS = {
    "en": {
        "body": "District Export Promotion Committee, Ri Bhoi", "kind": "Ordinary meeting", "mode": "Hybrid",
        "venue": "Conference hall of the Deputy Commissioner, Nongpoh", "chair": "Deputy Commissioner (chair)",
        "opening": "The chair welcomed the members.\n\nThe minutes of the last meeting were read.",
        "seats": ["Deputy Commissioner (chair)", "Regional Authority of DGFT (co-chair)",
                  "General Manager, DIC (convener)",
                  "Lead Bank Manager", "District Development Manager, NABARD", "Exporters' association",
                  "Trade association"],
        "how": ["Present", "Online", "Present", "Substitute present", "Represented, without an order",
                "Sent apologies", "Absent"],
        "titles": ["Residue testing of agarwood (HS 12119080)", "Road to the depot is cut every monsoon",
                   "Power cuts at the cold store", "Packhouse for ginger: recognition by APEDA"],
        "text": "The convener reported that samples travel 1,800 km and that a report takes five weeks. The lead bank "
                "pointed to the working capital this binds. The exporters asked for a mobile laboratory until one is "
                "set up in the State.\nThe chair asked for a date that can be kept.",
        "kinds": ["Decided", "Noted", "Referred"],
        "decision": "To raise the matter with the State committee, with the figures of the last two seasons.",
        "action": "Send the list of exporters with their lapsed orders",
        "proposed": "Lead Bank Manager", "confirmed": "DEPC Ri Bhoi, Deputy Commissioner",
    },
    "hi": {
        "body": "जिला निर्यात संवर्धन समिति, री भोई", "kind": "साधारण बैठक", "mode": "मिश्रित",
        "venue": "उपायुक्त का सम्मेलन कक्ष, नोंगपोह", "chair": "उपायुक्त (अध्यक्ष)",
        "opening": "अध्यक्ष ने सदस्यों का स्वागत किया।\n\nपिछली बैठक का कार्यवृत्त पढ़ा गया।",
        "seats": ["उपायुक्त (अध्यक्ष)", "डीजीएफटी क्षेत्रीय प्राधिकारी (सह-अध्यक्ष)", "महाप्रबंधक, जिला उद्योग केंद्र (संयोजक)",
                  "अग्रणी बैंक प्रबंधक", "जिला विकास प्रबंधक, नाबार्ड", "निर्यातक संघ", "व्यापार संघ"],
        "how": ["उपस्थित", "ऑनलाइन", "उपस्थित", "प्रतिस्थानी उपस्थित", "बिना आदेश प्रतिनिधित्व", "क्षमा-याचना भेजी", "अनुपस्थित"],
        "titles": ["अगरवुड की अवशेष जाँच (HS 12119080)", "डिपो का रास्ता हर मानसून में कट जाता है",
                   "शीत भंडार में बिजली कटौती", "अदरक के पैकहाउस को APEDA की मान्यता"],
        "text": "संयोजक ने बताया कि नमूने 1,800 किमी दूर भेजे जाते हैं और रिपोर्ट में पाँच सप्ताह लगते हैं। अग्रणी बैंक ने इसमें फँसी "
                "कार्यशील पूँजी की ओर ध्यान दिलाया। निर्यातकों ने राज्य में प्रयोगशाला बनने तक चलती प्रयोगशाला की माँग की।\n"
                "अध्यक्ष ने ऐसी तिथि माँगी जो निभाई जा सके।",
        "kinds": ["निर्णय", "संज्ञान", "संदर्भित"],
        "decision": "पिछले दो मौसमों के आँकड़ों के साथ विषय राज्य समिति के समक्ष उठाया जाए।",
        "action": "निरस्त आदेशों सहित निर्यातकों की सूची भेजना",
        "proposed": "अग्रणी बैंक प्रबंधक", "confirmed": "जिला समिति, री भोई, उपायुक्त",
    },
}  # fmt: skip
STATES = ["present", "online", "present", "substitute", "represented", "apology", "absent"]


def sealed(language: str, items: int = 40) -> Seal:
    """Unsaved sealed minutes; every fourth decision is provisional, every third sets an action point."""
    words = WORDS[language]
    record = {
        "format": 1, "language": language, "reference": "ML-RIBHOI-M-2026-00007", "body": words["body"], "number": 7,
        "kind": words["kind"], "mode": words["mode"], "venue": words["venue"],
        "starts_at": "2026-03-16T11:00:00+05:30", "ended_at": "2026-03-16T13:20:00+05:30",
        "chaired_by": words["chair"], "constitution": "DIC/EXP/2024/118", "file_number": "e-1234/2026-DIC",
        "quorum": {"met": True, "counted": 4, "needed": 3}, "opening": words["opening"],
        "attendance": [{"post": post, "state": state, "how": how}
                       for post, state, how in zip(words["seats"], STATES, words["how"], strict=True)],
        "items": [_item(words, place) for place in range(1, items + 1)],
        "confirmed_by": words["confirmed"], "confirmed_at": "2026-03-30T09:30:00+00:00",
    }  # fmt: skip
    return Seal(language=language, code="K7QW2MZ4TR", record=record)


def _item(words: dict, place: int) -> dict:
    return {
        "position": place, "kind": words["kind"], "title": words["titles"][place % len(words["titles"])],
        "about": f"ML-RIBHOI-2026-{place:05}", "proposed_by": words["proposed"] if place % 5 == 0 else None,
        "text": words["text"], "recused": [words["proposed"]] if place % 7 == 2 else [],
        "decisions": [_decision(words, place, number) for number in range(1 + place % 2)] if place != 4 else [],
    }  # fmt: skip


def _decision(words: dict, place: int, number: int) -> dict:
    action = {
        "reference": f"ML-RIBHOI-A-2026-{place:05}", "title": words["action"], "owner": words["proposed"],
        "due_on": "2026-04-30",
    }  # fmt: skip
    return {
        "kind": words["kinds"][place % 3], "text": words["decision"], "act": "",
        "acted_on": None if place % 4 == 3 else f"ML-RIBHOI-2026-{place:05}",
        "provisional": place % 4 == 3, "ratified_in": None, "counted": 2, "needed": 3,
        "action": action if place % 3 == 0 and number == 0 else None,
    }  # fmt: skip
