from django.urls import path

from bottlenecks.views import detail, imports, new, register, why, work
from institutions import switch

urlpatterns = [
    path("work/", work.my_work, name="my-work"),
    path("work/acknowledge/", work.acknowledge_many, name="acknowledge-many"),
    path("act-as/", switch.act_as, name="act-as"),
    path("bottlenecks/", register.register, name="bottlenecks"),
    path("bottlenecks/bottlenecks.csv", register.register_csv, name="bottlenecks-csv"),
    path("bottlenecks/new/", new.new, name="bottleneck-new"),
    path("bottlenecks/new/save/", new.autosave, name="draft-save"),
    path("bottlenecks/new/forget/", new.forget, name="draft-forget"),
    path("bottlenecks/import/", imports.page, name="bottleneck-import"),
    path("bottlenecks/import/template.xlsx", imports.template, name="bottleneck-template"),
    path("bottlenecks/<str:handle>/", detail.detail, name="bottleneck"),
    path("bottlenecks/<str:handle>/why/", why.why, name="why-this-date"),
    path("bottlenecks/<str:handle>/<slug:verb>/", detail.act, name="bottleneck-act"),
]
