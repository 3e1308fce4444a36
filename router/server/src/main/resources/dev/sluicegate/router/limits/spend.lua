-- Counts what was spent while the store was away, once. KEYS: what is spent in a budget's period; a mark that it was counted.
-- ARGV: money in billionths
if redis.call('SET', KEYS[2], '1', 'NX', 'EX', 86400) then
  redis.call('INCRBY', KEYS[1], ARGV[1])
  redis.call('EXPIRE', KEYS[1], 40 * 86400)
end
return {}
