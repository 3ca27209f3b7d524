import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import { introspect } from '../../src/introspect.ts';
import type { IntrospectOptions } from '../../src/introspect-options.ts';
import type { IntrospectionStep } from '../../src/introspection-step.ts';
import type { TargetSession } from '../../src/session/target-session.ts';

export type Reading = { steps: IntrospectionStep[]; objects: IntrospectedObject[] };

export const readAllObjects = async (
  session: TargetSession,
  options: IntrospectOptions = {},
): Promise<Reading> => {
  const steps: IntrospectionStep[] = [];
  for await (const step of introspect(session, options)) steps.push(step);
  return { steps, objects: steps.flatMap((step) => (step.type === 'page' ? step.objects : [])) };
};
