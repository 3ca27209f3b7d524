import type { DefinitionOf } from '@cadastre/events';
import { refSql } from '../../small-catalogs/facts.ts';
import { refOf, type RefFact } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type EventTriggerFacts = {
  name: string;
  event: string;
  tags: string[] | null;
  function: RefFact;
  enabled: string;
};

const enabled: Readonly<Record<string, DefinitionOf<'event-trigger'>['enabled']>> = {
  O: 'origin',
  D: 'disabled',
  R: 'replica',
  A: 'always',
};

export const eventTriggerReader: SmallKindReader<'event-trigger', EventTriggerFacts> = {
  kind: 'event-trigger',
  catalog: 'pg_event_trigger',
  reads: () => ['pg_event_trigger'],
  branch: () => ({
    schema: null,
    owner: 'x.evtowner',
    facts: {
      name: 'x.evtname',
      event: 'x.evtevent',
      tags: 'x.evttags',
      function: refSql('pg_proc', 'pro', 'x.evtfoid'),
      enabled: 'x.evtenabled',
    },
  }),
  assemble: (facts, at) => ({
    name: facts.name,
    definition: {
      event: facts.event,
      tags: facts.tags ?? [],
      function: refOf(facts.function, at),
      enabled: enabled[facts.enabled] ?? 'origin',
    },
  }),
};
