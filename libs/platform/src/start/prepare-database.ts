import { vaultSchema } from '@cadastre/credential-vault';
import { eventBusSchema } from '@cadastre/event-bus';
import { eventStoreSchema } from '@cadastre/event-store';
import { jobsSchema } from '@cadastre/leased-jobs';
import { isMigrated, migrate, type DatabaseSchema } from '@cadastre/postgres';
import { projectionsSchema } from '@cadastre/projections';
import { databaseRefusal } from './database-refusal.ts';

/** What the platform itself keeps; every service adds its own. */
export const platformSchemas: readonly DatabaseSchema[] = [
  eventStoreSchema,
  eventBusSchema,
  jobsSchema,
  projectionsSchema,
  vaultSchema,
];

/** Our own database. */
export type DatabaseUrls = {
  /** As the role that services connect as. */
  readonly url: string;
  /** As the role that owns the tables; undefined where that is the same one. */
  readonly ownerUrl: string | undefined;
};

/**
 * Brings our database to the shape that this release needs, unless somebody has: with no URL of the owner, a role that may
 * only use the tables is enough then. Where the tables belong to another role than the one
 * services connect as, that one gets its rights, and no more.
 *
 * @returns names of the migrations that were run now
 * @throws DatabaseNotUsable
 */
export const prepareDatabase = async (
  { url, ownerUrl }: DatabaseUrls,
  schemas: readonly DatabaseSchema[],
): Promise<string[]> => {
  const used = ownerUrl ?? url;
  const [user, owner] = [userOf(url), userOf(used)];
  try {
    if (ownerUrl === undefined && (await isMigrated(url, [...platformSchemas, ...schemas]))) return [];
    return await migrate({
      ownerUrl: used,
      appRole: user === owner ? null : user,
      schemas: [...platformSchemas, ...schemas],
    });
  } catch (error) {
    const setting = ownerUrl === undefined ? 'CADASTRE_DATABASE_URL' : 'CADASTRE_DATABASE_OWNER_URL';
    throw databaseRefusal(error, { url: used, setting }) ?? error;
  }
};

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);
