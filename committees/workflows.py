"""Every workflow of this layer; imported once the apps are ready, so that the engine knows them."""

from committees.action_points.workflow import ACTION_POINT
from committees.circulation.workflow import CIRCULATION
from committees.compliance.reviews import MEETING_REVIEW
from committees.compliance.revivals import REVIVAL
from committees.constitution.workflow import CONSTITUTION
from committees.leaders.workflow import TRAINEESHIP
from committees.meetings.workflow import MEETING

ALL = (MEETING, ACTION_POINT, CIRCULATION, CONSTITUTION, MEETING_REVIEW, REVIVAL, TRAINEESHIP)
