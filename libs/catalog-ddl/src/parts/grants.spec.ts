import { expect, test } from '@jest/globals';
import type { Grant } from '@cadastre/events';
import { columnGrants, grantStatements } from './grants.ts';

const all = ['SELECT', 'INSERT', 'MAINTAIN'] as const;
const defaults = { owner: all, everybody: [] } as const;
const grant = (change: Partial<Grant>): Grant => ({
  grantee: 'reader',
  grantor: 'o',
  privileges: ['SELECT'],
  grantable: [],
  ...change,
});
const owners = grant({ grantee: 'o', privileges: [...all] });
const written = (privileges: Grant[] | null, initial: Grant[] | null = null): string[] =>
  grantStatements({ owner: 'o', privileges, initial_privileges: initial }, 'TABLE s.t', defaults);

test('what nobody touched, and what is as it began, needs no word', () => {
  expect(written(null)).toEqual([]);
  expect(written([owners])).toEqual([]);
  expect(written([grant({})], [grant({})])).toEqual([]);
});

test('an owner of a server that knows no MAINTAIN has everything', () => {
  expect(written([grant({ grantee: 'o', privileges: ['SELECT', 'INSERT'] })])).toEqual([]);
});

test('what the owner gave up is revoked first', () => {
  expect(written([])).toEqual(['REVOKE ALL ON TABLE s.t FROM o;']);
  expect(written([grant({ grantee: 'o' }), grant({ grantee: null })])).toEqual([
    'REVOKE ALL ON TABLE s.t FROM o;',
    'GRANT SELECT ON TABLE s.t TO o;',
    'GRANT SELECT ON TABLE s.t TO PUBLIC;',
  ]);
});

test('what may be passed on is granted so, and by whom it was granted', () => {
  expect(
    written([
      owners,
      grant({ privileges: ['SELECT', 'INSERT'], grantable: ['SELECT'] }),
      grant({ grantor: 'reader', grantee: 'Other "one"' }),
    ]),
  ).toEqual([
    'GRANT INSERT ON TABLE s.t TO reader;',
    'GRANT SELECT ON TABLE s.t TO reader WITH GRANT OPTION;',
    'SET SESSION AUTHORIZATION reader;',
    'GRANT SELECT ON TABLE s.t TO "Other ""one""";',
    'RESET SESSION AUTHORIZATION;',
  ]);
});

test('what an extension granted and was taken since is revoked', () => {
  expect(written([owners], [owners, grant({ grantee: null })])).toEqual([
    'REVOKE ALL ON TABLE s.t FROM PUBLIC;',
  ]);
});

test('a grant on a column names the column behind each privilege', () => {
  expect(
    columnGrants([grant({ privileges: ['SELECT', 'UPDATE'] })], {
      on: 'TABLE s.t',
      column: 'A b',
      owner: 'o',
    }),
  ).toEqual(['GRANT SELECT("A b"), UPDATE("A b") ON TABLE s.t TO reader;']);
});
