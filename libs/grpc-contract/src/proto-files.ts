import path from 'node:path';

/** Where the proto files lie, for reflection and for clients that load them. */
export const protoFolder = path.join(import.meta.dirname, '../proto');

/** The files that hold the services, relative to the folder; they import the rest. */
export const protoFiles = [
  'cadastre/v1/catalog_service.proto',
  'cadastre/v1/event_service.proto',
  'cadastre/v1/integration_service.proto',
  'cadastre/v1/parked_key_service.proto',
  'cadastre/v1/sync_service.proto',
] as const;
