"""创建方案: the issued document beside what was read from it, corrected, compared and confirmed by a person."""

from django.urls import path

from . import comparing, confirming, correcting, importing, listing, meaning, mentioning, page

urlpatterns = [
    path("plans/", listing.plans, name="plans"),
    path("plans/import/", importing.bring_in, name="plan-import"),
    path("plans/<int:plan>/", page.plan_page, name="plan"),
    path("plans/<int:plan>/original/", listing.original, name="plan-original"),
    path("plans/<int:plan>/tasks/<int:no>/", page.task_page, name="plan-task"),
    path("plans/<int:plan>/tasks/<int:no>/correct/", correcting.fix_task, name="plan-correct-task"),
    path("plans/<int:plan>/tasks/<int:no>/confirm/", confirming.confirm_one, name="plan-confirm-task"),
    path("plans/<int:plan>/tasks/<int:no>/targets/", correcting.new_target, name="plan-add-target"),
    path("plans/<int:plan>/targets/<int:target>/", correcting.fix_target, name="plan-correct-target"),
    path("plans/<int:plan>/targets/<int:target>/drop/", correcting.remove_target, name="plan-drop-target"),
    path("plans/<int:plan>/targets/<int:target>/confirm/", confirming.confirm_number, name="plan-confirm-target"),
    path("plans/<int:plan>/tasks/<int:no>/mentions/", mentioning.new_mention, name="plan-add-mention"),
    path("plans/<int:plan>/mentions/<int:mention>/drop/", mentioning.remove_mention, name="plan-drop-mention"),
    path("plans/<int:plan>/discard/", mentioning.give_up, name="plan-discard"),
    path("plans/<int:plan>/mentions/<int:mention>/", meaning.mention_page, name="plan-mention"),
    path("plans/<int:plan>/phases/<int:phase>/", correcting.fix_phase, name="plan-correct-phase"),
    path("plans/<int:plan>/leftovers/<int:leftover>/", correcting.settle, name="plan-settle"),
    path("plans/<int:plan>/confirm-tasks/", confirming.confirm_rest, name="plan-confirm-tasks"),
    path("plans/<int:plan>/confirm/", confirming.confirm_whole, name="plan-confirm"),
    path("plans/<int:old>/compare/<int:new>/", comparing.compare, name="plan-compare"),
    path("plans/<int:old>/supersede/<int:new>/", comparing.replace, name="plan-supersede"),
]
