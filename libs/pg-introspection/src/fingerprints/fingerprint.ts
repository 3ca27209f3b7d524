/** What has to be the same for two fingerprints to be of one database, seen by the same eyes. */
export type FingerprintOrigin = {
  /** Names the cluster; null where the role may not know it. */
  readonly system: string | null;
  /** Another one after a failover or a point-in-time recovery. */
  readonly timeline: string | null;
  /** When the server started: a cluster that was put back to an earlier state starts anew. */
  readonly startedAt: string;
  readonly databaseOid: string;
  readonly serverVersion: string;
  /** OID, and whether it is a superuser. */
  readonly role: string;
  /** The release of Cadastre and the choice of schemas. */
  readonly reader: string;
};

/**
 * Which rows the system catalogs had in one snapshot: OIDs with `xmin`, summed up by owner. Equal fingerprints mean
 * that nothing was changed; nothing else may be concluded from their values.
 */
export type Fingerprint = {
  readonly origin: FingerprintOrigin;
  /** The next transaction id then, with its epoch. */
  readonly transaction: string;
  /** None was open: every id before that one had come to its end. */
  readonly isQuiet: boolean;
  /** Names that are printed far away from where they are: of schemas and tablespaces, by catalog and OID. */
  readonly names: Readonly<Record<string, string>>;
  /** By OID of the owners' system catalog: bucket after bucket, see `buckets.ts`. */
  readonly catalogs: ReadonlyMap<number, Buffer>;
};

/** All of a fingerprint but the rows of the system catalogs, which take their time. */
export type FingerprintHead = Omit<Fingerprint, 'catalogs'>;
