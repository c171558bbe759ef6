"""Addresses of the staff pages: the frame's, then each family's own."""

from django.urls import path

from .frame import campaigns as choosing
from .frame import checks as checks  # registers the start-up checks
from .frame import login
from .pages import (
    assigning,
    campaigns,
    content,
    directory,
    editions,
    holidays,
    indicators,
    items,
    jobs,
    journal,
    matrix,
    plans,
    reports,
    reviews,
    search,
    submission,
    submission_acts,
    today,
    units,
    uploads,
)

urlpatterns = [
    path("login/", login.SignIn.as_view(), name="login"),
    path("logout/", login.SignOut.as_view(), name="logout"),
    path("password/", login.change_password, name="change-password"),
    path("post/<int:post>/", login.switch_post, name="switch-post"),
    path("campaign/<int:campaign>/choose/", choosing.choose_campaign, name="choose-campaign"),
    *today.urlpatterns,
    *plans.urlpatterns,
    *indicators.urlpatterns,
    *assigning.urlpatterns,
    *editions.urlpatterns,
    *matrix.urlpatterns,
    *units.urlpatterns,
    *items.urlpatterns,
    *content.urlpatterns,
    *uploads.urlpatterns,
    *submission.urlpatterns,
    *submission_acts.urlpatterns,
    *reviews.urlpatterns,
    *reports.urlpatterns,
    *campaigns.urlpatterns,
    *search.urlpatterns,
    *directory.urlpatterns,
    *holidays.urlpatterns,
    *jobs.urlpatterns,
    *journal.urlpatterns,
]
