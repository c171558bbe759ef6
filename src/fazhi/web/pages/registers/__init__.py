"""台账数据: every register as a list, a record, a form and a move, all from its declaration."""

from django.urls import path

from . import bulk, editing, keys, listing, moving, overview, page, pausing, proof, views

urlpatterns = [
    path("registers/", overview.overview, name="registers"),
    path("registers/<str:code>/", listing.records, name="records"),
    path("registers/<str:code>/views/", views.keep, name="records-view"),
    path("registers/<str:code>/bulk/", bulk.bulk, name="records-bulk"),
    path("registers/<str:code>/keys/", keys.keys, name="record-keys"),
    path("registers/<str:code>/check/", editing.check, name="record-check"),
    path("registers/<str:code>/new/", editing.new, name="record-new"),
    path("registers/<str:code>/<int:record>/", page.show, name="record"),
    path("registers/<str:code>/<int:record>/edit/", editing.edit, name="record-edit"),
    path("registers/<str:code>/<int:record>/move/<str:stage>/", moving.move_page, name="record-move"),
    path("registers/<str:code>/<int:record>/remove/", moving.take_out, name="record-remove"),
    path("registers/<str:code>/<int:record>/open/", page.open_up, name="record-open"),
    path("registers/<str:code>/<int:record>/pause/", pausing.stop, name="record-pause"),
    path("registers/<str:code>/<int:record>/resume/", pausing.go_on, name="record-resume"),
    path("registers/<str:code>/<int:record>/attach/", proof.add, name="record-attach"),
    path("registers/<str:code>/<int:record>/detach/", proof.drop, name="record-detach"),
]
