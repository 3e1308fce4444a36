-- Keeps the places of requests that still run, and gives back those that were lost: with a router that was not heard for too long, or with
-- the store's memory. KEYS: as for admit.lua. ARGV: how long a place is kept, in ms; then for each request its place, tokens and money reserved
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV, 3 do
  local place, tokens, cost = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  redis.call('ZREM', KEYS[5], place)
  if redis.call('ZADD', KEYS[2], now + ARGV[1], place) == 1 then
    redis.call('HSET', KEYS[4], place, tokens .. ' ' .. cost)
    redis.call('HINCRBY', KEYS[4], 'tokens', tokens)
    redis.call('HINCRBY', KEYS[4], 'cost', cost)
  end
end
for _, key in ipairs({KEYS[2], KEYS[4], KEYS[5]}) do
  redis.call('PEXPIRE', key, 3600000)
end
return {}
