/** How long things take where nodes count together over Redis, in milliseconds. */
export interface TollTimes {
  /** How often a node says that it is there, and looks for what it has not heard of. */
  readonly beatMs: number;
  /** Calls in progress on a node that has not been heard of for so long count no more, as its leases do not. */
  readonly expiryMs: number;
  /** Without an answer for so long, Redis is out of reach. */
  readonly patienceMs: number;
}

export const tollTimes: TollTimes = { beatMs: 1_000, expiryMs: 10_000, patienceMs: 3_000 };

/** Longer than the hour that is counted: what a node that has ended began counts until then. */
const keptS = 3_700;

/** Rows told in one answer. */
const rowsAtOnce = 500;

/**
 * What nodes tell each other of their calls. Each node has rows of its own and no other writes them, with what it counts
 * itself, whole: so telling a row twice, or late, does no harm, and there is nothing to put right but to tell all.
 *
 * Arguments: the prefix of all keys as the one key, then `step, node, epoch, ...`. The first word of an answer: `ok`; `epoch`,
 * Redis was emptied since. Steps: `join`, with a token for a new epoch; `tell`, with rows; `forget`, with the keys of
 * rows that all have read to count for nothing; `read`, with the number of the last
 * change that was read; `leave`, with how long a node may be silent.
 *
 *     epoch      of this life of the data: a token
 *     nodes      nodes by when they were last heard of
 *     rows:NODE  by user or enterprise, when it was told and what
 *     changed    `NODE KEY` by the number of its last change; seq: the last one
 *     look       a channel: something has changed
 */
export const tollScript = `
local P, step, node, epoch = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local call, num = redis.call, tonumber
local clock = call('TIME')
local now = num(clock[1]) * 1000 + math.floor(num(clock[2]) / 1000)

if step == 'join' then
  call('SET', P..'epoch', ARGV[4], 'NX')
  return { 'ok', call('GET', P..'epoch') }
end
if call('GET', P..'epoch') ~= epoch then return { 'epoch' } end

if step == 'tell' then
  -- Whose rows are read must be known to be there.
  call('ZADD', P..'nodes', now, node)
  local rows = P..'rows:'..node
  for _, told in ipairs(cjson.decode(ARGV[4])) do
    local key, row = told[1], told[2]
    call('HSET', rows, key, now..' '..row)
    call('ZADD', P..'changed', call('INCR', P..'seq'), node..' '..key)
  end
  call('EXPIRE', rows, ${keptS})
  call('PUBLISH', P..'look', node)
  return { 'ok' }
elseif step == 'forget' then
  for _, key in ipairs(cjson.decode(ARGV[4])) do
    call('HDEL', P..'rows:'..node, key)
    call('ZREM', P..'changed', node..' '..key)
  end
  return { 'ok' }
elseif step == 'read' then
  call('ZADD', P..'nodes', now, node)
  call('EXPIRE', P..'rows:'..node, ${keptS})
  for _, gone in ipairs(call('ZRANGEBYSCORE', P..'nodes', '-inf', now - ${keptS} * 1000)) do
    call('ZREM', P..'nodes', gone)
    for _, key in ipairs(call('HKEYS', P..'rows:'..gone)) do call('ZREM', P..'changed', gone..' '..key) end
    call('DEL', P..'rows:'..gone)
  end
  local found = call('ZRANGEBYSCORE', P..'changed', '('..ARGV[4], '+inf', 'WITHSCORES', 'LIMIT', 0, ${rowsAtOnce})
  local seq, rows = ARGV[4], {}
  for at = 1, #found, 2 do
    local owner, key = string.match(found[at], '^(%S+) (.*)$')
    seq = found[at + 1]
    if owner ~= node then
      local row = call('HGET', P..'rows:'..owner, key)
      if row then
        local told, text = string.match(row, '^(%d+) (.*)$')
        rows[#rows + 1] = { owner, key, now - num(told), text }
      else
        call('ZREM', P..'changed', found[at])
      end
    end
  end
  local silent = {}
  local nodes = call('ZRANGE', P..'nodes', 0, -1, 'WITHSCORES')
  for at = 1, #nodes, 2 do silent[#silent + 1] = { nodes[at], now - num(nodes[at + 1]) } end
  return { 'ok', seq, #found == 2 * ${rowsAtOnce} and 1 or 0, rows, silent }
elseif step == 'leave' then
  call('ZADD', P..'nodes', now - num(ARGV[4]), node)
  call('PUBLISH', P..'look', node)
  return { 'ok' }
end
return redis.error_reply('no such step: '..step)
`;
