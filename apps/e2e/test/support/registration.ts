import { expect } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import type { Answer, Api } from './cadastre.ts';

export type Registered = { readonly integration_id: string; readonly sync_id: string };

/** What somebody tells the product about a database of their own. */
export const credentialOf = (url: string): Record<string, string | number> => {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    username,
    password: decodeURIComponent(password),
    database_name: pathname.slice(1),
  };
};

/** The same server and account, another database of it. */
export const inDatabase = (url: string, database: string): string => {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
};

export const askToRegister = (
  api: Api,
  url: string,
  { name, headers = {} }: { name?: string; headers?: Record<string, string> } = {},
): Promise<Answer<Registered>> =>
  api.post<Registered>(
    '/integrations',
    { integration_type: 'POSTGRESQL', name, credential: credentialOf(url) },
    headers,
  );

export const register = async (api: Api, url: string): Promise<Registered> => {
  const { status, body } = await askToRegister(api, url);
  expect([status, body]).toEqual([201, body]);
  return body;
};

/** The sync as the API tells of it once it is COMPLETED. */
export const untilCompleted = <T extends { status: string }>(
  api: Api,
  syncId: string,
  timeoutMs = 60_000,
): Promise<T> =>
  waitFor(
    async () => {
      const { body } = await api.get<T>(`/syncs/${syncId}`);
      return body?.status === 'COMPLETED' ? body : undefined;
    },
    { timeoutMs, what: `sync ${syncId} to complete` },
  );
