/**
 * The part of the ledger's script that keeps free what a node cut off from Redis may take (decisions.md 30).
 *
 * A node that loses Redis admits up to the leases it holds then plus its *grant*, of each limit M of a row (a trunk group, one
 * direction of it, an enterprise, a called number):
 *
 *     grant = min( floor((M - used) / nodes),  M - used - others x floor((M - least) / leastNodes) )
 *
 * `used` and `nodes` are of its last sight of the row; `least` and `leastNodes` came with it: the least that any other node may
 * have as its last sight. Once the others have seen what this node sees, the second term is no less than the first, and
 * the grant is decisions.md 30's floor(free / nodes).
 *
 * **Why live leases, emergency ones apart, never exceed M.** Let `used` be what Redis counts of a row, and G(n) the most that
 * node n may hold beyond what Redis counts for it, whichever of the answers on their way reaches it. The script keeps
 *
 *     used + sum of G(n) over all nodes <= M
 *
 * and what nodes really hold is no more than its left side.
 * - *What n may have seen.* n acknowledges (`saw`) the generation of the last beat that told it all rows. Whenever a row grows,
 *   `raising` notes what it was, with the generation then. So the least of the notes since n's acknowledgement, and of the count
 *   now, is the least that n may have seen; and bound(n) = floor((M - that) / the least nodes it may have seen) >= G(n).
 * - *Admission for m*: only while used + 1 + sum of bound(n), n other than m, <= M. If the answer reaches m, its new grant fits by
 *   its second term; if not, m does not hold the lease that Redis counts for it, and its old grant weighs one less.
 * - *A loan* takes a unit of the lender the same way. Where its answer is lost, no call uses the unit lent.
 * - *An answer with rows, for m*: the second term leaves room for every bound(n), so the new grant fits beside them. Where all
 *   rows are known as of one beat, rows that did not change are weighed anew (see `Sight.refresh`): the same argument.
 * - *A release* lowers `used`; m had let go of the lease before. *Acknowledging* only lowers G. *Entering* a lease that m
 *   admitted alone raises `used` by one and lowers G(m) by one.
 * - *A node that joins* has no grant before its first beat, and that beat's fits as above. One that comes with a grant of an
 *   emptied Redis, or of before it was given up, is bounded by M / nodes of then (`olds`) until it acknowledges a beat.
 * - *A node that is cut off* acknowledges nothing: its bound stays, until it is back or the sweep has freed its leases. Of
 *   units that are set free meanwhile it has its part too, since nobody notes that it saw more in use.
 *
 * Beyond this decisions.md 30 itself goes above M: a node that was given up, or that an emptied Redis waited for in vain, enters the
 * calls it has. So may a limit that was lowered while a node that cannot know goes by the higher one.
 *
 * Near a limit an admission may find only units that other nodes might still take, by sights they no longer have. Then it
 * answers `stale` and calls (`look`) for them to beat and acknowledge, which takes two round trips; the admission is asked again.
 * Of nodes that missed beats it is not waited for: what they may take is taken.
 */
