import { readModelSchema } from '@cadastre/catalog-read-model';
import { apiSchema } from '@cadastre/integration-api';
import type { DatabaseSchema } from '@cadastre/postgres';
import { syncWorkerSchema } from '@cadastre/sync-worker';

/** Of all services. To be imported where it is needed: whole services come with it. */
export const everySchema: readonly DatabaseSchema[] = [readModelSchema, apiSchema, syncWorkerSchema];
