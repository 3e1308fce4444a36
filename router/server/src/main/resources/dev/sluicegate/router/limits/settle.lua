-- Settles a request that was admitted and is over, once for each of its quotas: what it holds is given back, what it has used is charged.
-- Whatever is sent again after a lost answer finds nothing held, and changes nothing.
-- KEYS: as for admit.lua, of the quotas of which it holds something
-- ARGV: the place, tokens used; then for each quota: tokens a minute (0: no limit), money spent in billionths (0: there is no budget)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local place, used = ARGV[1], tonumber(ARGV[2])

local function give_back(held, running, reserved, gone)
  redis.call('HDEL', reserved, place)
  if redis.call('ZREM', running, place) == 1 then
    local tokens, cost = string.match(held, '^(%d+) (%d+)$')
    for field, amount in pairs({tokens = tokens, cost = cost}) do
      if amount ~= '0' then
        redis.call('HINCRBY', reserved, field, '-' .. amount)
      end
    end
  else
    redis.call('ZREM', gone, place)
  end
end

local function charge(key, limit)
  local left = redis.call('HMGET', key, 'tokens', 'tokens_at')
  local passed = math.max(0, now - (tonumber(left[2]) or now)) / 60000
  local level = math.min(limit, (tonumber(left[1]) or limit) + passed * limit)
  -- as in Bucket.java: no further down than by the largest one
  level = math.max(level - used, math.min(level, -used))
  redis.call('HSET', key, 'tokens', string.format('%.9f', level), 'tokens_at', string.format('%.3f', now))
  redis.call('PEXPIRE', key, math.ceil(math.max(0, (limit - level) / limit) * 60000) + 120000)
end

for i = 0, #KEYS / 5 - 1 do
  local left, running, spending = KEYS[5 * i + 1], KEYS[5 * i + 2], KEYS[5 * i + 3]
  local reserved, gone = KEYS[5 * i + 4], KEYS[5 * i + 5]
  local limit, cost = tonumber(ARGV[2 * i + 3]), ARGV[2 * i + 4]
  local held = redis.call('HGET', reserved, place)
  if held then
    give_back(held, running, reserved, gone)
    if limit > 0 and used > 0 then
      charge(left, limit)
    end
    if tonumber(cost) > 0 then
      redis.call('INCRBY', spending, cost)
      -- longer than any period
      redis.call('EXPIRE', spending, 40 * 86400)
    end
  end
end
return {}
