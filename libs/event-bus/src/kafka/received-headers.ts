import type { IHeaders } from 'kafkajs';

type Text = Buffer | string;

/** As they come: those of one name are a list, and one without a value, which other clients can send, is null. */
export type ReceivedHeaders = Readonly<Record<string, Text | (Text | null)[] | null | undefined>>;

/** The text of a header; null where it is missing, without a value, or there twice: nobody can say which one holds. */
export const oneTextOf = (headers: ReceivedHeaders | undefined, name: string): string | null => {
  const value = headers?.[name] ?? null;
  return value === null || Array.isArray(value) ? null : value.toString();
};

/** The same to be sent again: kafkajs cannot write a header without a value, it gets an empty one. */
export const withValues = (headers: ReceivedHeaders): IHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((text) => text ?? '') : (value ?? ''),
    ]),
  );
