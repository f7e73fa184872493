import pytest

from beffroi.water.lambert93 import CONSTANT, EXPONENT, POLE, is_lambert93, to_degrees


def test_the_constants_are_those_that_ign_publishes() -> None:
    assert pytest.approx(0.7256077650532670, abs=1e-12) == EXPONENT
    assert pytest.approx(11_754_255.426_1, abs=1e-3) == CONSTANT
    assert pytest.approx(12_655_612.049_9, abs=1e-3) == POLE


def test_the_origin_of_the_projection_is_three_degrees_east_and_forty_six_and_a_half_north() -> None:
    assert to_degrees(700_000, 6_600_000) == (3.0, 46.5)


def test_the_town_hall_of_paris_is_where_it_is() -> None:
    longitude, latitude = to_degrees(652_469.02, 6_862_035.26)
    assert longitude == pytest.approx(2.3522, abs=1e-5)
    assert latitude == pytest.approx(48.8566, abs=1e-5)


def test_coordinates_of_a_model_are_not_taken_for_lambert_93() -> None:
    assert is_lambert93(652_000, 6_862_000)
    assert not is_lambert93(1_200, 3_400)
    assert not is_lambert93(2.35, 48.85)
