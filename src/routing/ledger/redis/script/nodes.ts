/** The part of the ledger's script that knows who is there: joining, heartbeats, the sweep (see `ledgerScript.ts`). */
export const nodes = `
local function join()
  local life, token, met, grantedAmong = ARGV[4], ARGV[5], cjson.decode(ARGV[6]), num(ARGV[7])
  local run = call('INFO', 'server'):match('run_id:(%x+)')
  local there = call('MGET', P..'epoch', P..'run')
  if not there[1] or there[2] ~= run then
    for _, key in ipairs(call('KEYS', P..'*')) do call('DEL', key) end
    gen = 0
    call('MSET', P..'epoch', token, P..'run', run, P..'restoring', (now + restoreMs)..':'..(now + gatherMs))
  end
  if call('EXISTS', P..'restoring') == 1 then
    for _, other in ipairs(met) do
      if call('SISMEMBER', P..'present', other) == 0 then call('SADD', P..'awaited', other) end
    end
    call('SADD', P..'awaited', life)
  end
  local isNew = not call('ZSCORE', P..'nodes', owner)
  -- An owner whose leases are being freed does not come back: it asks again under another name.
  if isNew and call('SISMEMBER', P..'graves', owner) == 1 then return { 'gone' } end
  if isNew and countNodes() > 0 then raising('#', { countNodes() }) end
  call('ZADD', P..'nodes', now, owner)
  -- It may go by a grant that nothing here knows of.
  if grantedAmong > 0 and call('HEXISTS', P..'acks', owner) == 0 then
    call('HSET', P..'olds', owner, grantedAmong)
  end
  return { 'ok', call('GET', P..'epoch'), call('HKEYS', P..'own:'..owner) }
end

-- Frees the leases of owners that have not been heard of for the expiry, some at a time.
local function sweep()
  local last = num(call('GET', P..'beat') or now)
  -- After an outage all nodes get the time to be heard again.
  if now - last > silenceMs then call('SET', P..'calm', now + expiryMs) end
  call('SET', P..'beat', now)
  if now < num(call('GET', P..'calm') or 0) then return end
  for _, dead in ipairs(call('ZRANGEBYSCORE', P..'nodes', '-inf', now - expiryMs)) do
    call('ZREM', P..'nodes', dead)
    forget(dead)
    call('SADD', P..'graves', dead)
  end
end

local function bury()
  local grave = call('SRANDMEMBER', P..'graves')
  if not grave then return end
  local key = P..'own:'..grave
  local found = call('HSCAN', key, 0, 'COUNT', 200)[2]
  for at = 1, #found, 2 do drop(grave, found[at], found[at + 1]) end
  if call('EXISTS', key) == 0 then call('SREM', P..'graves', grave) end
end

-- Called numbers come and go; those that nobody calls are told for a while and then forgotten.
local function prune()
  local mark = call('GET', P..'pruned')
  local at, seq = (mark or '0:0'):match('(%d+):(%d+)')
  if now - num(at) < pruneMs then return end
  for _, row in ipairs(call('ZRANGEBYSCORE', P..'changed:n', '-inf', seq)) do
    if call('EXISTS', P..'n:'..row:sub(2)) == 0 then
      call('ZREM', P..'changed:n', row)
      call('HDEL', P..'lows', row)
    end
  end
  call('SET', P..'pruned', now..':'..(call('GET', P..'seq') or 0))
end

local function beat(since, rejected, ack, restoring)
  call('ZADD', P..'nodes', now, owner)
  acknowledge(ack)
  nextGeneration()
  for _, row in ipairs(rejected) do
    call('HINCRBY', P..'t:'..row[1], 'r', row[2]); touch('t'..row[1])
  end
  sweep(); bury(); prune()
  changes()
  local most, more, out, seq = 500, 0, {}, num(call('GET', P..'seq') or 0)
  for _, kind in ipairs({ 'changed', 'changed:n' }) do
    local rows = call('ZRANGEBYSCORE', P..kind, '('..since, '+inf', 'WITHSCORES', 'LIMIT', 0, most)
    for at = 1, #rows, 2 do show(out, num(rows[at + 1]), rows[at]) end
    if #rows == 2 * most then more, seq = 1, math.min(seq, num(rows[#rows])) end
  end
  return { 'ok', seq, more, call('HLEN', P..'own:'..owner), restoring and 1 or 0,
    call('ZRANGE', P..'nodes', 0, -1), out, frame(), gen }
end
`;
