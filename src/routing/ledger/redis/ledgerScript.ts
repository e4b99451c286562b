/** How long things take where Redis keeps the ledger, in milliseconds (decisions.md 30). */
export interface LedgerTimes {
  /** A node that has not been heard of for so long is dead; its leases are freed. */
  readonly expiryMs: number;
  /** How long Redis waits at most for all nodes to tell what they hold, after it was emptied. */
  readonly restoreMs: number;
  /** How long it waits at least, for nodes that nobody who came before knows of. */
  readonly gatherMs: number;
  /** How often a node says that it is there, and hears what changed. */
  readonly beatMs: number;
  /** Without an answer for so long, Redis is out of reach; and so long calls wait for it to come back. */
  readonly patienceMs: number;
}

/** A killed node's leases are free 10 s after its last beat, and at most 11 s after its death. */
export const ledgerTimes: LedgerTimes = {
  expiryMs: 10_000,
  restoreMs: 15_000,
  gatherMs: 1_000,
  beatMs: 100,
  patienceMs: 1_000,
};

/**
 * The ledger as Redis runs it: one script, so that every step is atomic, and one loading serves all of them. It does what
 * `MemoryLedger` and `schemes/` do, over keys all nodes share; the contract suite holds the two together.
 *
 * Arguments: the prefix of all keys as the one key, then `step, owner, epoch, ...` (see `ledgerSteps.ts`). An owner is a node
 * for as long as Redis knows of it. The first word of an answer: `ok`; `gone`, the owner is not registered (any more);
 * `epoch`, Redis was emptied or started anew since; `restoring`, not all nodes have told what they hold; `lenders`, ask
 * again with the lenders.
 *
 *     epoch, run       of this life of the data: a token, and the run id of the Redis process that holds it
 *     restoring        until:since, ms, while leases are collected; awaited, present: nodes that have and have not told
 *     over             trunk groups that were filled beyond their maximum meanwhile: what they may borrow once all is there
 *     nodes, graves    owners by their last heartbeat; owners whose leases are being freed
 *     own:OWNER        the leases, id -> record; what follows are counts of these and of nothing else
 *     t:ID, loans:ID   a trunk group: i(ncoming), o(utgoing), m (emergency), l(ent), r(ejected); its lenders, oldest first
 *     e:ID             an enterprise: active
 *     n:NUMBER         a called number: call id -> leases
 *     last:ID leads:ID a scheme: who last answered; how far each is ahead of its share
 *     changed, seq     rows (t, e or n and the id) by the number of their last change
 */