export const reservations = `
local lows, raised, known, framed, nodeCount = {}, {}, nil, nil, nil
local notesKept, notesMerged = 8, 4

local function notesOf(row)
  if not lows[row] then
    local text = call('HGET', P..'lows', row)
    lows[row] = text and cjson.decode(text) or {}
  end
  return lows[row]
end

-- Notes what a row was before it grows, once a step: what is between is never seen.
local function raising(row, values)
  if raised[row] then return end
  raised[row] = true
  local notes, isNew = notesOf(row), false
  local last = notes[#notes]
  if last and last[1] == gen then
    for at, value in ipairs(values) do
      if value < last[at + 1] then last[at + 1] = value; isNew = true end
    end
  else
    notes[#notes + 1] = { gen, unpack(values) }
    isNew = true
    if #notes > notesKept then
      -- The oldest become one of the newest among them: it tells some nodes too little, never too much.
      local merged = { notes[notesMerged][1], unpack(notes[1], 2) }
      for from = 2, notesMerged do
        for at = 2, #merged do merged[at] = math.min(merged[at], notes[from][at]) end
      end
      for _ = 2, notesMerged do table.remove(notes, 1) end
      notes[1] = merged
    end
  end
  if isNew then call('HSET', P..'lows', row, cjson.encode(notes)) end
end

-- The least that who acknowledged that generation may have seen; values: what it is now.
local function least(row, ack, values)
  local out = {}
  for at, value in ipairs(values) do out[at] = ack < 0 and 0 or value end
  if ack < 0 then return out end
  local notes = notesOf(row)
  for from = #notes, 1, -1 do
    local note = notes[from]
    if note[1] < ack then break end
    for at = 1, #out do out[at] = math.min(out[at], note[at + 1]) end
  end
  return out
end

local function countNodes()
  nodeCount = nodeCount or call('ZCARD', P..'nodes')
  return nodeCount
end

-- The other nodes that may have a grant: what they have seen at least, and whether they missed beats.
local function others()
  if known then return known end
  known = {}
  local acks, olds = {}, {}
  local flat = call('HGETALL', P..'acks')
  for at = 1, #flat, 2 do acks[flat[at]] = num(flat[at + 1]) end
  flat = call('HGETALL', P..'olds')
  for at = 1, #flat, 2 do olds[flat[at]] = num(flat[at + 1]) end
  local nodes = call('ZRANGE', P..'nodes', 0, -1, 'WITHSCORES')
  for at = 1, #nodes, 2 do
    local id, old = nodes[at], olds[nodes[at]]
    local ack = old and -1 or acks[id]
    if id ~= owner and ack then
      known[#known + 1] = { ack = ack, missing = now - num(nodes[at + 1]) > missingMs,
        nodes = old or least('#', ack, { #nodes / 2 })[1] }
    end
  end
  return known
end

-- What others may take of a limit. which: of the values, what it limits; isFresh: once all that are there have looked.
local function reserved(row, which, maximum, values, isFresh)
  local sum = 0
  for _, other in ipairs(others()) do
    local seen, among = values[which], countNodes()
    if not isFresh or other.missing then seen, among = least(row, other.ack, values)[which], other.nodes end
    if maximum > seen then sum = sum + math.floor((maximum - seen) / among) end
  end
  return sum
end

-- Why there is no room for one more; nil: there is. count: with what the step has planned; values: without.
local function lack(row, which, maximum, count, values)
  if maximum < 0 then return nil end
  if count >= maximum then return 'full' end
  if count + 1 + reserved(row, which, maximum, values, false) <= maximum then return nil end
  if count + 1 + reserved(row, which, maximum, values, true) > maximum then return 'full' end
  if patience == 'none' then return 'full' end
  return patience == 'waits' and 'stale' or nil
end

-- With every answer that has rows: nodes, the least that another may have seen of them, the oldest acknowledgement.
local function frame()
  if framed then return framed end
  local fewest, oldest = countNodes(), gen + 1
  for _, other in ipairs(others()) do
    fewest = math.min(fewest, other.nodes)
    oldest = math.min(oldest, other.ack)
  end
  framed = { countNodes(), fewest, oldest }
  return framed
end

-- What others may have seen of a row at least, and the generation in which it last grew.
local function outlook(row, values)
  local notes = notesOf(row)
  local out = least(row, frame()[3], values)
  out[#out + 1] = notes[#notes] and notes[#notes][1] or -1
  return out
end

local function acknowledge(generation)
  if generation < 0 then return end
  call('HSET', P..'acks', owner, generation)
  call('HDEL', P..'olds', owner)
  known, framed = nil, nil
end

-- A beat is about to tell this owner all rows: from here on it may have a grant by them.
local function nextGeneration()
  gen = call('INCR', P..'gen')
  if call('HEXISTS', P..'olds', owner) == 0 then call('HSETNX', P..'acks', owner, gen) end
  known, framed = nil, nil
end

local function forget(other)
  call('HDEL', P..'acks', other)
  call('HDEL', P..'olds', other)
  known, framed, nodeCount = nil, nil, nil
end
`;
