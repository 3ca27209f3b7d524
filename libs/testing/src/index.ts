export { createTestDatabase, type TestDatabase } from './create-test-database.ts';
export { waitFor, type WaitOptions } from './wait-for.ts';
