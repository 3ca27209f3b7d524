import type { IHeaders } from 'kafkajs';

type Text = Buffer | string;

/** As they come: those of one name are a list, and one without a value, which other clients can send, is null. */
export type ReceivedHeaders = Readonly<Record<string, Text | (Text | null)[] | null | undefined>>;

/** The same to be sent again: kafkajs cannot write a header without a value, it gets an empty one. */
export const withValues = (headers: ReceivedHeaders): IHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((text) => text ?? '') : (value ?? ''),
    ]),
  );
