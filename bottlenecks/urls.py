from django.urls import path

from bottlenecks.views import bodies, detail, drafted, imports, new, register, why, work

urlpatterns = [
    path("work/", work.my_work, name="my-work"),
    path("work/acknowledge/", work.acknowledge_many, name="acknowledge-many"),
    path("bodies/<str:code>/", bodies.body, name="body"),
    path("posts/<int:pk>/handover/", bodies.handover, name="handover"),
    path("bottlenecks/", register.register, name="bottlenecks"),
    path("bottlenecks/bottlenecks.csv", register.register_csv, name="bottlenecks-csv"),
    path("bottlenecks/new/", new.new, name="bottleneck-new"),
    path("bottlenecks/new/save/", new.autosave, name="draft-save"),
    path("bottlenecks/new/similar/", new.similar, name="bottleneck-similar"),
    path("bottlenecks/new/forget/", new.forget, name="draft-forget"),
    path("bottlenecks/new/attach/", drafted.attach, name="bottleneck-attach"),
    path("bottlenecks/import/", imports.page, name="bottleneck-import"),
    path("bottlenecks/import/template.xlsx", imports.template, name="bottleneck-template"),
    path("bottlenecks/<str:handle>/", detail.detail, name="bottleneck"),
    path("bottlenecks/<str:handle>/why/", why.why, name="why-this-date"),
    path("bottlenecks/<str:handle>/<slug:verb>/", detail.act, name="bottleneck-act"),
]
