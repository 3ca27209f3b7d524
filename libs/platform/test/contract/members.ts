import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KafkaOptions, Loopback } from '@cadastre/event-bus';
import { startMember, type Member, type MemberOrders } from '../fixtures/member.ts';
import type { LedgerWorld } from './ledger-world.ts';

const fileOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Those who project a test's ledger, none of whom outlives it. */
export class Members {
  private readonly here = new Set<Member>();
  private readonly processes = new Set<ChildProcess>();

  constructor(
    private readonly world: LedgerWorld,
    private readonly kafka: KafkaOptions | null,
    private readonly loopback?: Loopback | undefined,
  ) {}

  join(owner = 'member', different: Partial<MemberOrders> = {}): Member {
    const member = startMember({ ...this.ordersOf(owner), ...different }, { loopback: this.loopback });
    this.here.add(member);
    return member;
  }

  async leave(member: Member): Promise<void> {
    this.here.delete(member);
    await member.stop();
  }

  /** A member in a process of its own; resolves when it is up. */
  async spawn(owner: string): Promise<{ kill: () => Promise<void> }> {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@cadastre/source',
        '--import',
        fileOf('../../../../tools/typescript.mjs'),
        fileOf('../fixtures/member.ts'),
        JSON.stringify(this.ordersOf(owner)),
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    this.processes.add(child);
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
    return { kill: () => this.kill(child) };
  }

  async end(): Promise<void> {
    await Promise.all([...this.processes].map((child) => this.kill(child)));
    await Promise.all([...this.here].map((member) => this.leave(member)));
  }

  private async kill(child: ChildProcess): Promise<void> {
    this.processes.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  private ordersOf(owner: string): MemberOrders {
    return { url: this.world.db.url, owner, kafka: this.kafka };
  }
}
