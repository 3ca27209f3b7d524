import type { CrashPointName } from '@cadastre/service-runtime';
import type { CutMoment } from '../proxy/fault-proxy.ts';
import type { ProcessName } from '../settings.ts';

/** A wire: of one process to our database or to Kafka, or that of all to the target. */
export type LinkName = `${ProcessName}→postgres` | `${ProcessName}→kafka` | 'target';

/** Something that goes wrong, with all that was drawn for it. */
export type Fault =
  | { readonly kind: 'kill'; readonly process: ProcessName; readonly downMs: number }
  | { readonly kind: 'pause'; readonly process: ProcessName; readonly forMs: number }
  | { readonly kind: 'restart'; readonly process: ProcessName }
  | { readonly kind: 'rolling-restart' }
  | {
      readonly kind: 'crash-point';
      readonly process: ProcessName;
      readonly point: CrashPointName;
      readonly passes: number;
    }
  | { readonly kind: 'cut'; readonly link: LinkName }
  | { readonly kind: 'slow'; readonly link: LinkName; readonly delayMs: number; readonly forMs: number }
  | { readonly kind: 'blackhole'; readonly link: LinkName; readonly forMs: number }
  | {
      readonly kind: 'cut-at-commit';
      readonly link: LinkName;
      readonly moment: CutMoment;
      readonly commits: number;
    }
  | { readonly kind: 'postgres-crash'; readonly signal: 'SIGQUIT' | 'SIGKILL'; readonly downMs: number }
  | { readonly kind: 'target-crash'; readonly signal: 'SIGQUIT' | 'SIGKILL'; readonly downMs: number }
  | { readonly kind: 'disk-full'; readonly forMs: number }
  | { readonly kind: 'kafka-kill'; readonly downMs: number }
  | { readonly kind: 'kafka-restart' }
  | { readonly kind: 'kafka-pause'; readonly forMs: number }
  | { readonly kind: 'topic-wipe'; readonly topic: string };

export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

/** When it begins, from the start of the storm, and how long the next one waits for it. */
export type PlannedFault = { readonly atMs: number; readonly fault: Fault };

export const describeFault = ({ kind, ...facts }: Fault): string =>
  [kind, ...Object.entries(facts).map(([name, value]) => `${name}=${value}`)].join(' ');
