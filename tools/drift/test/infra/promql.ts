import { parser } from '@prometheus-io/lezer-promql';

export type SyntaxTree = {
  iterate(visit: {
    enter(node: { name: string; from: number; to: number; type: { isError: boolean } }): void;
  }): void;
};

/** A time series that an expression asks for. */
export type Asked = { readonly metric: string; readonly labels: readonly string[] };

/** @throws where the expression is no PromQL */
export const askedIn = (expression: string): Asked[] => {
  const found: { metric: string; labels: string[] }[] = [];
  const text = ({ from, to }: { from: number; to: number }): string => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`no PromQL at ${node.from}: ${expression}`);
      if (node.name === 'VectorSelector')
        found.push({ metric: text(node).replace(/[{[\s].*$/s, ''), labels: [] });
      if (node.name === 'LabelName' && isMatcher(expression, node.to)) found.at(-1)?.labels.push(text(node));
    },
  });
  return found;
};

/** Labels also stand in `by (…)`, which comes before the series it groups. */
const isMatcher = (expression: string, at: number): boolean => /^\s*(=|!=|=~|!~)/.test(expression.slice(at));
