/** The part of the ledger's script that keeps leases and the counts of them (see `ledgerScript.ts`). */
export const counts = `
local touched, order = {}, {}
local function touch(row)
  if not touched[row] then touched[row] = true; order[#order + 1] = row end
end

local function group(id)
  local v = call('HMGET', P..'t:'..id, 'i', 'o', 'm', 'l', 'r')
  return { i = num(v[1] or 0), o = num(v[2] or 0), m = num(v[3] or 0), l = num(v[4] or 0), r = num(v[5] or 0),
    b = call('LLEN', P..'loans:'..id) }
end

-- What its maxima are for: own units in use, incoming, outgoing.
local function limited(g) return { g.i + g.o + g.l - g.b, g.i, g.o } end

local function show(out, seq, row)
  local kind, id = row:sub(1, 1), row:sub(2)
  local shown, values
  if kind == 't' then
    local g = group(id)
    shown, values = { g.i, g.o, g.m, g.b, g.l, g.r }, limited(g)
  else
    shown = { kind == 'e' and num(call('GET', P..'e:'..id) or 0) or call('HLEN', P..'n:'..id) }
    values = shown
  end
  for _, value in ipairs({ seq, row, shown, outlook(row, values) }) do out[#out + 1] = value end
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
  raising('t'..lender, limited(group(lender)))
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
  if trunk ~= '' then
    if not emergency then raising('t'..trunk, limited(group(trunk))) end
    call('HINCRBY', P..'t:'..trunk, field, 1); touch('t'..trunk)
  end
  if enterprise ~= '' then
    raising('e'..enterprise, { call('INCR', P..'e:'..enterprise) - 1 }); touch('e'..enterprise)
  end
  if number ~= '' then
    if call('HINCRBY', P..'n:'..number, callId, 1) == 1 then
      raising('n'..number, { call('HLEN', P..'n:'..number) - 1 })
    end
    touch('n'..number)
  end
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

-- The idlest of those with units to spare that borrow none; equals as listed. lacks: why one of them cannot lend, if so.
local function idlest(borrower, lenders, look, lacks)
  local found, most, why = nil, 0, nil
  for _, lender in ipairs(lenders) do
    if lender[1] ~= borrower then
      local g = look(lender[1])
      local spare = lender[2] - g.i - g.o - g.l
      if spare > most and g.b == 0 then
        local lacking = lacks and lacks(lender, g)
        if lacking ~= 'full' then found, most, why = lender[1], spare, lacking end
      end
    end
  end
  return found, why
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
`;
