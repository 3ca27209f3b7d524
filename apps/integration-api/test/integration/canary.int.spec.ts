import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answered } from './api-client.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
const password = `CANARY-${randomUUID()}`;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
  await target.database.ownerPool.query(
    `create role canary_${target.database.name} login password '${password}'`,
  );
  await target.database.ownerPool.query(`grant usage on schema shop to canary_${target.database.name}`);
  await target.database.ownerPool.query(
    `grant select on all tables in schema shop to canary_${target.database.name}`,
  );
});
afterAll(async () => {
  await api.close();
  const role = `canary_${target.database.name}`;
  await target.database.ownerPool.query(`drop owned by ${role}; drop role ${role}`);
  await target.database.drop();
});

/** Every row of every table of the database, as text. */
const everything = async (): Promise<string> => {
  const { rows: tables } = await api.database.ownerPool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema)'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await api.database.ownerPool.query(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }: { row: string }) => row));
  }
  return texts.join('\n');
};

test('the password is nowhere but in the vault, encrypted: not in answers, logs, events or rows', async () => {
  const username = `canary_${target.database.name}`;
  const answers: Answered[] = [];
  const say = async (answer: Promise<Answered>): Promise<Answered> => {
    answers.push(await answer);
    return answers.at(-1) as Answered;
  };
  const body = registration(target, { username, password });
  const key = { 'idempotency-key': 'canary' };

  const { body: registered } = await say(api.client.post('/integrations', body, key));
  expect(registered.sync_id).toBeDefined();
  await say(api.client.post('/integrations', body, key));
  await say(api.client.post('/integrations/test', body));
  await say(api.client.post('/integrations', { ...body, name: 'again' }, key));
  await say(api.client.post('/integrations', registration(target, { password })));
  await say(api.client.post('/integrations', registration(target, { username: password, password })));
  await say(api.client.post('/integrations', registration(target, { host: [password], port: password })));
  await say(api.client.post('/integrations', registration(target, { [password]: 1 })));
  await say(api.client.send('POST', '/integrations', { raw: `{"password":"${password}"` }));
  await say(api.client.patch(`/integrations/${registered.integration_id}`, { credential: { password } }));
  await say(api.client.get(`/integrations/${registered.integration_id}`));
  await say(api.client.get('/integrations'));
  await say(api.client.get('/metrics'));
  await say(api.client.get(`/syncs/${registered.sync_id}`));

  // The caller chose this one for a name: it is theirs to see again.
  const isNamedSo = ({ text }: Answered): boolean => text.includes(`/credential/${password}`);
  for (const answer of answers.filter((each) => !isNamedSo(each)))
    expect(answer.text).not.toContain(password);
  expect(api.logged.join('\n')).not.toContain(password);
  expect(await everything()).not.toContain(password);
});
