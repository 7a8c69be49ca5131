"""What the demo's officers write: promises, reasons, results and proofs, by challenge area. All of it invented."""

import random

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "quality": {
        "deliverable": (
            "The laboratory's scope covers {product}; first export report issued",
            "Mobile testing van in the district from the date, then the recognised laboratory",
            "Joint inspection held and the certificate issued to the applicants",
        ),
        "result": (
            "The scope was extended and notified. Samples of {product} are taken at the DIC every Tuesday and Friday.",
            "Recognition was granted. Exporters can book on the agency's page; the first nine have.",
        ),
        "outcome": (
            "Exporters of {product} get their report in five days; the first consignment left with it.",
            "No lot was refused in the last two quarters. The exporters' association confirms it.",
        ),
        "proof": ("Scope TC-8842, first export report 0031", "Certificate 2026/417; refusals 0 of 38 lots"),
    },
    "packaging": {
        "deliverable": (
            "Packhouse inspected and, if found fit, recognised",
            "Two carton designs tested for a sea voyage and given to makers of the district",
        ),
        "result": (
            "The facility was recognised for {product}. Its number and the list of users are attached.",
            "The carton passed the drop and damp tests. Drawings are with four makers.",
        ),
        "outcome": (
            "Six exporters use the facility; one container was accepted at destination without a remark.",
            "Breakage fell below one in a hundred in the first three consignments.",
        ),
        "proof": ("Recognition number PH-212, six exporters", "One consignment accepted, bill of lading attached"),
    },
    "aggregation": {
        "deliverable": (
            "Producer company formed, first pooled sale of {product}",
            "Collection shed working with scale and grading table",
        ),
        "result": ("The producer company has 412 members and sold its first pooled lot of {product}.",),
        "outcome": ("Forty tonnes were pooled against a target of fifty; the buyer has signed for next year.",),
        "proof": ("Offtake agreement signed, 40 of 50 tonnes", "Register of members: 412"),
    },
    "dry-port": {
        "deliverable": (
            "Depot notified and the first container of {product} out",
            "Cold room at the terminal working before the season",
            "Road widened to seven metres up to the industrial area",
        ),
        "result": (
            "The facility is open since the first of the month. Timings and charges are on the agency's page.",
            "Works are complete and handed over. A 40-foot trailer passed on the day of inspection.",
        ),
        "outcome": ("Freight fell by a sixth and the way to {port} takes a day less.", "Trailers pass day and night."),
        "proof": ("Public notice 18, first container out", "Completion certificate 77, trailer test passed"),
    },
    "local-content": {
        "deliverable": (
            "Pending applications decided and cards issued",
            "Common depot of raw material opened at {town}",
        ),
        "result": ("The register now names 860 users of the GI for {product}; cards were given out at {town}.",),
        "outcome": ("Exporters can name authorised users on the certificate; two buyers have asked for it since.",),
        "proof": ("860 authorised users on the register", "GI register, entry of the last amendment"),
    },
    "skills": {
        "deliverable": (
            "One batch of forty trained and certified at {town}",
            "Trainers sent for two weeks each quarter",
        ),
        "result": ("Two batches were held at {town}: 74 trained, 61 certified. The list is attached.",),
        "outcome": ("Of 61 certified, 19 took an export code and 8 have shipped {product} under it.",),
        "proof": ("61 certified, 8 shipped within 12 months",),
    },
    "coordination": {
        "deliverable": ("Written decision with its effective date", "Joint visit and a common note of the two offices"),
        "result": ("The decision was issued and circulated; it takes effect from the first of next month.",),
        "outcome": ("The first three cases of {town} were settled under the decision within ten days.",),
        "proof": ("Office memorandum 12(4)/2026 with effect from its date",),
    },
}
COMMON: dict[str, tuple[str, ...]] = {
    "assign": ("",),
    "progress": (
        "Visited {town} with two exporters; the estimate is being prepared.",
        "The bank manager agreed to a camp for {people} next week.",
        "Site seen with the junior engineer. Levels taken, drawing by Friday.",
    ),
    "question": (
        "How many consignments of {product} left the district in the last two seasons, and through which port?",
        "Please send the names of the exporters concerned and one refused report each.",
    ),
    "interim": (
        "The proposal is with the technical committee, which meets at the end of the month. Funds are there.",
        "Tenders were opened; the work order waits for the finance concurrence. The district will be told.",
    ),
    "decline": (
        "The scheme covers notified clusters only and {town} is not one. The district may apply in the next call.",
        "A facility of the same kind is within 60 km and used below half. A second one cannot be paid for now.",
    ),
    "appeal": ("The facility named in the decision does not take {product}; its own list says so. Please look again.",),
    "transfer": (
        "This needs the authority that recognises such facilities. Our mandate is promotion, not recognition.",
    ),
    "withdraw": ("The exporters have found another way and ask the committee to take the matter off its list.",),
    "reopen": ("The facility works two days a week only; last month's lots of {product} were turned away.",),
    "watching": ("Whether the first full season of {product} passes without a refusal.",),
    "pause": ("Model code of conduct in the district; no decision can be announced.",),
    "forward": ("The State has looked at it: the remedy lies with the agency.", "", ""),
    "refer": ("The road is a national highway at this point; the State cannot widen it.",),
    "elevate": ("A decision of three Ministries is needed on who pays for and who runs the facility.",),
}


def say(kind: str, *, area: str, about: dict[str, str], dice: random.Random) -> str:
    """One of the sentences of a kind, about a district's product."""
    choices = WORDS[area].get(kind) or COMMON[kind]
    return dice.choice(choices).format(**about)
