-- Admits one request of a caller, or says which limit is reached. The same arithmetic as Bucket.java and PodLimiter.java.
-- KEYS: what is left of the minute's limits; places of running requests; what is spent in the budget's period
-- ARGV: requests a minute, tokens a minute, parallel, budget in billionths (0: no limit, each); a place; how long a place is kept, in ms
-- Returns: nothing, or the limit that is reached; requests left; tokens left
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local per_minute, tokens_per_minute = tonumber(ARGV[1]), tonumber(ARGV[2])
local parallel, budget = tonumber(ARGV[3]), tonumber(ARGV[4])

local left = redis.call('HMGET', KEYS[1], 'requests', 'requests_at', 'tokens', 'tokens_at')
local function level(before, at, limit)
  local passed = math.max(0, now - (tonumber(at) or now)) / 60000
  return math.min(limit, (tonumber(before) or limit) + passed * limit)
end
local requests, tokens = level(left[1], left[2], per_minute), level(left[3], left[4], tokens_per_minute)

local refused = ''
if budget > 0 and tonumber(redis.call('GET', KEYS[3]) or '0') >= budget then
  refused = 'budget'
end
if refused == '' and parallel > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  if redis.call('ZCARD', KEYS[2]) >= parallel then
    refused = 'parallel'
  end
end
if refused == '' and per_minute > 0 and requests < 1 then
  refused = 'requests'
end
if refused == '' and tokens_per_minute > 0 and tokens < 1 then
  refused = 'tokens'
end
if refused == '' then
  requests = requests - 1
  if parallel > 0 then
    redis.call('ZADD', KEYS[2], now + ARGV[6], ARGV[5])
    redis.call('PEXPIRE', KEYS[2], ARGV[6])
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
return {refused, string.format('%.9f', requests), string.format('%.9f', tokens)}
