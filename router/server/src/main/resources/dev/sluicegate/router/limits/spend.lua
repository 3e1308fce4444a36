-- Counts what was spent while the store was away. KEYS: what is spent in a budget's period. ARGV: money in billionths
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], 40 * 86400)
return {}
