import {
  routes,
  type ConnectionTest,
  type Integration,
  type RegisteredIntegration,
} from '@cadastre/api-contract';
import { IntegrationType, type IntegrationServiceService } from '@cadastre/grpc-contract';
import { given, present } from '../messages/fields.ts';
import {
  connectionStepMessage,
  connectionTestMessage,
  credentialChangeInput,
  credentialInput,
  integrationMessage,
  integrationStatusOf,
  integrationTypeOf,
  optionsInput,
} from '../messages/integration-messages.ts';
import type { TwinsOf } from '../twin.ts';

type Page = { items: Integration[]; next_cursor: string | null };
const named = ({ integration_id }: { integration_id: string }) => ({
  params: { integration_id: given(integration_id) },
});
const one = (body: Integration) => ({ integration: integrationMessage(body) });

export const integrationMethods: TwinsOf<IntegrationServiceService> = {
  registerIntegration: {
    routes: [routes.registerIntegration],
    input: ({ integration_type, credential, name, options }) => ({
      body: {
        integration_type: integrationTypeOf(integration_type),
        credential: credentialInput(credential),
        name,
        options: optionsInput(options),
      },
    }),
    output: ({ sync_id, same_database, warnings = [], ...body }: RegisteredIntegration) => ({
      integration: integrationMessage(body),
      sync_id,
      same_database,
      warnings: warnings.map(connectionStepMessage),
    }),
  },
  testConnection: {
    routes: [routes.testConnection],
    input: ({ integration_type, credential }) => ({
      body: {
        integration_type: integrationTypeOf(integration_type),
        credential: credentialInput(credential),
      },
    }),
    output: (body: ConnectionTest) => ({ test: connectionTestMessage(body) }),
  },
  listIntegrations: {
    routes: [routes.listIntegrations, routes.listPostgresqlIntegrations],
    routeOf: ({ integration_type }) =>
      integration_type === IntegrationType.INTEGRATION_TYPE_POSTGRESQL
        ? routes.listPostgresqlIntegrations
        : routes.listIntegrations,
    input: ({ limit, cursor, status, sort }) => ({
      query: { limit, cursor, status: integrationStatusOf(status), sort },
    }),
    output: ({ items, next_cursor }: Page) => ({
      items: items.map(integrationMessage),
      next_cursor: present(next_cursor),
    }),
  },
  getIntegration: { routes: [routes.getIntegration], input: named, output: one },
  changeIntegration: {
    routes: [routes.changeIntegration],
    input: ({ integration_id, name, options, credential }) => ({
      ...named({ integration_id }),
      body: { name, options: optionsInput(options), credential: credentialChangeInput(credential) },
    }),
    output: one,
  },
  disableIntegration: { routes: [routes.disableIntegration], input: named, output: one },
  enableIntegration: { routes: [routes.enableIntegration], input: named, output: one },
  deleteIntegration: { routes: [routes.deleteIntegration], input: named, output: () => ({}) },
};
