"""A cache that may be away: the broker's server doubles as cache, and pages must not fail with it."""

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger()


def _or(fallback):
    """Wrap a cache method: when the server is away, log it and answer as an empty cache would."""

    def wrap(method):
        def forgiving(self, *args, **kwargs):
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as problem:
                log.warning("cache_away", problem=str(problem))
                return fallback(*args, **kwargs)

        return forgiving

    return wrap


class ForgivingRedisCache(RedisCache):
    """Redis while it answers, else nothing cached (docs/adr/0005 on what that means for throttling)."""

    get = _or(lambda key, default=None, version=None: default)(RedisCache.get)
    get_many = _or(lambda *args, **kwargs: {})(RedisCache.get_many)
    has_key = _or(lambda *args, **kwargs: False)(RedisCache.has_key)
    add = _or(lambda *args, **kwargs: True)(RedisCache.add)
    set = _or(lambda *args, **kwargs: None)(RedisCache.set)
    set_many = _or(lambda *args, **kwargs: [])(RedisCache.set_many)
    touch = _or(lambda *args, **kwargs: False)(RedisCache.touch)
    delete = _or(lambda *args, **kwargs: False)(RedisCache.delete)
    delete_many = _or(lambda *args, **kwargs: None)(RedisCache.delete_many)
    incr = _or(lambda key, delta=1, version=None: delta)(RedisCache.incr)
    clear = _or(lambda *args, **kwargs: None)(RedisCache.clear)
