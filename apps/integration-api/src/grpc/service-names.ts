import {
  CatalogServiceService,
  EventServiceService,
  IntegrationServiceService,
  ParkedKeyServiceService,
  SyncServiceService,
} from '@cadastre/grpc-contract';

const nameOf = (service: Readonly<Record<string, { readonly path: string }>>): string =>
  Object.values(service)[0]?.path.split('/')[1] ?? '';

/** `cadastre.v1.SyncService` and so on. */
export const serviceNames: readonly string[] = [
  IntegrationServiceService,
  SyncServiceService,
  CatalogServiceService,
  ParkedKeyServiceService,
  EventServiceService,
].map(nameOf);
