-- Admits one request for all of its quotas, or says which limit of which is reached and takes nothing. The same arithmetic as Bucket.java,
-- Levels.java and PodLimiter.java.
-- KEYS, for each quota: what is left of the minute's limits; running requests, by the time until which they keep their place; what is spent in
--   the budget's period; what is reserved: for each request, and together as tokens and cost; requests that have lost their place but may yet
--   be settled
-- ARGV: a place, for quotas that hold something until the end; how long it is kept, in ms; then for each quota: requests a minute, tokens a
--   minute, parallel, budget in billionths (0: no limit, each), tokens and money to reserve
-- Returns, for each quota: nothing, or the limit that is reached; requests left; tokens left; tokens reserved; money spent; money reserved; running
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local hour = 3600000
local place, keep = ARGV[1], ARGV[2]

local function reserve(key, held, sign)
  local tokens, cost = string.match(held, '^(%d+) (%d+)$')
  for field, amount in pairs({tokens = tokens, cost = cost}) do
    if amount ~= '0' then
      redis.call('HINCRBY', key, field, sign .. amount)
    end
  end
end

-- the reservations of a router that has died are given back; its requests may still be settled, should it live after all
local function give_back_lost(quota)
  for _, lost in ipairs(redis.call('ZRANGEBYSCORE', quota.running, '-inf', now)) do
    reserve(quota.reserved, redis.call('HGET', quota.reserved, lost) or '0 0', '-')
    redis.call('ZREM', quota.running, lost)
    redis.call('ZADD', quota.gone, now, lost)
  end
  for _, dead in ipairs(redis.call('ZRANGEBYSCORE', quota.gone, '-inf', now - hour)) do
    redis.call('HDEL', quota.reserved, dead)
    redis.call('ZREM', quota.gone, dead)
  end
end

local function level(before, at, limit)
  local passed = math.max(0, now - (tonumber(at) or now)) / 60000
  return math.min(limit, (tonumber(before) or limit) + passed * limit)
end

local function look(key, arg)
  local quota = {left = KEYS[key], running = KEYS[key + 1], spending = KEYS[key + 2], reserved = KEYS[key + 3], gone = KEYS[key + 4],
    per_minute = tonumber(ARGV[arg]), tokens_per_minute = tonumber(ARGV[arg + 1]), parallel = tonumber(ARGV[arg + 2]),
    budget = tonumber(ARGV[arg + 3]), reservation = ARGV[arg + 4] .. ' ' .. ARGV[arg + 5]}
  give_back_lost(quota)
  local left = redis.call('HMGET', quota.left, 'requests', 'requests_at', 'tokens', 'tokens_at')
  quota.requests = level(left[1], left[2], quota.per_minute)
  quota.tokens = level(left[3], left[4], quota.tokens_per_minute)
  local reserved = redis.call('HMGET', quota.reserved, 'tokens', 'cost')
  quota.tokens_reserved, quota.cost_reserved = reserved[1] or '0', reserved[2] or '0'
  quota.spent = quota.budget > 0 and redis.call('GET', quota.spending) or '0'
  quota.in_flight = redis.call('ZCARD', quota.running)
  return quota
end

local function refusal(quota)
  if quota.budget > 0 and tonumber(quota.spent) + tonumber(quota.cost_reserved) >= quota.budget then
    return 'budget'
  elseif quota.parallel > 0 and quota.in_flight >= quota.parallel then
    return 'parallel'
  elseif quota.per_minute > 0 and quota.requests < 1 then
    return 'requests'
  elseif quota.tokens_per_minute > 0 and quota.tokens - tonumber(quota.tokens_reserved) < 1 then
    return 'tokens'
  end
  return ''
end

local function take(quota)
  quota.requests = quota.requests - 1
  if quota.tokens_per_minute > 0 or quota.parallel > 0 or quota.budget > 0 then
    redis.call('ZADD', quota.running, now + keep, place)
    if redis.call('HSETNX', quota.reserved, place, quota.reservation) == 1 then
      reserve(quota.reserved, quota.reservation, '')
    end
    for _, key in ipairs({quota.running, quota.reserved, quota.gone}) do
      redis.call('PEXPIRE', key, hour)
    end
  end
end

-- when everything is full again, nothing need be remembered
local function remember(quota)
  local full = 0
  for name, limit in pairs({requests = quota.per_minute, tokens = quota.tokens_per_minute}) do
    if limit > 0 then
      redis.call('HSET', quota.left, name, string.format('%.9f', quota[name]), name .. '_at', string.format('%.3f', now))
      full = math.max(full, (limit - quota[name]) / limit)
    end
  end
  redis.call('PEXPIRE', quota.left, math.ceil(full * 60000) + 60000)
end

local quotas, answer, admitted = {}, {}, true
for i = 0, #KEYS / 5 - 1 do
  local quota = look(5 * i + 1, 6 * i + 3)
  quotas[i + 1] = quota
  local refused = refusal(quota)
  admitted = admitted and refused == ''
  for _, value in ipairs({refused, string.format('%.9f', quota.requests), string.format('%.9f', quota.tokens), quota.tokens_reserved,
    quota.spent, quota.cost_reserved, tostring(quota.in_flight)}) do
    answer[#answer + 1] = value
  end
end
for _, quota in ipairs(quotas) do
  if admitted then
    take(quota)
  end
  remember(quota)
end
return answer
