"""Every workflow of this layer; imported once the apps are ready, so that the engine knows them."""

from strategies.conditions.workflow import CONDITION
from strategies.life.workflow import PLAN, STRATEGY
from strategies.mechanisms.aggregation.workflow import AGGREGATION
from strategies.money.workflow import FUNDING

ALL = (PLAN, STRATEGY, CONDITION, AGGREGATION, FUNDING)
