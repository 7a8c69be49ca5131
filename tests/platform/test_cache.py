"""The cache may be away; pages must not fail with it."""

from dehportal.caches import ForgivingRedisCache
from dehportal.engines import free_port


def test_a_cache_that_is_away_answers_as_an_empty_one():
    cache = ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 1}})
    assert cache.get("key", "default") == "default"
    assert cache.add("key", 1) is True
    assert cache.incr("key", 2) == 2
    assert cache.get_many(["key"]) == {}
    assert cache.has_key("key") is False
    assert cache.delete("key") is False
    cache.set("key", 1)
    cache.clear()
