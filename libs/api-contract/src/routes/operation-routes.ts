import { z } from 'zod';
import { problemCodes } from '../problems/problem-registry.ts';
import { HealthReport } from '../operation/health.ts';
import { defineRoute } from './route.ts';

const shared = { tag: 'Operation', method: 'GET', kind: 'check', access: 'public', problems: [] } as const;

export const operationRoutes = {
  getLiveness: defineRoute({
    ...shared,
    id: 'getLiveness',
    path: '/health/live',
    summary: 'Is the process alive?',
    answers: [
      {
        status: 200,
        description: 'Alive',
        body: z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' }),
      },
    ],
  }),
  getReadiness: defineRoute({
    ...shared,
    id: 'getReadiness',
    path: '/health/ready',
    summary: 'Can it serve requests? Per dependency',
    answers: [
      { status: 200, description: 'Ready', body: HealthReport },
      { status: 503, description: 'A dependency is away', body: HealthReport },
    ],
  }),
  getMetrics: defineRoute({
    ...shared,
    access: 'key',
    id: 'getMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    answers: [
      { status: 200, description: 'Prometheus text format', body: z.string(), contentType: 'text/plain' },
    ],
  }),
  getOpenApi: defineRoute({
    ...shared,
    id: 'getOpenApi',
    path: '/openapi.json',
    summary: 'This document',
    answers: [{ status: 200, description: 'OpenAPI 3.1', body: z.record(z.string(), z.unknown()) }],
  }),
  getAsyncApi: defineRoute({
    ...shared,
    id: 'getAsyncApi',
    path: '/asyncapi.json',
    summary: 'Every event, and the Kafka topic it is on',
    answers: [{ status: 200, description: 'AsyncAPI 3.0', body: z.record(z.string(), z.unknown()) }],
  }),
  getStart: defineRoute({
    ...shared,
    id: 'getStart',
    path: '/',
    summary: 'Where a browser begins',
    answers: [
      { status: 302, description: 'To the documentation', headers: { Location: 'Path of the page' } },
    ],
  }),
  getDocs: defineRoute({
    ...shared,
    id: 'getDocs',
    path: '/docs',
    summary: 'This document as a page to try things on',
    answers: [{ status: 200, description: 'A page', body: z.string(), contentType: 'text/html' }],
  }),
  getDocsAsset: defineRoute({
    ...shared,
    id: 'getDocsAsset',
    path: '/docs/{asset}',
    summary: 'A file that the page needs',
    params: z.object({ asset: z.enum(['start.js', 'swagger-ui.css', 'swagger-ui-bundle.js']) }),
    notFound: 'route-not-found',
    answers: [{ status: 200, description: 'The file', body: z.string(), contentType: 'text/javascript' }],
  }),
  getProblemPage: defineRoute({
    ...shared,
    id: 'getProblemPage',
    path: '/problems/{code}',
    summary: 'What a problem code means and what to do',
    params: z.object({ code: z.enum(problemCodes) }),
    notFound: 'route-not-found',
    answers: [{ status: 200, description: 'A page', body: z.string(), contentType: 'text/html' }],
  }),
} as const;
