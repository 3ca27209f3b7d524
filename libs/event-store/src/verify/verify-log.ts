import type { Queryable } from '@cadastre/postgres';
import type { BrokenPlace, BrokenReason, LogAnchor, Verification } from './verification.ts';

/** Digests and chain are computed where the data is; what comes back is one short row per commit. */
const batchText = /* sql */ `
  select l.first_position::float8, l.event_count, l.commit_id::text, encode(l.chain_hash, 'hex') as chain_hash,
         c.commit_id is not null as has_commit,
         l.event_count = c.event_count and e.found = c.event_count and e.is_dense as is_complete,
         event_store.commit_digest(c, e.digests) = c.digest as is_content_right,
         event_store.chain_hash(
           lag(l.chain_hash, 1, decode($3, 'hex')) over (order by l.first_position), l.first_position, c.digest
         ) = l.chain_hash as is_chain_right
    from (select * from event_store.log
           where first_position > $1 and first_position <= $2 order by first_position limit $4) l
    left join event_store.commits c on c.commit_id = l.commit_id
    left join lateral (
      select count(*)::int as found, min(w.ordinal) = 0 and max(w.ordinal) + 1 = count(*) as is_dense,
             string_agg(event_store.event_digest(s.tenant_id, s.stream_id, w.version, w.type, w.schema_version, w.data::text),
                        ''::bytea order by w.ordinal) as digests
        from event_store.events w left join event_store.streams s on s.stream_key = w.stream_key
       where w.commit_id = l.commit_id
    ) e on true
   order by l.first_position`;

/** One snapshot: a commit and its place among the pending, or in the log, appear together. */
const strayText = /* sql */ `
  select c.commit_id::text from event_store.commits c
   where not exists (select from event_store.log l where l.commit_id = c.commit_id)
     and not exists (select from event_store.pending p where p.commit_id = c.commit_id)
   order by c.commit_id limit 1`;

type BatchRow = {
  first_position: number;
  event_count: number;
  commit_id: string;
  chain_hash: string;
  has_commit: boolean;
  is_complete: boolean | null;
  is_content_right: boolean | null;
  is_chain_right: boolean | null;
};

type Progress = { positions: number; commits: number; chainHash: string };

export type VerifyOptions = {
  readonly batchCommits?: number;
  /** A head that was verified and written down earlier. */
  readonly anchor?: LogAnchor;
  readonly onProgress?: (progress: { positions: number; head: number }) => void;
  readonly signal?: AbortSignal;
};

/**
 * Recomputes every digest and the whole chain, up to the head of the moment it starts; appends may go on meanwhile.
 * Stops at the first broken place and names it. Memory is bounded, and no transaction is open for longer than a batch.
 */
export const verifyLog = async (db: Queryable, options: VerifyOptions = {}): Promise<Verification> => {
  const head = await readHead(db);
  const progress: Progress = { positions: 0, commits: 0, chainHash: '00'.repeat(32) };
  const firstBroken =
    (await verifyPlaces(db, head, progress, options)) ??
    brokenTail(head, progress) ??
    anchorBeyond(head, options.anchor);
  const strayCommitId = firstBroken === null || namesAbsence(firstBroken) ? await readStrayCommit(db) : null;
  const place = firstBroken ?? { commitId: null, position: null, reason: 'commit-not-in-log' as const };
  const broken = strayCommitId === null ? firstBroken : { ...place, commitId: strayCommitId };
  return {
    ok: broken === null,
    positions: progress.positions,
    commits: progress.commits,
    head: { position: progress.positions, chainHash: progress.chainHash },
    firstBroken: broken,
  };
};

/** Something is missing at this place; a commit that lost its place is then the one to name. */
const namesAbsence = ({ reason }: BrokenPlace): boolean =>
  reason === 'position-hole' || reason === 'tail-missing';

const readHead = async (db: Queryable): Promise<LogAnchor> => {
  const { rows } = await db.query<LogAnchor>(
    `select last_position::float8 as position, encode(head_hash, 'hex') as "chainHash" from event_store.sequencer`,
  );
  return rows[0] ?? { position: 0, chainHash: '' };
};

const verifyPlaces = async (
  db: Queryable,
  head: LogAnchor,
  progress: Progress,
  { batchCommits = 1_000, anchor, onProgress, signal }: VerifyOptions,
): Promise<BrokenPlace | null> => {
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await db.query<BatchRow>(batchText, [
      progress.positions,
      head.position,
      progress.chainHash,
      batchCommits,
    ]);
    for (const row of rows) {
      const reason = brokenReason(row, progress) ?? anchorReason(row, anchor);
      if (reason !== null) return { commitId: row.commit_id, position: progress.positions + 1, reason };
      progress.positions += row.event_count;
      progress.commits += 1;
      progress.chainHash = row.chain_hash;
    }
    onProgress?.({ positions: progress.positions, head: head.position });
    if (rows.length < batchCommits) return null;
  }
};

const brokenReason = (row: BatchRow, progress: Progress): BrokenReason | null => {
  if (row.first_position !== progress.positions + 1) return 'position-hole';
  if (!row.has_commit) return 'commit-missing';
  if (row.is_complete !== true) return 'events-missing-or-added';
  if (row.is_content_right !== true) return 'content-changed';
  return row.is_chain_right === true ? null : 'chain-broken';
};

const anchorReason = (row: BatchRow, anchor: LogAnchor | undefined): BrokenReason | null => {
  if (anchor === undefined) return null;
  const lastPosition = row.first_position + row.event_count - 1;
  const isPassedOver = row.first_position <= anchor.position && anchor.position < lastPosition;
  const isOther = lastPosition === anchor.position && row.chain_hash !== anchor.chainHash;
  return isPassedOver || isOther ? 'anchor-mismatch' : null;
};

const brokenTail = (head: LogAnchor, progress: Progress): BrokenPlace | null =>
  progress.positions === head.position && progress.chainHash === head.chainHash
    ? null
    : { commitId: null, position: progress.positions + 1, reason: 'tail-missing' };

const readStrayCommit = async (db: Queryable): Promise<string | null> => {
  const { rows } = await db.query<{ commit_id: string }>(strayText);
  return rows[0]?.commit_id ?? null;
};

const anchorBeyond = (head: LogAnchor, anchor: LogAnchor | undefined): BrokenPlace | null =>
  anchor !== undefined && anchor.position > head.position
    ? { commitId: null, position: head.position + 1, reason: 'anchor-mismatch' }
    : null;
