"""Small tables of flows, and what became of them."""

from django.db import connection

LONG = "period,state,district,hs,partner,usd,inr,quantity,unit\n"
ROW = "FY2025,MEGHALAYA,RI BHOI,0910,GERMANY,1480,123456.78,900,KGS\n"
WIDE = (
    "State,District,HS Code,Commodity Description,2023-2024,,2024-2025,\n"
    ",,,,Value(INR),Value(US $),Value(INR),Value(US $)\n"
)


def codes(batch):
    return list(batch.problems.values_list("row", "code"))


def flows(slice):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place.district_name, item.code, usd, inr FROM trade_flow"
            " JOIN trade_publishedplace place ON place.id = place_id JOIN trade_publisheditem item ON item.id = item_id"
            " WHERE slice_id = %s ORDER BY 1, 2",
            [slice.pk],
        )
        return [(place, code, usd and float(usd), inr and float(inr)) for place, code, usd, inr in cursor.fetchall()]
