import { describe, expect, test } from '@jest/globals';
import { problemCodes, problems, routes } from '@cadastre/api-contract';
import { openApiDocument } from './openapi-document.ts';
import { problemMarkdown, problemPage } from './problem-page.ts';

const document = openApiDocument() as {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, unknown> };
};

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
});

describe('the page of a problem', () => {
  test.each(problemCodes)('%s says what it means and what to do', (code) => {
    const { title, meaning, remedy } = problems[code];
    const markdown = problemMarkdown(code, problems[code]);
    expect(markdown.split('\n')[0]).toBe(`# ${title}`);
    for (const part of [meaning, ...remedy]) expect(markdown).toContain(part);
  });

  test('shows placeholders and quotes as text in a browser', () => {
    const page = problemPage('internal', { ...problems.internal, meaning: '<script> & `<b>`' });
    expect(page).toContain('&lt;script&gt; &amp; <code>&lt;b&gt;</code>');
  });
});
