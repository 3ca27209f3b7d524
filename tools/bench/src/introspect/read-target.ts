import { introspect } from '@cadastre/pg-introspection';
import { egressPolicy, openTarget, parseTargetUrl } from '@cadastre/target-connection';

/** Run as a process of its own: reads a target once and prints what it cost, memory included. */
const address = parseTargetUrl(process.argv[2] ?? '');
const startedAt = performance.now();
const target = await openTarget(
  { ...address, password: address.password ?? '', ssl_mode: 'disable', ca_pem: null },
  egressPolicy({ allow: [], allowPrivate: true }),
  {
    applicationName: 'cadastre bench',
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 300_000,
    isPasswordOptional: true,
  },
);
let objects = 0;
let bytes = 0;
let statements = 0;
for await (const step of introspect(target)) {
  if (step.type === 'finished') statements = step.footprint.queries;
  if (step.type !== 'page') continue;
  objects += step.objects.length;
  for (const { json } of step.objects) bytes += json.length;
}
const seconds = (performance.now() - startedAt) / 1_000;
await target.close();
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`${JSON.stringify({ seconds, objects, bytes, statements, peakMb })}\n`);
