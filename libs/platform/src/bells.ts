import type { Notifications } from '@cadastre/postgres';
import { WakeUp } from '@cadastre/service-runtime';

/** What one process tells the others, and itself. */
export const channels = {
  /** Something was appended: the sequencer has work. */
  appended: 'cadastre_appended',
  /** Positions were given: consumers of the log have work. */
  sequenced: 'cadastre_sequenced',
  /** Brokers have acknowledged more of the log. */
  relayed: 'cadastre_relayed',
  /** Read models have moved: whoever waits for them may look. */
  projected: 'cadastre_projected',
  /** Jobs were put or cancelled: workers have work. */
  jobs: 'cadastre_jobs',
} as const;
export type Channel = (typeof channels)[keyof typeof channels];

/**
 * Bells by channel, rung in this process at once and in the others through NOTIFY. Every listener has a bell of
 * its own: one that is busy while it rings finds the ring when it comes back.
 */
export class Bells {
  private readonly listeners = new Map<Channel, Set<WakeUp>>();

  constructor(private readonly notifications: Pick<Notifications, 'on' | 'notify'>) {
    for (const channel of Object.values(channels)) {
      this.listeners.set(channel, new Set());
      notifications.on(channel, () => this.ringHere(channel));
    }
  }

  /** A bell of its own for the caller, or one that it has, which several channels ring then. */
  listen(channel: Channel, bell = new WakeUp()): WakeUp {
    this.listeners.get(channel)?.add(bell);
    return bell;
  }

  ring(channel: Channel, payload = ''): void {
    this.ringHere(channel);
    this.notifications.notify(channel, payload);
  }

  private ringHere(channel: Channel): void {
    for (const bell of this.listeners.get(channel) ?? []) bell.ring();
  }
}
