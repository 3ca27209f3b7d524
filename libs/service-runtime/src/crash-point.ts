import { z } from 'zod';

/** Every place in the code where a test build can be told to die, by the step that it is in. */
export const crashPointNames = [
  /** The events are written, in a transaction that is still open (or a call not yet sent). */
  'append.before-commit',
  /** The events are in the log; whoever asked has not been told. */
  'append.after-commit',
  /** The lease is held; the turn has not begun. */
  'sequencer.before-commit',
  /** Positions are given; nobody has been told. */
  'sequencer.after-commit',
  /** The broker has the messages; the checkpoint does not say so yet. */
  'relay.after-send',
  /** Rows and checkpoint are written, in a transaction that is still open. */
  'consumer.inside-transaction',
  /** Rows and checkpoint are committed; the broker's offset is not. */
  'consumer.before-offset-commit',
  /** The job is ours; the work has not begun. */
  'lease.after-claim',
  /** The work is done; the job is not settled. */
  'lease.before-settle',
  /** A page of catalog events is committed; others follow. */
  'sync.after-page',
  /** All pages are committed; the end of the sync is not. */
  'sync.before-end',
] as const;
export type CrashPointName = (typeof crashPointNames)[number];

export type ArmedCrashPoint = { readonly name: CrashPointName; readonly passes: number };

/** `name` or `name:n`: the n-th time somebody comes by, counted from 1. */
export const crashPointSetting = z
  .string()
  .transform((text, context): ArmedCrashPoint => {
    const [, name, passes = '1'] = /^([a-z.-]+)(?::([1-9]\d{0,8}))?$/.exec(text) ?? [];
    const known = crashPointNames.find((candidate) => candidate === name);
    if (known !== undefined) return { name: known, passes: Number(passes) };
    context.addIssue({
      code: 'custom',
      message: `must be name or name:n, name one of ${crashPointNames.join(', ')}`,
    });
    return z.NEVER;
  })
  .optional();

let armed: { readonly name: CrashPointName; passes: number } | undefined;

/** From now on this process dies where it is told to. For tests of what happens then. */
export const armCrashPoint = ({ name, passes }: ArmedCrashPoint): void => {
  armed = { name, passes };
};

/**
 * Ends this process by SIGKILL, as a power cut would, if it was told to die here. It costs a comparison otherwise.
 */
export const crashPoint = (name: CrashPointName): void => {
  if (armed === undefined || armed.name !== name) return;
  armed.passes -= 1;
  if (armed.passes > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is under way: not one more instruction of ours may run meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
