"""Addresses: the staff pages at the root."""

from django.urls import include, path

urlpatterns = [path("", include("fazhi.web.urls"))]
handler400 = "fazhi.web.frame.errors.bad_request"
handler403 = "fazhi.web.frame.errors.forbidden"
handler404 = "fazhi.web.frame.errors.not_found"
handler500 = "fazhi.web.frame.errors.failed"
