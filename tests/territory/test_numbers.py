from beffroi.territory.numbers import counted, format_number, format_per_cent, format_share


def test_thousands_are_parted_and_decimals_follow_a_comma() -> None:
    assert format_number(11335.25, decimals=1) == "11\u202f335,2"
    assert format_number(-1200, signed=True) == "-1\u202f200"


def test_per_cent_and_shares_read_the_same() -> None:
    assert format_per_cent(4.31, decimals=1) == format_share(0.0431, decimals=1) == "4,3\u00a0%"
    assert format_share(0.12, signed=True) == "+12\u00a0%"


def test_what_is_counted_takes_its_plural_from_two_on() -> None:
    assert counted(0, "ligne lue") == "0 ligne lue"
    assert counted(1, "ligne lue") == "1 ligne lue"
    assert counted(1200, "envoi refusé") == "1\u202f200 envois refusés"
    assert counted(2, "jour de grève", "jours de grève") == "2 jours de grève"
