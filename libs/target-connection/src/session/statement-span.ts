import { isTracing, type SpanOptions } from '@cadastre/observability';

const off: readonly [string, SpanOptions] = ['', {}];

/**
 * Name and facts of a statement's span: verb and system catalog, as `select pg_class`. The text itself may name schemas
 * of the target, and parameters are nobody's business: both stay out.
 */
export const statementSpan = (sql: string): readonly [string, SpanOptions] => {
  if (!isTracing()) return off;
  const summary = summaryOf(sql);
  return [
    summary,
    { kind: 'client', attributes: { 'db.system.name': 'postgresql', 'db.query.summary': summary } },
  ];
};

const summaryOf = (sql: string): string => {
  const verb = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? 'statement';
  const catalog = /\bfrom\s+(?:pg_catalog\.)?(pg_[a-z_]+)/i.exec(sql)?.[1]?.toLowerCase();
  return catalog === undefined ? verb : `${verb} ${catalog}`;
};
