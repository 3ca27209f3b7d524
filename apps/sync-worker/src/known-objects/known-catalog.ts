import type { IntegrationId, TenantId } from '@cadastre/events';

/** Whose objects are meant. Every statement about known objects names both. */
export type KnownCatalog = { readonly tenantId: TenantId; readonly integrationId: IntegrationId };
