const system = /^(?:pg_catalog|information_schema|pg_toast|pg_temp_\d+|pg_toast_temp_\d+)$/;

/** PostgreSQL's own schemas and those of temporary tables: never part of a catalog. */
export const isSystemSchema = (name: string): boolean => system.test(name);
