import pytest
@pytest.mark.django_db
def test_x(django_db_setup):
    from django.db import connection, connections
    from django.conf import settings
    print(connection.settings_dict["NAME"], settings.DATABASES["default"]["NAME"], connections.settings["default"]["NAME"], connection.settings_dict is connections.settings["default"])
