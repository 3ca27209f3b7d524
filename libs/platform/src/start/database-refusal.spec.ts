import { expect, test } from '@jest/globals';
import { databaseRefusal } from './database-refusal.ts';

const ours = { url: 'postgres://ada:CANARY-1@db.example:5433/cadastre', setting: 'CADASTRE_DATABASE_URL' };
const failing = (code: string): Error => Object.assign(new Error('CANARY-2'), { code });

test.each(['28P01', '28000', '3D000', '42501', 'ENOTFOUND', 'ECONNREFUSED', 'ETIMEDOUT', '57P03'])(
  '%s names the place, the setting and the next step, and no secret',
  (code) => {
    const refusal = databaseRefusal(failing(code), ours);
    expect(refusal?.message).toContain('db.example:5433/cadastre');
    expect(refusal?.message).toContain('CADASTRE_DATABASE_URL');
    expect(refusal?.hint).toBeTruthy();
    expect(`${refusal?.message} ${refusal?.hint}`).not.toContain('CANARY');
  },
);

test('what is not about reaching the database stays what it is', () => {
  expect(databaseRefusal(failing('42601'), ours)).toBeNull();
  expect(databaseRefusal(new TypeError('a bug'), ours)).toBeNull();
});
