import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { credentialOf } from './registration.ts';

type Body = Record<string, unknown> & { readonly status?: string };
type Call = {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** A commit that the answer has to know of. */
  readonly after?: string;
};
type Done = { readonly body: Body; readonly commit: string };

/** What the clients were promised, and what they were refused. */
export type Promised = {
  readonly integrations: string[];
  readonly syncs: string[];
  /** Of registrations and renamings: each given once. */
  readonly names: string[];
  /** Answers other than 2xx. */
  readonly refused: string[];
  /** Calls whose connection went, and which were sent again with their key. */
  connectionsCut: number;
};

const patienceMs = 60_000;
/** Between calls of one client: enough of them to meet every change, and time for what is changed. */
const thinkMs = 100;

/**
 * Clients who register, rename and sync without end, over all addresses there are, and repeat under its Idempotency-Key what
 * they did not learn the end of.
 */
export class Clients {
  readonly promised: Promised = { integrations: [], syncs: [], names: [], refused: [], connectionsCut: 0 };
  private readonly ending = new AbortController();
  private readonly lives: Promise<void>[] = [];

  constructor(
    /** Asked before each call: they change. */
    private readonly addresses: () => readonly string[],
    private readonly targetUrl: string,
  ) {}

  start(count: number): void {
    for (let client = 1; client <= count; client += 1) this.lives.push(this.live(client));
  }

  /** Each finishes what it is at. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.lives);
  }

  private async live(client: number): Promise<void> {
    for (let round = 1; !this.ending.signal.aborted; round += 1) {
      const name = `client ${client} round ${round}`;
      const credential = { ...credentialOf(this.targetUrl), ssl_mode: 'disable' };
      const registered = await this.command({
        method: 'POST',
        path: '/integrations',
        body: { integration_type: 'POSTGRESQL', name, credential },
      });
      const integrationId = String(registered.body['integration_id']);
      const path = `/integrations/${integrationId}`;
      this.promised.integrations.push(integrationId);
      this.promised.names.push(name, `${name} renamed`);
      await pause(thinkMs);
      await this.command({ method: 'PATCH', path, body: { name: `${name} renamed` } });
      await this.untilEnded(registered);
      await this.untilEnded(await this.command({ method: 'POST', path: `${path}/sync`, body: {} }));
    }
  }

  private async untilEnded({ body, commit }: Done): Promise<void> {
    const syncId = String(body['sync_id']);
    this.promised.syncs.push(syncId);
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const sync = await this.command({ method: 'GET', path: `/syncs/${syncId}`, after: commit });
      if (sync.body.status === 'COMPLETED') return;
      if (performance.now() > deadline) throw new Error(`sync ${syncId} is ${sync.body.status} for too long`);
      await pause(thinkMs);
    }
  }

  private async command(call: Call): Promise<Done> {
    const key = randomUUID();
    const deadline = performance.now() + patienceMs;
    for (let attempt = 0; performance.now() < deadline; attempt += 1) {
      const all = this.addresses();
      const answer = await this.send(call, key, all[attempt % all.length] ?? '').catch(() => null);
      if (answer?.status.startsWith('2') === true) return answer;
      if (answer === null) this.promised.connectionsCut += 1;
      // A query waits five seconds for a commit, and one that is sent again waits on.
      else if (answer.body['code'] !== 'read-model-behind')
        this.promised.refused.push(`${call.method} ${call.path}: ${answer.status}`);
      await pause(20);
    }
    throw new Error(`${call.method} ${call.path} had no answer for ${patienceMs / 1_000} s`);
  }

  private async send(
    { method, path, body, after }: Call,
    key: string,
    address: string,
  ): Promise<Done & { status: string }> {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        'idempotency-key': key,
        ...(after === undefined ? {} : { 'cadastre-wait-for': after }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.ok ? String(response.status) : `${response.status} ${text}`,
      body: JSON.parse(text || '{}') as Body,
      commit: response.headers.get('cadastre-commit') ?? '',
    };
  }
}
