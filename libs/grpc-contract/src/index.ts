// Generated: each message and service of proto/cadastre/v1, and what errors are described with.
export * from './generated/cadastre/v1/catalog.ts';
export * from './generated/cadastre/v1/catalog_service.ts';
export * from './generated/cadastre/v1/event_service.ts';
export * from './generated/cadastre/v1/integration.ts';
export * from './generated/cadastre/v1/integration_service.ts';
export * from './generated/cadastre/v1/parked_key.ts';
export * from './generated/cadastre/v1/parked_key_service.ts';
export * from './generated/cadastre/v1/sync.ts';
export * from './generated/cadastre/v1/sync_service.ts';
export { BadRequest, ErrorInfo, RetryInfo } from './generated/google/rpc/error_details.ts';
export { Status } from './generated/google/rpc/status.ts';
export { protoFiles, protoFolder } from './proto-files.ts';
