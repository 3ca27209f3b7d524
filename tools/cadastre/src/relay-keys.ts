import type { Command } from 'commander';
import { forgetFormerKeys, newSigningKey, type ExchangedKeys } from '@cadastre/event-bus';
import { withDatabase } from './database.ts';
import { print } from './print.ts';

type Options = { database?: string; json?: boolean };

/** `cadastre relay new-key | forget-keys`. Secrets stay in the database: nobody needs to see them. */
export const addRelayKeys = (sub: (name: string, description: string) => Command): void => {
  sub('new-key', 'sign messages with a new key from now on')
    .option(
      '--forget-former',
      'believe nothing that is signed with another one: after a restore of the database to an earlier moment, or when a key has leaked',
    )
    .action(async ({ database, json, forgetFormer = false }: Options & { forgetFormer?: boolean }) => {
      const keys = await withDatabase(database, (pool) => newSigningKey(pool, { forgetFormer }));
      print(json === true, keys, linesOf(keys));
    });
  sub('forget-keys', 'believe nothing that is signed with a former key').action(
    async ({ database, json }: Options) => {
      const keys = await withDatabase(database, forgetFormerKeys);
      print(json === true, keys, linesOf(keys));
    },
  );
};

const linesOf = ({ believed, forgotten }: ExchangedKeys): string[] => {
  const signing = believed.at(-1);
  const former = believed.slice(0, -1);
  return [
    signing === undefined
      ? 'there is no key: the first relay that leads makes one'
      : `messages are signed with key ${signing}`,
    ...(former.length === 0 ? [] : [`believed as well: ${former.join(', ')}`]),
    ...(forgotten.length === 0
      ? []
      : [`forgotten: ${forgotten.join(', ')}; consumers that run notice within a minute`]),
  ];
};
