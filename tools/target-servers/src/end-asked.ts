const parentPollMs = 500;

/** Resolves when a signal asks us to end, or when who started us has gone; keeps our process running until then. */
export const endAsked = (): { readonly signal: Promise<NodeJS.Signals>; forget(): void } => {
  const parent = process.ppid;
  let watch: NodeJS.Timeout | undefined;
  const signal = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve(name));
    watch = setInterval(() => {
      if (process.ppid !== parent) resolve('SIGTERM');
    }, parentPollMs);
  });
  return { signal, forget: () => clearInterval(watch) };
};
