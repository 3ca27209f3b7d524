import type { Integration, RegisteredIntegration, SyncAccepted } from '@cadastre/api-contract';
import { Refused, type ApiClient } from './api-client.ts';
import type { TargetCredential } from './database-url.ts';
import { DemoFailed } from './demo-failed.ts';

export type Registration = {
  readonly integrationId: string;
  readonly syncId: string;
  /** false: an earlier run registered it, and it is read again. */
  readonly isNew: boolean;
};

type Address = Pick<TargetCredential, 'host' | 'port' | 'database_name' | 'username'>;

/** Puts the database on the register and starts its first sync; one that is there already is synced again. */
export const registerOrSync = async (
  api: ApiClient,
  address: Address,
  credential: () => Promise<TargetCredential>,
): Promise<Registration> => {
  const known = await findIntegration(api, address);
  if (known !== undefined) {
    return { integrationId: known, syncId: await syncAgain(api, known), isNew: false };
  }
  try {
    const { integration_id, sync_id } = await api.post<RegisteredIntegration>('/integrations', {
      integration_type: 'POSTGRESQL',
      credential: await credential(),
    });
    return { integrationId: integration_id, syncId: sync_id, isNew: true };
  } catch (error) {
    throw asFailure(error, 'Cadastre did not accept the database');
  }
};

const findIntegration = async (api: ApiClient, address: Address): Promise<string | undefined> => {
  for await (const integration of api.list<Integration>('/integrations/POSTGRESQL?limit=200')) {
    const isSame =
      integration.status === 'active' &&
      integration.host === address.host &&
      integration.port === address.port &&
      integration.database_name === address.database_name &&
      integration.username === address.username;
    if (isSame) return integration.integration_id;
  }
  return undefined;
};

const syncAgain = async (api: ApiClient, integrationId: string): Promise<string> => {
  try {
    return (await api.post<SyncAccepted>(`/integrations/${integrationId}/sync`, {})).sync_id;
  } catch (error) {
    // One is running already: that is the one to watch.
    if (error instanceof Refused && error.problem.status === 409 && error.problem.sync_id !== undefined) {
      return error.problem.sync_id;
    }
    throw asFailure(error, 'Cadastre did not start a sync');
  }
};

const asFailure = (error: unknown, what: string): unknown => {
  if (!(error instanceof Refused)) return error;
  const { step, errors = [], detail, hint, title } = error.problem;
  const where = step === undefined ? '' : ` at step "${step}"`;
  const fields = errors.map(({ pointer, detail: reason }) => `${pointer} ${reason}`).join('; ');
  return new DemoFailed(
    `${what}${where}: ${detail}${fields === '' ? '' : ` (${fields})`}`,
    hint ?? `${title}. npm run demo -- --help shows how to name a database.`,
  );
};
