import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../processes/installation.ts';
import { processNames } from '../settings.ts';
import { describeFault, type Fault, type FaultKind, type FaultOf, type PlannedFault } from './fault.ts';

export type StormOptions = {
  readonly installation: Installation;
  readonly planned: readonly PlannedFault[];
  readonly say: (line: string) => void;
};

const rollingReadyMs = 30_000;

/** To start, and to come by: whoever waits for the lead of the relay or the sequencer gets it from one that another fault ends. */
const crashPointMs = 30_000;

/** Lets the planned faults happen at their time. What a fault breaks it also mends, after the time it was given. */
export class Storm {
  /** Faults that were begun, by kind. */
  readonly counts = new Map<FaultKind, number>();
  /** Deaths at crash points, of those that were armed. */
  crashPointDeaths = 0;
  private readonly ending = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly options: StormOptions) {}

  /** Returns when the last fault has been mended. */
  async rage(): Promise<void> {
    const begun = performance.now();
    for (const { atMs, fault } of this.options.planned) {
      await this.wait(atMs - (performance.now() - begun));
      if (this.ending.signal.aborted) break;
      this.options.say(`${(atMs / 1_000).toFixed(1)} s  ${describeFault(fault)}`);
      this.counts.set(fault.kind, (this.counts.get(fault.kind) ?? 0) + 1);
      const done: Promise<void> = this.carryOut(fault)
        .catch((error: unknown) => this.options.say(`  ${fault.kind}: ${String(error)}`))
        .finally(() => this.underWay.delete(done));
      this.underWay.add(done);
    }
    await Promise.all(this.underWay);
  }

  end(): void {
    this.ending.abort();
  }

  private carryOut(fault: Fault): Promise<void> {
    const effect = this.effects[fault.kind] as (fault: Fault) => Promise<void>;
    return effect(fault);
  }

  private wait(ms: number): Promise<void> {
    return pause(Math.max(0, ms), undefined, { signal: this.ending.signal }).catch(() => undefined);
  }

  private readonly effects: { readonly [Kind in FaultKind]: (fault: FaultOf<Kind>) => Promise<void> } = {
    kill: ({ process, downMs }) => this.process(process).endFor(downMs, 'SIGKILL'),
    restart: ({ process }) => this.process(process).endFor(0, 'SIGTERM'),
    pause: async ({ process, forMs }) => {
      this.process(process).signal('SIGSTOP');
      await this.wait(forMs);
      this.process(process).signal('SIGCONT');
    },
    'rolling-restart': async () => {
      for (const name of processNames) {
        await this.process(name).endFor(0, 'SIGTERM');
        await this.untilReady(() => this.process(name).isReady());
      }
    },
    'crash-point': async ({ process, point, passes }) => {
      const service = this.process(process);
      // Another release may not know the setting, or the place.
      if (service.isOtherRelease) return service.endFor(0, 'SIGKILL');
      service.useSettings({ CADASTRE_CRASH_AT: `${point}:${passes}` });
      await service.endFor(0, 'SIGTERM');
      service.useSettings({});
      const end = await service.endsWithin(crashPointMs);
      if (end === 'not') await service.endFor(0, 'SIGKILL');
      if (end === 'by itself') this.crashPointDeaths += 1;
    },
    cut: async ({ link }) => this.link(link).cut(),
    slow: async ({ link, delayMs, forMs }) => {
      this.link(link).slow(delayMs);
      await this.wait(forMs);
      this.link(link).heal();
    },
    blackhole: async ({ link, forMs }) => {
      this.link(link).silence();
      await this.wait(forMs);
      this.link(link).heal();
    },
    'cut-at-commit': async ({ link, moment, commits }) => {
      this.link(link).cutAtCommits(moment, commits);
      await this.wait(10_000);
      this.link(link).heal();
    },
    'postgres-crash': async ({ signal, downMs }) => {
      const { store, links } = this.options.installation;
      const ours = [...links.values()].filter(({ name }) => name.endsWith('→postgres'));
      for (const link of ours) link.refuse();
      store.crash(signal);
      await this.wait(downMs);
      for (const link of ours) link.heal();
      await store.untilUp();
    },
    'target-crash': async ({ signal, downMs }) => {
      const link = this.link('target');
      link.refuse();
      this.options.installation.target.crash(signal);
      await this.wait(downMs);
      link.heal();
      await this.options.installation.target.untilUp();
    },
    'disk-full': async ({ forMs }) => {
      const { disk, store } = this.options.installation;
      disk.fill();
      await this.wait(forMs);
      disk.free();
      await store.untilUp();
    },
    'kafka-kill': async ({ downMs }) => {
      await this.options.installation.kafka?.kill();
      await this.wait(downMs);
      await this.options.installation.kafka?.restart();
    },
    'kafka-restart': async () => this.options.installation.kafka?.restart(),
    'kafka-pause': async ({ forMs }) => {
      this.options.installation.kafka?.signal('SIGSTOP');
      await this.wait(forMs);
      this.options.installation.kafka?.signal('SIGCONT');
    },
    'topic-wipe': async ({ topic }) => this.options.installation.kafka?.wipe(topic),
  };

  private readonly process = (name: Parameters<Installation['process']>[0]) =>
    this.options.installation.process(name);
  private readonly link = (name: Parameters<Installation['link']>[0]) => this.options.installation.link(name);

  private async untilReady(isReady: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + rollingReadyMs;
    while (!this.ending.signal.aborted && performance.now() < deadline && !(await isReady()))
      await this.wait(200);
  }
}
