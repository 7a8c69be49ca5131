"""`manage.py resolve_district`, for one name and for a table."""

import json

import pytest
from django.core.management import CommandError, call_command

pytest_plugins = ["tests.geography.india"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("india")]

PUNE = {"status": "exact", "lgd_code": "490", "suggestions": []}


@pytest.fixture
def run(capsys):
    def run(*args, **options):
        call_command("resolve_district", *args, **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_one_name_gives_one_object(run):
    assert run("Maharashtra", "Poona") == [PUNE]


def test_suggestions_carry_code_name_and_state(run):
    [answer] = run("Maharashtra", "Punne")
    assert (answer["status"], answer["lgd_code"]) == ("suggested", None)
    assert {"lgd_code": "490", "name": "Pune", "state": "MH"} in answer["suggestions"]


@pytest.mark.parametrize(
    "content",
    [
        "state,district\nMaharashtra,Pune\nHaryana,South\n",
        "\ufeffstate,district\r\nMaharashtra,Pune\r\nHaryana,South\r\n",
        "\ufeffState;District\r\nMaharashtra;Pune\r\nHaryana;South\r\n",
        "\n\nid\tdistrict\tstate\n1\tPune\tMaharashtra\n2\tSouth\tHaryana",
        'state,district\n"Maharashtra","Pune"\n\nHaryana,"South"\n',
        "state,district\rMaharashtra,Pune\rHaryana,South\r",
    ],
)
def test_a_table_gives_one_line_a_row(run, tmp_path, content):
    path = tmp_path / "names.csv"
    path.write_bytes(content.encode())
    found, not_found = run(csv=str(path))
    assert found == PUNE
    assert not_found["status"] == "unknown"


def test_a_short_row_is_unknown_and_says_why(run, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("state,district\nMaharashtra\n")
    assert run(csv=str(path)) == [
        {"status": "unknown", "lgd_code": None, "suggestions": [], "note": "No district is named."}
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no column state"),
        (b"region,place\nx,y\n", "no column state and no column district"),
        (b"state,district\nMaharashtra,\xff\xfe\n", "UTF-8"),
        (b"state,district\nMaharashtra,Pu\0ne\n", "not a text file"),
        (b'state,district\nMaharashtra,"Pune\n', "broken in line"),
    ],
)
def test_a_broken_table_is_refused_in_one_sentence_before_anything_is_printed(tmp_path, capsys, content, sentence):
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("resolve_district", csv=str(path))
    assert refusal.value.returncode == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "args", [(), ("Maharashtra",), ("Maharashtra", "Pune", "--csv", "x.csv"), ("--csv", "/none.csv")]
)
def test_a_wrong_call_is_refused_in_one_sentence(args):
    with pytest.raises(CommandError) as refusal:
        call_command("resolve_district", *args)
    assert refusal.value.returncode == 2
    assert str(refusal.value).endswith((".", "geography"))
