import { z } from 'zod';

/** Every privilege there is, in PostgreSQL's words. */
export const privilegeNames = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'MAINTAIN',
  'EXECUTE',
  'USAGE',
  'CREATE',
  'TEMPORARY',
  'CONNECT',
  'SET',
  'ALTER SYSTEM',
] as const;
export const PrivilegeName = z.enum(privilegeNames);
export type PrivilegeName = z.infer<typeof PrivilegeName>;

/** What one role gave another. */
export const Grant = z.object({
  /** Null for everybody (`PUBLIC`). */
  grantee: z.string().nullable(),
  grantor: z.string(),
  privileges: z.array(PrivilegeName),
  /** Those of them that the grantee may pass on. */
  grantable: z.array(PrivilegeName),
});
export type Grant = z.infer<typeof Grant>;

/**
 * In the order in which the server keeps them. Null where nobody ever granted or revoked anything: then PostgreSQL's
 * built-in default for the kind holds. An empty list says that everything was taken away, from the owner too.
 */
export const Grants = z.array(Grant).nullable();
export type Grants = z.infer<typeof Grants>;

/** What a label provider (`sepgsql`, an anonymizer) says of an object; PostgreSQL keeps it and has no opinion. */
export const SecurityLabel = z.object({ provider: z.string(), label: z.string() });
export type SecurityLabel = z.infer<typeof SecurityLabel>;

/** In the order of their providers, of which each gives one. */
export const SecurityLabels = z.array(SecurityLabel);

/** Something that an object leans on: without it the object could not have been made. */
export const Dependency = z.object({
  /** The system catalog and OID of what is leaned on. */
  catalog: z.string(),
  oid: z.int(),
  /** The one column of it; 0 for its key, by which a query groups; null for the whole. */
  column: z.int().nullable(),
  /** The part of the object that leans on it, as in a `CatalogChange`: `["columns", "3", "default"]`; empty for the object. */
  path: z.array(z.string()),
});
export type Dependency = z.infer<typeof Dependency>;
