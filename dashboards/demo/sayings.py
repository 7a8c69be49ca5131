"""What the demo's committees say in their minutes, in English or Hindi. All of it invented."""

from __future__ import annotations

from committees.models import ActionPoint, ItemKind, Meeting
from dashboards.demo.committee import Committee

COUNTED = {
    "en": "The action taken was noted: {done} action points of the committee are done, {open} are open.",
    "hi": "की गई कार्रवाई नोट की गई: समिति के {done} कार्य बिंदु पूरे हैं, {open} शेष हैं।",
}
RULED = {
    "en": {
        "raise": "The district cannot settle this with its own means. It is raised to the State committee.",
        "assign": "The office named looks into it and reports by the date given.",
        "resolve_locally": "The committee saw the proof and closes the matter; it was settled within the district.",
        "confirm": "The exporters confirm that it works. The committee closes the matter on the proof before it.",
        "appeal": "The reason given does not fit the district. The committee appeals to the next level.",
        "accept_decision": "The committee accepts the agency's decision; the matter ends as answered and not met.",
        "withdraw": "The exporters have found another way; the matter is withdrawn.",
        "forward": "The State has looked at it; the remedy lies with the agency, to which it is forwarded.",
        "ratify": "Read out and ratified.",
    },
    "hi": {
        "raise": "जिले के अपने साधनों से इसका समाधान संभव नहीं है। मामला राज्य समिति को भेजा जाता है।",
        "assign": "नामित कार्यालय जाँच कर दी गई तिथि तक रिपोर्ट देगा।",
        "resolve_locally": "समिति ने प्रमाण देखा; मामला जिले में ही सुलझ गया और बंद किया जाता है।",
        "confirm": "निर्यातक पुष्टि करते हैं। प्रमाण के आधार पर मामला बंद किया जाता है।",
        "appeal": "दिया गया कारण जिले पर लागू नहीं होता। समिति अगले स्तर पर अपील करती है।",
        "accept_decision": "समिति अभिकरण का निर्णय स्वीकार करती है; मामला “उत्तर मिला, माँग पूरी नहीं” के रूप में समाप्त।",
        "withdraw": "निर्यातकों ने दूसरा उपाय कर लिया है; मामला वापस लिया जाता है।",
        "forward": "राज्य ने देख लिया है; समाधान अभिकरण के पास है, उसे भेजा जाता है।",
        "ratify": "पढ़कर सुनाया गया और अनुमोदित किया गया।",
    },
}
TAKEN_UP = {
    "en": {
        ItemKind.OVERDUE: "The date has passed. The convener writes to the office that has it and reports next time.",
        ItemKind.COMMITMENT: "The promised date was noted. The convener asks for the position a week before it.",
        ItemKind.WAITING: "The committee heard the exporters concerned; the convener settles it within the time given.",
        ItemKind.NEW: "The matter was explained. The convener completes the details with the exporters concerned.",
    },
    "hi": {
        ItemKind.OVERDUE: "तिथि निकल चुकी है। संयोजक संबंधित कार्यालय को लिखेंगे और अगली बैठक में बताएँगे।",
        ItemKind.COMMITMENT: "दी गई तिथि नोट की गई। संयोजक एक सप्ताह पहले स्थिति पूछेंगे।",
        ItemKind.WAITING: "समिति ने संबंधित निर्यातकों को सुना; संयोजक समय के भीतर निपटाएँगे।",
        ItemKind.NEW: "मामला समझाया गया। संयोजक निर्यातकों से मिलकर विवरण पूरा करेंगे।",
    },
}
OPENINGS = {
    "en": (
        "The chair welcomed the members and thanked the exporters who came from {place}. The agenda was taken as read.",
        "The convener recalled the decisions of the last meeting. Members who could not come had sent their remarks.",
        "The meeting began on time. The chair asked for short reports and for dates that can be kept.",
    ),
    "hi": (
        "अध्यक्ष ने सदस्यों का स्वागत किया। कार्यसूची को पढ़ा हुआ माना गया।",
        "संयोजक ने पिछली बैठक के निर्णय दोहराए। जो सदस्य नहीं आ सके उन्होंने अपनी टिप्पणी भेजी थी।",
    ),
}


def noted(committee: Committee) -> str:
    """The first item, with the numbers as they stand."""
    closed = ActionPoint.objects.filter(body=committee.body).values_list("case__closed_at", flat=True)
    numbers = {"done": sum(at is not None for at in closed), "open": sum(at is None for at in closed)}
    return COUNTED[committee.language].format(**numbers)


def ruled(verb: str, committee: Committee) -> str:
    return RULED[committee.language][verb]


def taken_up(kind: str, committee: Committee) -> str:
    words = TAKEN_UP[committee.language]
    return words.get(kind, words[ItemKind.WAITING])


def closing_words(committee: Committee, made: Meeting) -> str:
    """The general remarks of the minutes."""
    choices = OPENINGS[committee.language]
    return choices[made.pk % len(choices)].format(place=committee.place)
