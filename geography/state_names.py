"""What a State or Union Territory is called besides its name: former names, short forms and former codes."""

from geography.names import name_key

# By the code of the State. Former ISO 3166-2 codes included.
_SPELLINGS = {
    "AN": ["Andaman and Nicobar", "Andaman & Nicobar Is.", "A & N Islands", "Andamans"],
    "AP": ["Andhra"],
    "AR": ["Arunachal"],
    "CG": ["Chattisgarh", "Chhatisgarh", "CT"],
    "CH": ["Chandigarh UT", "UT of Chandigarh"],
    "DH": ["Dadra,NH,Daman,Diu", "Dadra and Nagar Haveli", "Daman and Diu", "DNH and DD", "DNHDD", "DN", "DD"]
    + ["The Dadra and Nagar Haveli and Daman and Diu"],
    "DL": [
        "NCT of Delhi",
        "Delhi NCT",
        "National Capital Territory of Delhi",
        "Government of NCT of Delhi",
        "NCT Delhi",
    ],
    "JK": ["J&K", "Jammu Kashmir", "Jammu & Kashmir UT"],
    "KA": ["Mysore State"],
    "LA": ["UT of Ladakh", "Ladakh UT"],
    "LD": ["Laccadive, Minicoy and Amindivi Islands", "Lakshadweep Islands", "Lakshadweep UT"],
    "MH": ["Maharastra"],
    "OD": ["Orissa", "OR"],
    "PY": ["Pondicherry", "Pudducherry", "Puduchery"],
    "TN": ["Tamilnadu", "Madras State"],
    "TS": ["Telengana", "TG"],
    "UK": ["Uttaranchal", "Uttrakhand", "UA"],
    "UP": ["U.P."],
    "WB": ["W.B.", "West Bengal State"],
}
STATE_ALIASES = {name_key(spelling): code for code, spellings in _SPELLINGS.items() for spelling in spellings}

# Where districts went when a State was divided: papers of the older State go on naming them.
DIVIDED_INTO = {"JK": "LA", "AP": "TS", "BR": "JH", "MP": "CG", "UP": "UK"}
