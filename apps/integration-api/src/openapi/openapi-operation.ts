import { z } from 'zod';
import {
  CommitId,
  IdempotencyKey,
  headerNames,
  problems,
  type AnsweredCode,
  type ProblemCode,
  type Route,
} from '@cadastre/api-contract';
import { statusOfKind } from '../http/to-problem.ts';
import { headerParameter, parametersOf } from './parameters.ts';
import { schemaReference } from './schema-reference.ts';

/** What any route of a kind may be refused with, besides what it names itself. */
const problemsOf = (route: Route): AnsweredCode[] => {
  const all = new Set<AnsweredCode>(route.problems);
  if (route.notFound !== undefined) all.add(route.notFound);
  if (route.access === 'key') all.add('unauthenticated').add('unavailable').add('internal');
  if (route.query !== undefined || route.body !== undefined) all.add('invalid-input');
  if (route.body !== undefined) {
    all.add('malformed-json').add('body-too-deep').add('payload-too-large').add('unsupported-media-type');
  }
  if (route.kind === 'command') all.add('idempotency-key-reused').add('idempotency-key-in-use');
  if (route.kind === 'query') all.add('read-model-behind');
  return [...all];
};

export const statusOfProblem = (code: ProblemCode): number => {
  const entry: { kind: keyof typeof statusOfKind; status?: number } = problems[code];
  return entry.status ?? statusOfKind[entry.kind];
};

export const operationOf = (route: Route): Record<string, unknown> => ({
  operationId: route.id,
  tags: [route.tag],
  summary: route.summary,
  ...(route.description === undefined ? {} : { description: route.description }),
  ...(route.access === 'key' ? { security: [{ apiKey: [] }] } : { security: [] }),
  parameters: [...parametersOf(route), ...headersOf(route)],
  ...(route.body === undefined
    ? {}
    : {
        requestBody: {
          required: !route.body.safeParse(undefined).success,
          content: { 'application/json': { schema: schemaReference(route.body, 'input') } },
        },
      }),
  responses: { ...answersOf(route), ...refusalsOf(route) },
});

const headersOf = (route: Route): unknown[] => {
  if (route.kind === 'command') return [headerParameter(headerNames.idempotencyKey, IdempotencyKey)];
  if (route.kind !== 'query') return [];
  const waitFor = CommitId.meta({
    description:
      'A `Cadastre-Commit` of an earlier command: the answer is given once the read models have it, within 5 s.',
    examples: ['4711'],
  });
  const ifNoneMatch = z
    .string()
    .meta({ description: 'An `ETag` of an earlier answer; 304 while it still holds.' });
  return [
    headerParameter(headerNames.waitFor, waitFor),
    ...(route.hasEtag === true ? [headerParameter('If-None-Match', ifNoneMatch)] : []),
  ];
};

const answersOf = (route: Route): Record<string, unknown> => {
  const answers = route.answers.map(
    ({ status, description, body, contentType = 'application/json', headers }) => [
      String(status),
      {
        description,
        headers: Object.fromEntries(
          Object.entries({ ...standingHeaders(route), ...headers }).map(([name, meaning]) => [
            name,
            { description: meaning, schema: { type: 'string' } },
          ]),
        ),
        ...(body === undefined
          ? {}
          : { content: { [contentType]: { schema: schemaReference(body, 'output') } } }),
      },
    ],
  );
  const unchanged =
    route.hasEtag === true ? { 304: { description: 'Not changed since `If-None-Match`' } } : {};
  return { ...(Object.fromEntries(answers) as Record<string, unknown>), ...unchanged };
};

const standingHeaders = (route: Route): Record<string, string> => ({
  [headerNames.correlationId]: 'Names this request in logs and problems',
  ...(route.kind === 'command' ? { [headerNames.commit]: 'What a query may wait for' } : {}),
  ...(route.hasEtag === true ? { ETag: 'Changes whenever the answer does' } : {}),
});

const refusalsOf = (route: Route): Record<string, unknown> => {
  const codesOf = new Map<number, AnsweredCode[]>();
  for (const code of problemsOf(route)) {
    const status = statusOfProblem(code);
    codesOf.set(status, [...(codesOf.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...codesOf].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};
