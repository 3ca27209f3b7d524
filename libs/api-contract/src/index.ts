export {
  CatalogKind,
  ExtensionItem,
  ObjectItem,
  RelationItem,
  RoutineItem,
  SchemaItem,
  SequenceItem,
  TypeItem,
} from './catalog/objects.ts';
export {
  ExtensionList,
  ObjectDetail,
  ObjectList,
  RelationDetail,
  RelationList,
  RoutineDetail,
  RoutineList,
  RoutineOverloads,
  SchemaList,
  SequenceDetail,
  SequenceList,
  TypeDetail,
  TypeList,
} from './catalog/pages.ts';
export { SearchHit, SearchMatch, SearchPage } from './catalog/search.ts';
export { type ObjectSort } from './routes/catalog-parameters.ts';
export { CommitId, CorrelationId, IdempotencyKey, headerNames } from './http/headers.ts';
export { ConnectionStep, ConnectionTest } from './integrations/connection-test.ts';
export { Credential, CredentialChange } from './integrations/credential.ts';
export {
  Integration,
  IntegrationPage,
  RegisteredIntegration,
  mostSameDatabase,
} from './integrations/integration.ts';
export { Options, OptionsInput } from './integrations/options.ts';
export {
  ChangeIntegrationInput,
  RegisterIntegrationInput,
  RequestSyncInput,
  TestConnectionInput,
} from './integrations/requests.ts';
export { SubscriptionInput } from './events/subscription.ts';
export { HealthReport } from './operation/health.ts';
export {
  ParkedKey,
  ParkedKeyDetail,
  ParkedKeyPage,
  ParkedKeyRequested,
  ParkedKeyState,
  SkipParkedEventInput,
} from './projections/parked-key.ts';
export { type ProblemEntry, type ProblemKind } from './problems/problem-entry.ts';
export {
  answeredCodes,
  isAnsweredCode,
  problemCodes,
  problems,
  type AnsweredCode,
  type ProblemCode,
} from './problems/problem-registry.ts';
export { InputError, Problem } from './problems/problem.ts';
export {
  type BodyOf,
  type HttpMethod,
  type ParamsOf,
  type QueryOf,
  type Route,
  type RouteAnswer,
} from './routes/route.ts';
export { routes, type RouteId } from './routes/routes.ts';
export { Sync, SyncAccepted, SyncActivityState, SyncHistory, SyncPage, SyncStatus } from './syncs/sync.ts';
