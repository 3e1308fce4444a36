-- Settles a request that was admitted and is over.
-- KEYS: as for admit.lua
-- ARGV: tokens a minute (0: no limit), tokens used, money spent in billionths (0: there is no budget), the place
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local limit = tonumber(ARGV[1])
if limit > 0 and tonumber(ARGV[2]) > 0 then
  local left = redis.call('HMGET', KEYS[1], 'tokens', 'tokens_at')
  local passed = math.max(0, now - (tonumber(left[2]) or now)) / 60000
  local tokens = math.min(limit, (tonumber(left[1]) or limit) + passed * limit) - ARGV[2]
  redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'tokens_at', string.format('%.3f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(0, (limit - tokens) / limit) * 60000) + 120000)
end
redis.call('ZREM', KEYS[2], ARGV[4])
if tonumber(ARGV[3]) > 0 then
  redis.call('INCRBY', KEYS[3], ARGV[3])
  -- longer than any period
  redis.call('EXPIRE', KEYS[3], 40 * 86400)
end
return {}
