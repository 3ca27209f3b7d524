import { expect, test } from '@jest/globals';
import { refuseLookAlike } from './server-identity.ts';

const refusal = (version: string): string | null => {
  try {
    refuseLookAlike(version);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  [
    'CockroachDB',
    'CockroachDB CCL v23.2.0 (x86_64-pc-linux-gnu, built 2024/01/16 19:30:18, go1.21.5 X:nocoverageredesign)',
  ],
  [
    'Amazon Redshift',
    'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.12103',
  ],
  [
    'YugabyteDB',
    'PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 15.0.3 (https://github.com/yugabyte/llvm-project.git), 64-bit',
  ],
  [
    'YugabyteDB',
    'PostgreSQL 15.2-YB-2.25.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 17.0.6, 64-bit',
  ],
  [
    'Greenplum',
    'PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6b4dfd909fe38fc288ade9e294d74e3f9a) on x86_64-unknown-linux-gnu, compiled by gcc (GCC) 6.4.0, 64-bit',
  ],
  [
    'Apache Cloudberry',
    'PostgreSQL 14.4 (Apache Cloudberry 2.0.0-incubating build dev) on x86_64-pc-linux-gnu, compiled by gcc (GCC) 11.4.1, 64-bit',
  ],
  ['Materialize', 'PostgreSQL 9.5.0 on x86_64-unknown-linux-gnu (Materialize v0.68.1 (4c4e8d5e5))'],
  ['RisingWave', 'PostgreSQL 13.14.0-RisingWave-1.7.0 (5a5f0ab5a6)'],
  ['QuestDB', 'PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB'],
  ['CrateDB', 'CrateDB 5.5.1 (built 2d1d1d3/2023-11-15T12:12:12Z, Linux 5.15.0 amd64, OpenJDK 20.0.2)'],
  [
    'openGauss',
    'PostgreSQL 9.2.4 (openGauss 3.0.0 build 02c14696) compiled at 2022-04-01 18:12:00 commit 0 last mr  on x86_64-unknown-linux-gnu, compiled by g++ (GCC) 7.3.0, 64-bit',
  ],
  [
    'GaussDB',
    'gaussdb (GaussDB Kernel 505.1.0 build 4f3e1e2a) compiled at 2024-01-01 00:00:00 commit 0 last mr  on x86_64',
  ],
  [
    'KingbaseES',
    'KingbaseES V008R006C008B0014 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 4.1.2 20080704, 64-bit',
  ],
  ['Vertica', 'Vertica Analytic Database v12.0.4-0'],
  ['CedarDB', 'PostgreSQL 16.3 compatible CedarDB v2025-02-18'],
  ['H2', 'PostgreSQL 8.2.23 server protocol using H2 2.2.224 (2023-09-17)'],
])('%s is told by what it calls itself: %s', (name, version) => {
  expect(refusal(version)).toBe(`This is ${name}, which is not PostgreSQL.`);
});

test.each(['PostgreSQL 16', 'PostgreSQL 16.6', 'PostgreSQL 14.1', 'PostgreSQL 14.1 on Spanner'])(
  'a front that says nothing but a version is another database: %s',
  (version) => {
    expect(refusal(version)).toMatch(/another database behind it/);
  },
);

test.each([
  'PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit',
  'PostgreSQL 12.22 on x86_64-pc-linux-musl, compiled by gcc (Alpine 14.2.0) 14.2.0, 64-bit',
  'PostgreSQL 16.1, compiled by Visual C++ build 1937, 64-bit',
  'PostgreSQL 18.0 on x86_64-windows, compiled by msvc-19.44.35213, 64-bit',
  'PostgreSQL 18beta1 on aarch64-apple-darwin23.6.0, compiled by Apple clang version 16.0.0 (clang-1600.0.26.6), 64-bit',
  'PostgreSQL 16.6 on aarch64-unknown-linux-gnu, compiled by aarch64-unknown-linux-gnu-gcc (GCC) 9.5.0, 64-bit',
  'PostgreSQL 16.3 - Percona Distribution on x86_64-pc-linux-gnu, compiled by gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0, 64-bit',
  'PostgreSQL 15.2 (EnterpriseDB Advanced Server 15.2.0) on x86_64-pc-linux-gnu, compiled by gcc (GCC) 8.5.0, 64-bit',
])('PostgreSQL and its faithful builds are let in: %s', (version) => {
  expect(refusal(version)).toBeNull();
});
