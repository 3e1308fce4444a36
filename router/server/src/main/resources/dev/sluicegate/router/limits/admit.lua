-- Admits one request of a caller, or says which limit is reached. The same arithmetic as Bucket.java, Levels.java and PodLimiter.java.
-- KEYS: what is left of the minute's limits; running requests, by the time until which they keep their place; what is spent in the budget's
--   period; what is reserved: for each request, and together as tokens and cost; requests that have lost their place but may yet be settled
-- ARGV: requests a minute, tokens a minute, parallel, budget in billionths (0: no limit, each); a place (empty: none is needed); how long a
--   place is kept, in ms; tokens and money to reserve
-- Returns: nothing, or the limit that is reached; requests left; tokens left; tokens reserved; money spent; money reserved; running
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local per_minute, tokens_per_minute = tonumber(ARGV[1]), tonumber(ARGV[2])
local parallel, budget = tonumber(ARGV[3]), tonumber(ARGV[4])
local hour = 3600000

-- the reservations of a router that has died are given back; its requests may still be settled, should it live after all
local function reserve(held, sign)
  local tokens, cost = string.match(held, '^(%d+) (%d+)$')
  for field, amount in pairs({tokens = tokens, cost = cost}) do
    if amount ~= '0' then
      redis.call('HINCRBY', KEYS[4], field, sign .. amount)
    end
  end
end
for _, lost in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  reserve(redis.call('HGET', KEYS[4], lost) or '0 0', '-')
  redis.call('ZREM', KEYS[2], lost)
  redis.call('ZADD', KEYS[5], now, lost)
end
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now - hour)) do
  redis.call('HDEL', KEYS[4], dead)
  redis.call('ZREM', KEYS[5], dead)
end

local left = redis.call('HMGET', KEYS[1], 'requests', 'requests_at', 'tokens', 'tokens_at')
local function level(before, at, limit)
  local passed = math.max(0, now - (tonumber(at) or now)) / 60000
  return math.min(limit, (tonumber(before) or limit) + passed * limit)
end
local requests, tokens = level(left[1], left[2], per_minute), level(left[3], left[4], tokens_per_minute)
local reserved = redis.call('HMGET', KEYS[4], 'tokens', 'cost')
local tokens_reserved, cost_reserved = reserved[1] or '0', reserved[2] or '0'
local spent = budget > 0 and redis.call('GET', KEYS[3]) or '0'
local running = redis.call('ZCARD', KEYS[2])

local refused = ''
if budget > 0 and tonumber(spent) + tonumber(cost_reserved) >= budget then
  refused = 'budget'
elseif parallel > 0 and running >= parallel then
  refused = 'parallel'
elseif per_minute > 0 and requests < 1 then
  refused = 'requests'
elseif tokens_per_minute > 0 and tokens - tonumber(tokens_reserved) < 1 then
  refused = 'tokens'
end
local answer = {refused, string.format('%.9f', requests), string.format('%.9f', tokens), tokens_reserved, spent, cost_reserved,
  tostring(running)}
if refused == '' then
  requests = requests - 1
  if ARGV[5] ~= '' then
    redis.call('ZADD', KEYS[2], now + ARGV[6], ARGV[5])
    if redis.call('HSETNX', KEYS[4], ARGV[5], ARGV[7] .. ' ' .. ARGV[8]) == 1 then
      reserve(ARGV[7] .. ' ' .. ARGV[8], '')
    end
    for _, key in ipairs({KEYS[2], KEYS[4], KEYS[5]}) do
      redis.call('PEXPIRE', key, hour)
    end
  end
end

-- when everything is full again, nothing need be remembered
local full = 0
local function remember(name, value, limit)
  if limit > 0 then
    redis.call('HSET', KEYS[1], name, string.format('%.9f', value), name .. '_at', string.format('%.3f', now))
    full = math.max(full, (limit - value) / limit)
  end
end
remember('requests', requests, per_minute)
remember('tokens', tokens, tokens_per_minute)
redis.call('PEXPIRE', KEYS[1], math.ceil(full * 60000) + 60000)
return answer
