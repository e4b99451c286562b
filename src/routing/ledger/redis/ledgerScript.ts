import { admission } from './script/admission';
import { counts } from './script/counts';
import { nodes } from './script/nodes';
import { reservations } from './script/reservations';

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
  /**
   * Without an answer for so long, Redis is out of reach; and so long calls wait for it to come back. A node that was not
   * heard for half of it is not waited for by the admissions of others.
   */
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
 * again with the lenders; `stale`, ask again when other nodes have looked (see `script/reservations.ts`).
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
 *     gen, acks, olds  beats so far; by owner the last it has acknowledged; owners with a grant of before
 *     lows             by row (and # for the number of nodes): what it was before it grew, and the beats by then
 *     look             a channel: nodes are to beat and acknowledge now
 */
export const ledgerScript = (times: LedgerTimes): string => `
local P, step, owner, epoch = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local call, num = redis.call, tonumber
local expiryMs, restoreMs, gatherMs = ${times.expiryMs}, ${times.restoreMs}, ${times.gatherMs}
local silenceMs, pruneMs, missingMs = expiryMs / 4, 3 * expiryMs, ${times.patienceMs} / 2
local gen = num(call('GET', P..'gen') or 0)
-- What an admission does that finds stale sights: 'waits', 'none' (it is refused), or 'assumes' that they are renewed.
local patience = 'waits'

local clock = call('TIME')
local now = num(clock[1]) * 1000 + math.floor(num(clock[2]) / 1000)

${reservations}
${counts}
${admission}
${nodes}
if step == 'join' then return join() end
local marks = call('MGET', P..'epoch', P..'restoring')
if marks[1] ~= epoch then return { 'epoch' } end
if not call('ZSCORE', P..'nodes', owner) then return { 'gone' } end
local restoring = isRestoring(marks[2])

if step == 'admit' or step == 'preview' then
  if restoring then return { 'restoring' } end
  local asked = cjson.decode(ARGV[4])
  patience = step == 'preview' and 'assumes' or asked[5] == 1 and 'waits' or 'none'
  return admit(asked[1], asked[2], asked[3], asked[4], step == 'admit')
elseif step == 'release' then
  local key = P..'own:'..owner
  for at = 4, #ARGV do
    local record = call('HGET', key, ARGV[at])
    if record then drop(owner, ARGV[at], record) end
  end
  return { 'ok', changes(), frame() }
elseif step == 'answered' then
  call('SET', P..'last:'..ARGV[4], ARGV[5])
  return { 'ok' }
elseif step == 'beat' then
  return beat(num(ARGV[4]), cjson.decode(ARGV[5]), num(ARGV[6]), restoring)
elseif step == 'saw' then
  acknowledge(num(ARGV[4]))
  return { 'ok' }
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
  return { 'ok', changes(), frame() }
elseif step == 'present' then
  call('SADD', P..'present', ARGV[4])
  call('SREM', P..'awaited', ARGV[4])
  return { 'ok', isRestoring(call('GET', P..'restoring')) and 1 or 0 }
elseif step == 'leave' then
  call('ZREM', P..'nodes', owner)
  forget(owner)
  if call('EXISTS', P..'own:'..owner) == 1 then call('SADD', P..'graves', owner) end
  return { 'ok' }
end
return redis.error_reply('no such step: '..step)
`;
