import { TargetFailure } from '../failure/target-failure.ts';

/** What kind of server answered. Numbers only: its own words are not repeated. */
export type ServerIdentity = {
  /** As people write it: `16.4`. */
  readonly version: string;
  /** As `server_version_num`: 160004. */
  readonly versionNum: number;
  /** A standby: it can be read, and never written. */
  readonly isStandby: boolean;
};

export const oldestVersion = 12;

/** Servers that speak the protocol and have another catalog. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/cockroach/i, 'CockroachDB'],
  [/redshift/i, 'Amazon Redshift'],
  [/greenplum/i, 'Greenplum'],
  [/-YB-/, 'YugabyteDB'],
  [/materialize/i, 'Materialize'],
  [/risingwave/i, 'RisingWave'],
  [/questdb/i, 'QuestDB'],
  [/cratedb/i, 'CrateDB'],
  [/cloudberry/i, 'Apache Cloudberry'],
  [/opengauss/i, 'openGauss'],
  [/gaussdb/i, 'GaussDB'],
  [/kingbase/i, 'KingbaseES'],
  [/vertica/i, 'Vertica'],
  [/cedardb/i, 'CedarDB'],
  [/\bH2 \d/, 'H2'],
];

/** Every build of PostgreSQL and of its faithful forks says by what it was compiled; a protocol front does not. */
const ownWords = /^PostgreSQL \d.*\bcompiled by /s;

const notPostgres = (detail: string): TargetFailure =>
  new TargetFailure('not-postgres', 'database', {
    detail,
    hint: 'Cadastre reads the system catalogs of PostgreSQL itself, version 12 or newer.',
  });

/** Before any statement: the admin console of a pooler takes none in the extended protocol. */
export const refuseConsole = (parameters: ReadonlyMap<string, string>): void => {
  if (!/bouncer/i.test(parameters.get('server_version') ?? '')) return;
  throw new TargetFailure('not-postgres', 'database', {
    detail: 'This is the admin console of PgBouncer, not a database.',
    hint: 'Choose a database that PgBouncer serves as database_name.',
  });
};

/** @param version the text of `version()` */
export const refuseLookAlike = (version: string): void => {
  const found = lookAlikes.find(([pattern]) => pattern.test(version));
  if (found !== undefined) throw notPostgres(`This is ${found[1]}, which is not PostgreSQL.`);
  if (!/^PostgreSQL \d/.test(version)) throw notPostgres('The server does not call itself PostgreSQL.');
  if (!ownWords.test(version))
    throw notPostgres(
      'The server speaks PostgreSQL’s protocol, as Aurora DSQL or Cloud Spanner do, and is another database behind it.',
    );
};

export const identify = (versionNum: string, isStandby: boolean): ServerIdentity => {
  const number = /^\d{5,6}$/.test(versionNum) ? Number(versionNum) : 0;
  if (number === 0) throw notPostgres('The server does not say which version it is.');
  const major = Math.floor(number / 10_000);
  const version = major >= 10 ? `${major}.${number % 10_000}` : `${major}.${Math.floor(number / 100) % 100}`;
  if (major >= oldestVersion) return { version, versionNum: number, isStandby };
  throw new TargetFailure('database', 'database', {
    detail: `The server is PostgreSQL ${version}; Cadastre reads PostgreSQL ${oldestVersion} and newer.`,
    hint: 'Upgrade the server: its version no longer gets security fixes either.',
  });
};

/** @param reported what a server says of itself unasked: `16.4 (Debian 16.4-1)` */
export const isVersion = ({ version }: ServerIdentity, reported: string | undefined): boolean =>
  reported !== undefined && /^\S*/.exec(reported)?.[0] === version;
