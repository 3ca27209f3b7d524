// One image, several services: alive is the one that answers at its port.
const ports = ['CADASTRE_HTTP_PORT', 'CADASTRE_WORKER_HTTP_PORT', 'CADASTRE_PROJECTOR_HTTP_PORT'].map(
  (name) => process.env[name] ?? '',
);
const alive = async (port) => {
  const response = await fetch(`http://127.0.0.1:${port}/health/live`, {
    signal: AbortSignal.timeout(2_000),
  });
  if (!response.ok) throw new Error(`port ${port} answers ${response.status}`);
};
await Promise.any(ports.filter((port) => port !== '').map(alive)).catch(() => process.exit(1));
