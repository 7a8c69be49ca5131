from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("verify/<str:code>/", lambda r, code: HttpResponse(code), name="verify")]
