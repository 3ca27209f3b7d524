import { openApiDocument } from './openapi-document.ts';

/** `node apps/integration-api/dist/openapi/print-openapi.js > apps/integration-api/openapi.json` */
process.stdout.write(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
