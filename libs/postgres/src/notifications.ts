import pg from 'pg';
import {
  backgroundLoop,
  silentLog,
  WakeUp,
  type BackgroundService,
  type Log,
} from '@cadastre/service-runtime';

type Handler = (payload: string) => void;

/**
 * The bell between processes: LISTEN and NOTIFY over one connection of its own, never inside an append
 * (`NOTIFY` takes a global lock at commit). Messages of one channel are debounced: within a few milliseconds
 * only distinct payloads are sent. What this process sends it does not hear itself. Lost messages cost latency only, since every
 * listener also polls.
 */
export class Notifications {
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly outbox = new Map<string, Set<string>>();
  private readonly wakeUp = new WakeUp();
  private readonly loop: BackgroundService;
  private client: pg.Client | undefined;
  private listening = new Set<string>();

  constructor(private readonly options: { connectionString: string; log?: Log; debounceMs?: number }) {
    this.loop = backgroundLoop({
      name: 'notifications',
      turn: (signal) => this.turn(signal),
      wakeUp: this.wakeUp,
      pollMs: 1_000,
      log: options.log ?? silentLog,
    });
  }

  start(): void {
    this.loop.start();
  }

  get started(): Promise<void> {
    return this.loop.started;
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    const client = this.client;
    this.forget(client);
    await client?.end().catch(() => undefined);
  }

  /** Calls the handler for each message of another process; the returned function ends that. */
  on(channel: string, handler: Handler): () => void {
    const handlers = this.handlers.get(channel) ?? new Set();
    this.handlers.set(channel, handlers.add(handler));
    this.wakeUp.ring();
    return () => void handlers.delete(handler);
  }

  /** Tells other processes, soon. Returns at once; at most one message per payload and turn. */
  notify(channel: string, payload = ''): void {
    const payloads = this.outbox.get(channel) ?? new Set();
    this.outbox.set(channel, payloads.add(payload));
    this.wakeUp.ring();
  }

  private async turn(signal: AbortSignal): Promise<'more' | 'idle'> {
    const client = await this.connected();
    for (const channel of this.handlers.keys()) {
      if (this.listening.has(channel)) continue;
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      this.listening.add(channel);
    }
    if (this.outbox.size === 0) return 'idle';
    const messages = [...this.outbox].flatMap(([channel, payloads]) =>
      [...payloads].map((text) => [channel, text]),
    );
    this.outbox.clear();
    await client.query({
      name: 'postgres.notify',
      text: 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as message(channel, payload)',
      values: [messages.map(([channel]) => channel), messages.map(([, payload]) => payload)],
    });
    await new WakeUp().wait(this.options.debounceMs ?? 5, signal);
    return this.outbox.size > 0 ? 'more' : 'idle';
  }

  private async connected(): Promise<pg.Client> {
    if (this.client !== undefined) return this.client;
    const client = new pg.Client({
      connectionString: this.options.connectionString,
      application_name: 'cadastre notifications',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      query_timeout: 30_000,
    });
    client.on('error', () => this.forget(client));
    client.on('end', () => this.forget(client));
    client.on('notification', ({ channel, payload, processId }) => {
      if (processId !== backendOf(client)) this.deliver(channel, payload ?? '');
    });
    await client.connect();
    // A NOTIFY is a transaction that would wait for the disk; one that a crash takes away is caught up by polling.
    // To compile the plan of one would take longer than all else about it.
    await client.query('set synchronous_commit = off; set jit = off');
    this.client = client;
    return client;
  }

  private forget(client: pg.Client | undefined): void {
    if (client !== this.client) return;
    this.client = undefined;
    this.listening = new Set();
  }

  private deliver(channel: string, payload: string): void {
    for (const handler of this.handlers.get(channel) ?? []) handler(payload);
  }
}

/** The server's process behind a connection, as messages name their sender; pg's types leave it out. */
const backendOf = (client: pg.Client): number | undefined => (client as { processID?: number }).processID;
