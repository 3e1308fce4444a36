-- Settles a request that was admitted and is over, once: what it holds is given back, what it has used is charged. Whatever is sent again
-- after a lost answer finds nothing held, and changes nothing.
-- KEYS: as for admit.lua
-- ARGV: tokens a minute (0: no limit), tokens used, money spent in billionths (0: there is no budget), the place
local held = redis.call('HGET', KEYS[4], ARGV[4])
if not held then
  return {}
end
redis.call('HDEL', KEYS[4], ARGV[4])
if redis.call('ZREM', KEYS[2], ARGV[4]) == 1 then
  local tokens, cost = string.match(held, '^(%d+) (%d+)$')
  for field, amount in pairs({tokens = tokens, cost = cost}) do
    if amount ~= '0' then
      redis.call('HINCRBY', KEYS[4], field, '-' .. amount)
    end
  end
else
  redis.call('ZREM', KEYS[5], ARGV[4])
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, used = tonumber(ARGV[1]), tonumber(ARGV[2])
if limit > 0 and used > 0 then
  local left = redis.call('HMGET', KEYS[1], 'tokens', 'tokens_at')
  local passed = math.max(0, now - (tonumber(left[2]) or now)) / 60000
  local level = math.min(limit, (tonumber(left[1]) or limit) + passed * limit)
  -- as in Bucket.java: no further down than by the largest one
  level = math.max(level - used, math.min(level, -used))
  redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', level), 'tokens_at', string.format('%.3f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(0, (limit - level) / limit) * 60000) + 120000)
end
if tonumber(ARGV[3]) > 0 then
  redis.call('INCRBY', KEYS[3], ARGV[3])
  -- longer than any period
  redis.call('EXPIRE', KEYS[3], 40 * 86400)
end
return {}
