import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { problemCodes, problems, routes } from '@cadastre/api-contract';
import { openApiDocument } from './openapi-document.ts';
import { problemMarkdown } from './problem-page.ts';

const document = openApiDocument() as {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, unknown> };
};
const root = new URL('../../../../', import.meta.url);

describe('the OpenAPI document', () => {
  test('has every route', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort());
  });

  test('refers only to schemas that are in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`);
    expect(references.filter((target) => !known.includes(target ?? ''))).toEqual([]);
    expect(references.length).toBeGreaterThan(100);
  });

  test('shows requests as they are sent: what has a default may be left out', () => {
    expect(document.components.schemas.Credential).toMatchObject({
      required: ['host', 'username', 'database_name'],
    });
  });

  test('is the one that is committed; `npm run drift -- --write` brings it up to date', () => {
    const committed = readFileSync(new URL('apps/integration-api/openapi.json', root), 'utf8');
    expect(`${JSON.stringify(document, null, 2)}\n`).toBe(committed);
  });
});

describe('the pages of problems', () => {
  const folder = new URL('docs/problems/', root);

  test('there is one for each code and no other', () => {
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(pages.sort()).toEqual(problemCodes.map((code) => `${code}.md`).sort());
  });

  test.each(problemCodes)('%s says what the registry says', (code) => {
    expect(readFileSync(new URL(`${code}.md`, folder), 'utf8')).toBe(problemMarkdown(code, problems[code]));
  });
});
