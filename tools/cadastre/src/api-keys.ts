/** To be imported where it is needed: the whole API comes with it, and other commands should not wait for that. */
export { createApiKey, listApiKeys, revokeApiKey } from '@cadastre/integration-api';
