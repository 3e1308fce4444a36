-- Keeps the place of a request that still runs, if it still has it. KEYS: as for admit.lua. ARGV: the place; how long it is kept, in ms
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {}