export const ledgerScript = (times: LedgerTimes): string => `
local P, step, owner, epoch = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local call, num = redis.call, tonumber
local expiryMs, restoreMs, gatherMs = ${times.expiryMs}, ${times.restoreMs}, ${times.gatherMs}
local silenceMs, pruneMs = expiryMs / 4, 3 * expiryMs

local clock = call('TIME')
local now = num(clock[1]) * 1000 + math.floor(num(clock[2]) / 1000)

local touched, order = {}, {}
local function touch(row)
  if not touched[row] then touched[row] = true; order[#order + 1] = row end
end

local function group(id)
  local v = call('HMGET', P..'t:'..id, 'i', 'o', 'm', 'l', 'r')
  return { i = num(v[1] or 0), o = num(v[2] or 0), m = num(v[3] or 0), l = num(v[4] or 0), r = num(v[5] or 0),
    b = call('LLEN', P..'loans:'..id) }
end

local function show(out, seq, row)
  local kind, id = row:sub(1, 1), row:sub(2)
  out[#out + 1] = seq; out[#out + 1] = row
  if kind == 't' then
    local g = group(id)
    out[#out + 1] = { g.i, g.o, g.m, g.b, g.l, g.r }
  elseif kind == 'e' then out[#out + 1] = { num(call('GET', P..'e:'..id) or 0) }
  else out[#out + 1] = { call('HLEN', P..'n:'..id) } end
end

-- Numbers the rows this step has changed, and answers them.
local function changes()
  local out = {}
  if #order == 0 then return out end
  local seq = call('INCRBY', P..'seq', #order) - #order
  for at, row in ipairs(order) do
    call('ZADD', P..(row:sub(1, 1) == 'n' and 'changed:n' or 'changed'), seq + at, row)
    show(out, seq + at, row)
  end
  touched, order = {}, {}
  return out
end

local function lend(borrower, lender)
  call('RPUSH', P..'loans:'..borrower, lender)
  call('HINCRBY', P..'t:'..lender, 'l', 1)
  touch('t'..borrower); touch('t'..lender)
end

-- A lease: enterprise ('' where it counts for the called number alone), its maximum, trunk group, direction, maximum, that of the direction, burst, called number, its
-- maximum, emergency, lenders. No maximum is -1, no trunk group and no number '', lenders that were not sent 0.
local E, EM, T, D, MA, MD, BA, N, NM, X, L = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11

local function put(id, callId, lease)
  local emergency, trunk = lease[X] == 1, lease[T]
  local field = trunk == '' and '' or emergency and 'm' or lease[D]
  local number = emergency and '' or lease[N]
  local enterprise = emergency and '' or lease[E]
  call('HSET', P..'own:'..owner, id, cjson.encode({ enterprise, trunk, field, number, callId }))
  if trunk ~= '' then call('HINCRBY', P..'t:'..trunk, field, 1); touch('t'..trunk) end
  if enterprise ~= '' then call('INCR', P..'e:'..enterprise); touch('e'..enterprise) end
  if number ~= '' then call('HINCRBY', P..'n:'..number, callId, 1); touch('n'..number) end
end

local function drop(from, id, record)
  call('HDEL', P..'own:'..from, id)
  local enterprise, trunk, field, number, callId = unpack(cjson.decode(record))
  if trunk ~= '' then
    call('HINCRBY', P..'t:'..trunk, field, -1); touch('t'..trunk)
    local lender = field ~= 'm' and call('LPOP', P..'loans:'..trunk)
    if lender then call('HINCRBY', P..'t:'..lender, 'l', -1); touch('t'..lender) end
  end
  if enterprise ~= '' then
    if call('DECR', P..'e:'..enterprise) <= 0 then call('DEL', P..'e:'..enterprise) end
    touch('e'..enterprise)
  end
  if number ~= '' then
    if call('HINCRBY', P..'n:'..number, callId, -1) <= 0 then call('HDEL', P..'n:'..number, callId) end
    touch('n'..number)
  end
end

-- The idlest of those with units to spare that borrow none; equals as listed.
local function idlest(borrower, lenders, look)
  local found, most = nil, 0
  for _, lender in ipairs(lenders) do
    if lender[1] ~= borrower then
      local g = look(lender[1])
      local spare = lender[2] - g.i - g.o - g.l
      if spare > most and g.b == 0 then found, most = lender[1], spare end
    end
  end
  return found
end

-- Borrows for calls that are there already, as far as it goes.
local function settle(trunk, maximum, burst, lenders)
  local g = group(trunk)
  while g.i + g.o + g.l - g.b > maximum and g.b < burst do
    local lender = idlest(trunk, lenders, group)
    if not lender then return end
    lend(trunk, lender)
    g.b = g.b + 1
  end
end

-- Ends the collecting of leases when all are there, or it has lasted long enough; true: it goes on.
local function isRestoring(mark)
  if not mark then return false end
  local untilMs, since = mark:match('(%d+):(%d+)')
  if now < num(untilMs) and (now < num(since) or call('SCARD', P..'awaited') > 0) then return true end
  local over = call('HGETALL', P..'over')
  for at = 1, #over, 2 do
    local lease = cjson.decode(over[at + 1])
    settle(over[at], lease[1], lease[2], lease[3])
  end
  call('DEL', P..'restoring', P..'awaited', P..'over')
  changes()
  return false
end

-- What an admission would do, with the counts as they would be beside the leases planned before.
local groups, enterprises, numbers = {}, {}, {}
local function planned(id)
  groups[id] = groups[id] or group(id)
  return groups[id]
end

local function plan(lease, callId, undo)
  if lease[X] == 1 then return nil, nil end
  local number, g, lender = nil, nil, nil
  if lease[N] ~= '' then
    number = numbers[lease[N]]
    if not number then
      local key = P..'n:'..lease[N]
      number = { calls = call('HLEN', key), has = call('HEXISTS', key, callId) == 1 }
      numbers[lease[N]] = number
    end
    if not number.has and number.calls >= lease[NM] then return 'n' end
  end
  if lease[T] ~= '' then
    g = planned(lease[T])
    if lease[MA] >= 0 and g.i + g.o + g.l >= lease[MA] then
      if lease[BA] < 0 or g.b >= lease[BA] then return 'a' end
      if lease[L] == 0 then return 'lenders' end
      lender = idlest(lease[T], lease[L], planned)
      if not lender then return 'a' end
    end
    if lease[MD] >= 0 and g[lease[D]] >= lease[MD] then return 'd' end
  end
  local counted, active = lease[E] ~= '', 0
  if counted then active = enterprises[lease[E]] or num(call('GET', P..'e:'..lease[E]) or 0) end
  if lease[EM] >= 0 and active >= lease[EM] then return 'e' end

  local had = number and number.has
  if counted then enterprises[lease[E]] = active + 1 end
  if g then g[lease[D]] = g[lease[D]] + 1 end
  if lender then g.b = g.b + 1; planned(lender).l = planned(lender).l + 1 end
  if number and not had then number.has, number.calls = true, number.calls + 1 end
  undo[#undo + 1] = function()
    if counted then enterprises[lease[E]] = active end
    if g then g[lease[D]] = g[lease[D]] - 1 end
    if lender then g.b = g.b - 1; planned(lender).l = planned(lender).l - 1 end
    if number and not had then number.has, number.calls = false, number.calls - 1 end
  end
  return nil, lender
end

local function trunkOf(candidate) return candidate[#candidate] and candidate[#candidate][T] or '' end

local function leadsOf(scheme)
  local leads, flat = {}, call('HGETALL', P..'leads:'..scheme)
  for at = 1, #flat, 2 do leads[flat[at]] = num(flat[at + 1]) end
  return leads
end

-- The candidates in the order they are asked: by a key each, equals as listed.
local function ordered(selection, candidates)
  local keys, asked = {}, {}
  local kind = selection[1]
  if kind == 'r' then
    local place, count, last = {}, #selection[3], call('GET', P..'last:'..selection[2])
    for at, id in ipairs(selection[3]) do place[id] = place[id] or at - 1 end
    local first = last and place[last] and place[last] + 1 or 0
    for at, candidate in ipairs(candidates) do
      local own = place[trunkOf(candidate)]
      keys[at] = own and (own - first + count) % count or count
    end
  elseif kind == 's' then
    local leads = leadsOf(selection[2])
    for at, candidate in ipairs(candidates) do
      keys[at] = (selection[3][at] or 0) == 0 and math.huge or leads[trunkOf(candidate)] or 0
    end
  elseif kind == 'm' then
    for at, candidate in ipairs(candidates) do
      local id = trunkOf(candidate)
      local g = id ~= '' and planned(id) or { i = 0, o = 0 }
      keys[at] = g.i + g.o
    end
  end
  for at = 1, #candidates do asked[at] = at end
  if kind ~= 'l' then
    table.sort(asked, function(one, other)
      if keys[one] ~= keys[other] then return keys[one] < keys[other] end
      return one < other
    end)
  end
  return asked
end

-- As afterAdmission of schemes/shares.ts.
local function countShare(scheme, trunk, percent)
  if percent == 0 or trunk == '' then return end
  local leads = leadsOf(scheme)
  local served = leads[trunk] or 0
  local key = P..'leads:'..scheme
  call('DEL', key)
  for id, lead in pairs(leads) do
    if lead - served > 1e-9 then call('HSET', key, id, string.format('%.17g', lead - served)) end
  end
  call('HSET', key, trunk, string.format('%.17g', 1 / percent))
end

local function admit(firstId, callId, selection, candidates, commit)
  local asked, refusals, rejecting = ordered(selection, candidates), {}, {}
  local admitted, lenders = -1, {}
  for _, at in ipairs(asked) do
    local undo, refusal = {}, nil
    lenders = {}
    for index, lease in ipairs(candidates[at]) do
      local why, lender = plan(lease, callId, undo)
      if why == 'lenders' then return { 'lenders' } end
      if why then
        refusal = { at - 1, index - 1, why }
        if why ~= 'n' and lease[T] ~= '' then rejecting[lease[T]] = true end
        break
      end
      lenders[index] = lender
    end
    if not refusal then admitted = at - 1; break end
    for back = #undo, 1, -1 do undo[back]() end
    for _, part in ipairs(refusal) do refusals[#refusals + 1] = part end
  end
  if commit then
    for trunk in pairs(rejecting) do call('HINCRBY', P..'t:'..trunk, 'r', 1); touch('t'..trunk) end
    if admitted >= 0 then
      local candidate = candidates[admitted + 1]
      for index, lease in ipairs(candidate) do
        put(firstId + index - 1, callId, lease)
        if lenders[index] then lend(lease[T], lenders[index]) end
      end
      if selection[1] == 's' then
        countShare(selection[2], trunkOf(candidate), selection[3][admitted + 1] or 0)
      end
    end
  end
  for at in ipairs(asked) do asked[at] = asked[at] - 1 end
  return { 'ok', admitted, asked, refusals, changes() }
end

local function join()
  local life, token, known = ARGV[4], ARGV[5], cjson.decode(ARGV[6])
  local run = call('INFO', 'server'):match('run_id:(%x+)')
  local there = call('MGET', P..'epoch', P..'run')
  if not there[1] or there[2] ~= run then
    for _, key in ipairs(call('KEYS', P..'*')) do call('DEL', key) end
    call('MSET', P..'epoch', token, P..'run', run, P..'restoring', (now + restoreMs)..':'..(now + gatherMs))
  end
  if call('EXISTS', P..'restoring') == 1 then
    for _, other in ipairs(known) do
      if call('SISMEMBER', P..'present', other) == 0 then call('SADD', P..'awaited', other) end
    end
    call('SADD', P..'awaited', life)
  end
  local isNew = not call('ZSCORE', P..'nodes', owner)
  -- An owner whose leases are being freed does not come back: it asks again under another name.
  if isNew and call('SISMEMBER', P..'graves', owner) == 1 then return { 'gone' } end
  call('ZADD', P..'nodes', now, owner)
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
    if call('EXISTS', P..'n:'..row:sub(2)) == 0 then call('ZREM', P..'changed:n', row) end
  end
  call('SET', P..'pruned', now..':'..(call('GET', P..'seq') or 0))
end

local function beat(since, rejected, restoring)
  call('ZADD', P..'nodes', now, owner)
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
    call('ZRANGE', P..'nodes', 0, -1), out }
end

if step == 'join' then return join() end
local marks = call('MGET', P..'epoch', P..'restoring')
if marks[1] ~= epoch then return { 'epoch' } end
if not call('ZSCORE', P..'nodes', owner) then return { 'gone' } end
local restoring = isRestoring(marks[2])

if step == 'admit' or step == 'preview' then
  if restoring then return { 'restoring' } end
  local asked = cjson.decode(ARGV[4])
  return admit(asked[1], asked[2], asked[3], asked[4], step == 'admit')
elseif step == 'release' then
  local key = P..'own:'..owner
  for at = 4, #ARGV do
    local record = call('HGET', key, ARGV[at])
    if record then drop(owner, ARGV[at], record) end
  end
  return { 'ok', changes() }
elseif step == 'answered' then
  call('SET', P..'last:'..ARGV[4], ARGV[5])
  return { 'ok' }
elseif step == 'beat' then
  return beat(num(ARGV[4]), cjson.decode(ARGV[5]), restoring)
elseif step == 'keys' then
  return { 'ok', call('HKEYS', P..'own:'..owner) }
elseif step == 'enter' then
  for _, entry in ipairs(cjson.decode(ARGV[4])) do
    local id, callId, lease = entry[1], entry[2], entry[3]
    if call('HEXISTS', P..'own:'..owner, id) == 0 then
      put(id, callId, lease)
      if lease[X] == 0 and lease[T] ~= '' and lease[MA] >= 0 and lease[BA] >= 0 and lease[L] ~= 0 then
        if restoring then
          call('HSET', P..'over', lease[T], cjson.encode({ lease[MA], lease[BA], lease[L] }))
        else
          settle(lease[T], lease[MA], lease[BA], lease[L])
        end
      end
    end
  end
  return { 'ok', changes() }
elseif step == 'present' then
  call('SADD', P..'present', ARGV[4])
  call('SREM', P..'awaited', ARGV[4])
  return { 'ok', isRestoring(call('GET', P..'restoring')) and 1 or 0 }
elseif step == 'leave' then
  call('ZREM', P..'nodes', owner)
  if call('EXISTS', P..'own:'..owner) == 1 then call('SADD', P..'graves', owner) end
  return { 'ok' }
end
return redis.error_reply('no such step: '..step)
`;
