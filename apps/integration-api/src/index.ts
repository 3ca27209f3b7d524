export { createApiKey, listApiKeys, revokeApiKey, type ApiKey } from './access/api-keys.ts';
export { authModes, type AuthMode } from './access/auth-modes.ts';
export { ApiPlatform } from './api-platform.ts';
export { apiSchema } from './api-schema.ts';
export {
  ApiEnvironment,
  ApiSettings,
  apiSettings,
  isLoopback,
  listeningPlaces,
  readApiEnvironment,
  refusedCombination,
  toApiSettings,
} from './config.ts';
export { commandScopedId } from './idempotency/command-ids.ts';
export { createIntegrationApi } from './create-integration-api.ts';
export { IntegrationApiModule } from './integration-api.module.ts';
export { openApiDocument } from './openapi/openapi-document.ts';
export { problemMarkdown } from './openapi/problem-page.ts';
export { callDurations } from './grpc/observed-calls.ts';
export { requestDurations } from './http/request-log.ts';
export { startListening, type Listening } from './start-listening.ts';
export { asyncApiDocument } from './asyncapi/asyncapi-document.ts';
