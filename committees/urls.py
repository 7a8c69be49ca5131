from django.http import HttpResponse
from django.urls import path

from committees.views import home, meetings, oversight, room

urlpatterns = [
    path("committees/", home.mine, name="committees"),
    path("committees/all/", home.overview, name="committees-overview"),
    path("committees/<str:code>/", home.home, name="committee"),
    path("committees/<str:code>/brief/", home.brief, name="committee-brief"),
    path("committees/<str:code>/meetings/new/", meetings.new, name="meeting-new"),
    path("reviews/<str:handle>/", oversight.review, name="meeting-review"),
    path("reviews/<str:handle>/<slug:verb>/", oversight.review_act, name="meeting-review-act"),
    path("revivals/<str:handle>/", oversight.revival, name="revival"),
    path("revivals/<str:handle>/<slug:verb>/", oversight.revival_act, name="revival-act"),
    path("verify/<str:code>/", lambda r, code: HttpResponse(code), name="verify"),
    path("meetings/<str:handle>/", meetings.detail, name="meeting"),
    path("meetings/<str:handle>/room/", room.room, name="room"),
    path("meetings/<str:handle>/room/do/<slug:verb>/", room.room_act, name="room-act"),
    path("meetings/<str:handle>/room/<int:pk>/", room.item, name="room-item"),
    path("meetings/<str:handle>/room/<int:pk>/<slug:verb>/", room.item_act, name="room-item-act"),
    path("meetings/<str:handle>/<slug:verb>/", meetings.act, name="meeting-act"),  # last: a verb is any word
]
