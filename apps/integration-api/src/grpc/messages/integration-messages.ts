import type { ConnectionStep, ConnectionTest, Integration } from '@cadastre/api-contract';
import {
  IntegrationStatus,
  IntegrationType,
  SslMode,
  type ConnectionStep as ConnectionStepMessage,
  type ConnectionTest as ConnectionTestMessage,
  type Credential,
  type CredentialChange,
  type Integration as IntegrationMessage,
  type Options,
} from '@cadastre/grpc-contract';
import { capitalsOf, valueOf, wordOf } from './enum-words.ts';
import { given, present } from './fields.ts';

export const integrationTypeOf = (value: IntegrationType): string | undefined =>
  capitalsOf('INTEGRATION_TYPE', value);
export const integrationStatusOf = (value: IntegrationStatus): string | undefined =>
  wordOf('INTEGRATION_STATUS', value);
const sslModeOf = (value: SslMode): string | undefined => wordOf('SSL_MODE', value);

export const credentialInput = (sent: Credential | undefined): unknown =>
  sent && {
    ...sent,
    host: given(sent.host),
    username: given(sent.username),
    database_name: given(sent.database_name),
    ssl_mode: sslModeOf(sent.ssl_mode),
  };

export const credentialChangeInput = (sent: CredentialChange | undefined): unknown =>
  sent && {
    ...sent,
    ssl_mode: sslModeOf(sent.ssl_mode),
    ca_pem: sent.ca_pem === '' ? null : sent.ca_pem,
  };

export const optionsInput = (sent: Options | undefined): unknown =>
  sent && {
    include_schemas:
      sent.include_schemas && (sent.include_schemas.names.length === 0 ? null : sent.include_schemas.names),
    exclude_schemas: sent.exclude_schemas?.names,
    statement_timeout_ms: sent.statement_timeout_ms,
  };

export const integrationMessage = (body: Integration): IntegrationMessage => ({
  integration_id: body.integration_id,
  integration_type: valueOf(IntegrationType, 'INTEGRATION_TYPE', body.integration_type),
  name: body.name,
  status: valueOf(IntegrationStatus, 'INTEGRATION_STATUS', body.status),
  host: body.host,
  port: body.port,
  database_name: body.database_name,
  username: body.username,
  ssl_mode: valueOf(SslMode, 'SSL_MODE', body.ssl_mode),
  password: body.password,
  options: {
    include_schemas:
      body.options.include_schemas === null ? undefined : { names: body.options.include_schemas },
    exclude_schemas: { names: body.options.exclude_schemas },
    statement_timeout_ms: body.options.statement_timeout_ms,
  },
  latest_sync_id: present(body.latest_sync_id),
  running_sync_id: present(body.running_sync_id),
  queued_sync_id: present(body.queued_sync_id),
  created_at: body.created_at,
  updated_at: body.updated_at,
  deleted_at: present(body.deleted_at),
});

export const connectionStepMessage = (step: ConnectionStep): ConnectionStepMessage => ({
  ...step,
  detail: present(step.detail),
  hint: present(step.hint),
});

export const connectionTestMessage = (body: ConnectionTest): ConnectionTestMessage => ({
  ok: body.ok,
  failed_step: present(body.failed_step),
  reason: present(body.reason),
  detail: present(body.detail),
  hint: present(body.hint),
  duration_ms: body.duration_ms,
  steps: body.steps.map(connectionStepMessage),
  server: present(body.server),
  tls: body.tls === null ? undefined : { ...body.tls, protocol: present(body.tls.protocol) },
  schemas: body.schemas.map((schema) => ({
    ...schema,
    accessible_relations: present(schema.accessible_relations),
  })),
});
