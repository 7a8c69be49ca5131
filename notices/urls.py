"""One's notices, and the caught mail of a demo."""

from django.urls import path

from notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read-all"),
    path("notices/<int:pk>/read/", views.read, name="notice-read"),
    path("mail/", views.mails, name="mails"),
    path("mail/<int:pk>/", views.mail, name="mail"),
    path("mail/<int:pk>/html/", views.mail_html, name="mail-html"),
]
