/** The part of the ledger's script that admits: `MemoryLedger` and `schemes/` in Lua (see `ledgerScript.ts`). */
export const admission = `
-- What an admission would do, with the counts as they would be beside the leases planned before.
local groups, enterprises, numbers = {}, {}, {}
local function planned(id)
  if not groups[id] then
    local g = group(id)
    g.there = limited(g)
    groups[id] = g
  end
  return groups[id]
end

local function lendersLack(lender, g)
  return lack('t'..lender[1], 1, lender[2], g.i + g.o + g.l, g.there)
end

-- Why a lease does not fit ('stale': perhaps it does, 'lenders': perhaps by borrowing), or whose unit it borrows.
local function plan(lease, callId, undo)
  if lease[X] == 1 then return nil, nil end
  local number, g, lender, why = nil, nil, nil, nil
  if lease[N] ~= '' then
    number = numbers[lease[N]]
    if not number then
      local key = P..'n:'..lease[N]
      local calls = call('HLEN', key)
      number = { calls = calls, has = call('HEXISTS', key, callId) == 1, there = { calls } }
      numbers[lease[N]] = number
    end
    if not number.has then
      why = lack('n'..lease[N], 1, lease[NM], number.calls, number.there)
      if why then return why == 'full' and 'n' or why end
    end
  end
  if lease[T] ~= '' then
    g = planned(lease[T])
    local row = 't'..lease[T]
    why = lack(row, 1, lease[MA], g.i + g.o + g.l, g.there)
    if why == 'stale' then return why end
    if why == 'full' then
      if lease[BA] < 0 or g.b >= lease[BA] then return 'a' end
      if lease[L] == 0 then return 'lenders' end
      lender, why = idlest(lease[T], lease[L], planned, lendersLack)
      if not lender then return 'a' end
      if why then return why end
    end
    why = lack(row, lease[D] == 'i' and 2 or 3, lease[MD], g[lease[D]], g.there)
    if why then return why == 'full' and 'd' or why end
  end
  local enterprise = nil
  if lease[E] ~= '' then
    enterprise = enterprises[lease[E]]
    if not enterprise then
      local active = num(call('GET', P..'e:'..lease[E]) or 0)
      enterprise = { active = active, there = { active } }
      enterprises[lease[E]] = enterprise
    end
    why = lack('e'..lease[E], 1, lease[EM], enterprise.active, enterprise.there)
    if why then return why == 'full' and 'e' or why end
  end

  local had = number and number.has
  if enterprise then enterprise.active = enterprise.active + 1 end
  if g then g[lease[D]] = g[lease[D]] + 1 end
  if lender then g.b = g.b + 1; planned(lender).l = planned(lender).l + 1 end
  if number and not had then number.has, number.calls = true, number.calls + 1 end
  undo[#undo + 1] = function()
    if enterprise then enterprise.active = enterprise.active - 1 end
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
      if why == 'lenders' then return { why } end
      if why == 'stale' then
        call('PUBLISH', P..'look', owner)
        return { why }
      end
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
  return { 'ok', admitted, asked, refusals, changes(), frame() }
end
`;
