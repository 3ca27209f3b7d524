/** What can be wrong with a place in the log. */
export type BrokenReason =
  /** What was written is not what the digest was made of: payload, order in the commit, stream, or metadata. */
  | 'content-changed'
  /** The log names a commit that is not there. */
  | 'commit-missing'
  /** The commit has fewer events than it was written with, or more, or their places are not 0, 1, 2 … */
  | 'events-missing-or-added'
  /** Positions are not dense here. */
  | 'position-hole'
  /** The hash does not follow from the one before it, the position and the digest: reordered, exchanged, or re-hashed. */
  | 'chain-broken'
  /** The log ends before, or differs from, the head that the sequencer remembers. */
  | 'tail-missing'
  /** A commit without a position that is not waiting for one: it was taken out of the log. */
  | 'commit-not-in-log'
  /** The log is not the one that the anchor was taken from. */
  | 'anchor-mismatch';

export type BrokenPlace = {
  /** Null where no commit can be named: what is missing is missing. */
  readonly commitId: string | null;
  readonly position: number | null;
  readonly reason: BrokenReason;
};

/** A head that was written down somewhere else: the only proof against somebody who can rewrite everything here. */
export type LogAnchor = { readonly position: number; readonly chainHash: string };

export type Verification = {
  readonly ok: boolean;
  /** How far the log was found sound. */
  readonly positions: number;
  readonly commits: number;
  /** The verified head; keep it as an anchor. */
  readonly head: LogAnchor;
  readonly firstBroken: BrokenPlace | null;
};
