/** The part of a structured logger that is needed here; pino and `Log` of service-runtime fit. */
export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
};
