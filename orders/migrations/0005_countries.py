"""The countries Portero opens delivery to; staff change the list (Oscar's address.Country).

Codes are ISO 3166-1: alpha-2, alpha-3, numeric.
"""

from typing import Any

from django.db import migrations

COUNTRIES = """
US USA 840 United States
AE ARE 784 United Arab Emirates
AT AUT 040 Austria
AU AUS 036 Australia
BE BEL 056 Belgium
BG BGR 100 Bulgaria
BH BHR 048 Bahrain
CA CAN 124 Canada
CH CHE 756 Switzerland
CY CYP 196 Cyprus
CZ CZE 203 Czechia
DE DEU 276 Germany
DK DNK 208 Denmark
EE EST 233 Estonia
ES ESP 724 Spain
FI FIN 246 Finland
FR FRA 250 France
GB GBR 826 United Kingdom
GR GRC 300 Greece
HK HKG 344 Hong Kong
HR HRV 191 Croatia
HU HUN 348 Hungary
IE IRL 372 Ireland
IL ISR 376 Israel
IS ISL 352 Iceland
IT ITA 380 Italy
JP JPN 392 Japan
KR KOR 410 South Korea
KW KWT 414 Kuwait
LI LIE 438 Liechtenstein
LT LTU 440 Lithuania
LU LUX 442 Luxembourg
LV LVA 428 Latvia
MC MCO 492 Monaco
MT MLT 470 Malta
MX MEX 484 Mexico
NL NLD 528 Netherlands
NO NOR 578 Norway
NZ NZL 554 New Zealand
PL POL 616 Poland
PT PRT 620 Portugal
QA QAT 634 Qatar
RO ROU 642 Romania
SA SAU 682 Saudi Arabia
SE SWE 752 Sweden
SG SGP 702 Singapore
SI SVN 705 Slovenia
SK SVK 703 Slovakia
TW TWN 158 Taiwan
"""
FIRST = 10  # Oscar sorts by display_order, highest first: the United States lead the list


def add(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("address", "Country")
    for line in COUNTRIES.split("\n")[1:-1]:
        alpha2, alpha3, numeric, name = line.split(" ", 3)
        facts = {"iso_3166_1_a3": alpha3, "iso_3166_1_numeric": numeric, "name": name, "printable_name": name}
        facts |= {"is_shipping_country": True, "display_order": FIRST if alpha2 == "US" else 0}
        model.objects.update_or_create(iso_3166_1_a2=alpha2, defaults=facts)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_verification_cases"),
        ("address", "0007_useraddress_code"),
    ]
    # Backwards nothing is removed: addresses of orders may refer to a country by then.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
