/** The package brings no types; this is the part we use. */
declare module 'autocannon' {
  type Request = { method: string; path: string; headers?: Record<string, string>; body?: string };
  export type Result = {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly duration: number;
    /** In milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  };
  const autocannon: (options: {
    url: string;
    connections: number;
    duration: number;
    requests: readonly (Request & { setupRequest?: (request: Request) => Request })[];
  }) => Promise<Result>;
  export default autocannon;
}
