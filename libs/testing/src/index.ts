export { createTestDatabase, type TestDatabase } from './create-test-database.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { waitFor, type WaitOptions } from './wait-for.ts';
