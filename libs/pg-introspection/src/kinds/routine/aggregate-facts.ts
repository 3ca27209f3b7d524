import type { DefinitionOf } from '@cadastre/events';

type Aggregate = NonNullable<DefinitionOf<'routine'>['aggregate']>;
type State = Aggregate['state'];

const functionName = (column: string): string =>
  `case when ${column}::pg_catalog.oid <> 0 then ${column}::pg_catalog.regproc::pg_catalog.text end`;

/** What only an aggregate has, as JSON; `p` is its row of `pg_proc`. */
export const aggregateFacts = /* sql */ `
  (select pg_catalog.json_build_object(
            'sort', a.aggkind, 'transition', ${functionName('a.aggtransfn')},
            'type', pg_catalog.format_type(a.aggtranstype, null), 'space', a.aggtransspace,
            'final', ${functionName('a.aggfinalfn')}, 'final_extra', a.aggfinalextra,
            'final_modify', a.aggfinalmodify, 'initial', a.agginitval,
            'combine', ${functionName('a.aggcombinefn')}, 'serialize', ${functionName('a.aggserialfn')},
            'deserialize', ${functionName('a.aggdeserialfn')},
            'moving_transition', ${functionName('a.aggmtransfn')}, 'inverse', ${functionName('a.aggminvtransfn')},
            'moving_type', case when a.aggmtranstype <> 0 then pg_catalog.format_type(a.aggmtranstype, null) end,
            'moving_space', a.aggmtransspace, 'moving_final', ${functionName('a.aggmfinalfn')},
            'moving_final_extra', a.aggmfinalextra, 'moving_final_modify', a.aggmfinalmodify,
            'moving_initial', a.aggminitval,
            'sort_operator',
            (select pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', o.oprname)
               from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
              where o.oid = a.aggsortop))
     from pg_catalog.pg_aggregate a where a.aggfnoid = p.oid)`;

type Facts = {
  sort: string;
  transition: string;
  type: string;
  space: number;
  final: string | null;
  final_extra: boolean;
  final_modify: string;
  initial: string | null;
  combine: string | null;
  serialize: string | null;
  deserialize: string | null;
  moving_transition: string | null;
  inverse: string | null;
  moving_type: string | null;
  moving_space: number;
  moving_final: string | null;
  moving_final_extra: boolean;
  moving_final_modify: string;
  moving_initial: string | null;
  sort_operator: string | null;
};

const sorts: Readonly<Record<string, Aggregate['sort']>> = {
  n: 'normal',
  o: 'ordered-set',
  h: 'hypothetical-set',
};
const modifications: Readonly<Record<string, State['final_modify']>> = {
  r: 'read-only',
  s: 'shareable',
  w: 'read-write',
};

export const aggregateOf = (json: string | null): Aggregate | null => {
  if (json === null) return null;
  const facts = JSON.parse(json) as Facts;
  return {
    combine: facts.combine,
    deserialize: facts.deserialize,
    moving: movingOf(facts),
    serialize: facts.serialize,
    sort: sorts[facts.sort] ?? 'normal',
    sort_operator: facts.sort_operator,
    state: {
      final: facts.final,
      final_extra: facts.final_extra,
      final_modify: modifications[facts.final_modify] ?? 'read-only',
      initial: facts.initial,
      space: facts.space,
      transition: facts.transition,
      type: facts.type,
    },
  };
};

const movingOf = (facts: Facts): Aggregate['moving'] => {
  if (facts.moving_transition === null) return null;
  return {
    final: facts.moving_final,
    final_extra: facts.moving_final_extra,
    final_modify: modifications[facts.moving_final_modify] ?? 'read-only',
    initial: facts.moving_initial,
    inverse: facts.inverse ?? '',
    space: facts.moving_space,
    transition: facts.moving_transition,
    type: facts.moving_type ?? '',
  };
};
