"""Personal fields: what the table holds cannot be read without the installation's key."""

import pytest
from django.db import connection

from engine.toyapp.models import Errand
from engine.toys import errand
from fazhi.engine import personal

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def raw(column="party"):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from toyapp_errand order by id")
        return [value for (value,) in cursor.fetchall()]


def test_value_stands_encrypted_and_comes_back_whole(town):
    errand(town.education, "示例1", party="张示例"), errand(town.education, "示例2", party="张示例"), errand(town.education, "示例3")

    held = raw()

    assert [value[:2] for value in held] == ["密:", "密:", ""]
    assert not any("张" in value or "示例" in value for value in held)
    assert held[0] != held[1]  # nobody sees that two rows name the same person
    assert list(Errand.objects.order_by("pk").values_list("party", flat=True)) == ["张示例", "张示例", ""]


def test_saving_again_does_not_encrypt_twice(town):
    row = errand(town.education, party="张示例")
    row.save()
    Errand.objects.bulk_update([row], ["party"])

    assert Errand.objects.get().party == "张示例"


def test_with_another_key_nothing_can_be_read_and_nothing_breaks(town, settings):
    errand(town.education, party="张示例")
    own, settings.SECRET_KEY = settings.SECRET_KEY, "another installation"
    personal.key.cache_clear()
    try:
        assert Errand.objects.get().party == ""
    finally:
        settings.SECRET_KEY = own
        personal.key.cache_clear()
