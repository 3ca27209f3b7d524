import { vaultSchema } from '@cadastre/credential-vault';
import { eventStoreSchema } from '@cadastre/event-store';
import { jobsSchema } from '@cadastre/leased-jobs';
import { migrate, type DatabaseSchema } from '@cadastre/postgres';
import { projectionsSchema } from '@cadastre/projections';

/** What the platform itself keeps; every service adds its own. */
export const platformSchemas: readonly DatabaseSchema[] = [
  eventStoreSchema,
  jobsSchema,
  projectionsSchema,
  vaultSchema,
];

/**
 * Brings our database to the shape that this release needs. Where the tables belong to another role than the one
 * services connect as, that one gets its rights, and no more.
 *
 * @returns names of the migrations that were run now
 */
export const prepareDatabase = (options: {
  databaseUrl: string;
  ownerUrl: string | undefined;
  schemas: readonly DatabaseSchema[];
}): Promise<string[]> => {
  const { databaseUrl, ownerUrl = databaseUrl, schemas } = options;
  const [user, owner] = [userOf(databaseUrl), userOf(ownerUrl)];
  return migrate({
    ownerUrl,
    appRole: user === owner ? null : user,
    schemas: [...platformSchemas, ...schemas],
  });
};

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);
