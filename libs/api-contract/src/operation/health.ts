import { z } from 'zod';

export const HealthReport = z
  .object({
    status: z.enum(['ok', 'degraded', 'unavailable']).meta({
      description: 'degraded: requests are served, but something behind them lags.',
    }),
    dependencies: z.record(
      z.string(),
      z.object({
        status: z.enum(['ok', 'degraded', 'unavailable']),
        duration_ms: z.number().nonnegative(),
        detail: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: 'HealthReport',
    examples: [
      {
        status: 'ok',
        dependencies: {
          database: { status: 'ok', duration_ms: 0.8, detail: null },
          projections: { status: 'ok', duration_ms: 1.4, detail: '0 events behind' },
        },
      },
    ],
  });
export type HealthReport = z.infer<typeof HealthReport>;
