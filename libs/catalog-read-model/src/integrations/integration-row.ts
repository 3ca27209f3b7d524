import type { IntegrationOptions, SslMode } from '@cadastre/events';
import { isoTime, upsertInto, type Columns } from '../tables/table.ts';

/** As it is stored and folded. Times are ISO texts. */
export type IntegrationRow = {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly integration_type: 'POSTGRESQL';
  readonly name: string;
  readonly status: 'active' | 'disabled' | 'deleted';
  readonly host: string;
  readonly port: number;
  readonly database_name: string;
  readonly username: string;
  readonly ssl_mode: SslMode;
  readonly options: IntegrationOptions;
  readonly credential_version: number;
  readonly credential_updated_at: string;
  /** The sync opened last, running or not. */
  readonly latest_sync_id: string | null;
  readonly running_sync_id: string | null;
  /** The follow-up that opens when the running one closes. */
  readonly queued_sync_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly position: number;
};

const columns = {
  tenant_id: 'text',
  integration_id: 'uuid',
  integration_type: 'text',
  name: 'text',
  status: 'text',
  host: 'text',
  port: 'int',
  database_name: 'text',
  username: 'text',
  ssl_mode: 'text',
  options: 'json',
  credential_version: 'int',
  credential_updated_at: 'timestamptz',
  latest_sync_id: 'uuid',
  running_sync_id: 'uuid',
  queued_sync_id: 'uuid',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  deleted_at: 'timestamptz',
  position: 'bigint',
} as const satisfies Record<keyof IntegrationRow, string> & Columns;

/** The columns for a SELECT from `read_model.integrations i`. */
export const integrationColumns = Object.entries(columns)
  .map(([name, type]) => (type === 'timestamptz' ? isoTime(`i.${name}`) : `i.${name}`))
  .join(', ');

export const writeIntegrations = upsertInto<IntegrationRow>({
  name: 'integrations',
  columns,
  key: ['tenant_id', 'integration_id'],
});
