import { randomUUID } from 'node:crypto';
import type { Random } from '../random.ts';
import type { Command, CommandKind } from './command.ts';
import type { Estate } from './estate.ts';

export type TargetAddress = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly databases: readonly string[];
};

const mostIntegrations = 10;
const fewestIntegrations = 3;

const weights: readonly { readonly item: CommandKind; readonly weight: number }[] = [
  { item: 'rename', weight: 40 },
  { item: 'sync', weight: 18 },
  { item: 'queue-sync', weight: 10 },
  { item: 'enable', weight: 8 },
  { item: 'cancel', weight: 6 },
  { item: 'register', weight: 5 },
  { item: 'disable', weight: 4 },
  { item: 'requeue', weight: 3 },
  { item: 'delete', weight: 2 },
];

type Drawing = { readonly random: Random; readonly estate: Estate; readonly target: TargetAddress };
type Content = Pick<Command, 'method' | 'path' | 'body'> &
  Partial<Pick<Command, 'integrationId' | 'syncId' | 'name'>>;

/** The next thing that somebody wants, given what there is. Null where it makes no sense just now. */
export const drawCommand = (drawing: Drawing, number: number): Command | null => {
  const { random, estate } = drawing;
  const kind = settleKind(random.weighted(weights), estate);
  const content = contentOf(kind, drawing, number);
  if (content === null) return null;
  const nothing = { integrationId: null, syncId: null, name: null };
  const open = { outcome: { type: 'open' }, attempts: 0 } as const;
  return { number, kind, key: `campaign-${number}-${randomUUID()}`, ...nothing, ...content, ...open };
};

/** The register neither runs empty nor grows without end. */
const settleKind = (kind: CommandKind, estate: Estate): CommandKind => {
  const count = estate.integrations.length;
  if (count < fewestIntegrations) return 'register';
  if (kind === 'register' && count >= mostIntegrations) return 'rename';
  if (kind === 'delete' && count === fewestIntegrations) return 'rename';
  return kind;
};

const contentOf = (kind: CommandKind, drawing: Drawing, number: number): Content | null => {
  if (kind === 'register') return registration(drawing, number);
  const integrationId = drawing.estate.pick(drawing.random);
  return integrationId === undefined ? null : contentAbout(integrationId, kind, drawing, number);
};

const contentAbout = (
  integrationId: string,
  kind: Exclude<CommandKind, 'register'>,
  drawing: Drawing,
  number: number,
): Content | null => {
  const path = `/integrations/${integrationId}`;
  switch (kind) {
    case 'rename': {
      const name = `renamed ${number}`;
      return { method: 'PATCH', path, body: { name }, integrationId, name };
    }
    case 'sync':
    case 'queue-sync': {
      const ifRunning = kind === 'sync' ? 'refuse' : 'queue';
      return { method: 'POST', path: `${path}/sync`, body: { if_running: ifRunning }, integrationId };
    }
    case 'enable':
    case 'disable':
      return { method: 'POST', path: `${path}/${kind}`, body: undefined, integrationId };
    case 'cancel':
    case 'requeue':
      return ofSync(kind, integrationId, drawing.estate.syncOf(integrationId));
    case 'delete':
      return { method: 'DELETE', path, body: undefined, integrationId };
  }
};

const ofSync = (
  kind: 'cancel' | 'requeue',
  integrationId: string,
  syncId: string | undefined,
): Content | null =>
  syncId === undefined
    ? null
    : { method: 'POST', path: `/syncs/${syncId}/${kind}`, body: undefined, integrationId, syncId };

const registration = ({ random, target }: Drawing, number: number): Content => {
  const { host, port, username, password, databases } = target;
  const name = `registered ${number}`;
  const credential = { host, port, username, password, database_name: random.pick(databases) };
  return {
    method: 'POST',
    path: '/integrations',
    body: { integration_type: 'POSTGRESQL', name, credential: { ...credential, ssl_mode: 'disable' } },
    name,
  };
};
