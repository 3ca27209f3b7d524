/** An enum of the contract as ts-proto makes it: each value is its own name. */
type ProtoEnum = Readonly<Record<string, string>>;

/** Of `SSL_MODE_VERIFY_FULL`: `verify-full`. Undefined where nothing was said. */
export const wordOf = (prefix: string, value: string): string | undefined =>
  value === `${prefix}_UNSPECIFIED`
    ? undefined
    : value
        .slice(prefix.length + 1)
        .toLowerCase()
        .replaceAll('_', '-');

/** The same for words that are written in capitals: `COMPLETED`. */
export const capitalsOf = (prefix: string, value: string): string | undefined =>
  wordOf(prefix, value)?.toUpperCase().replaceAll('-', '_');

/** Of `verify-full`: `SSL_MODE_VERIFY_FULL`; the unspecified value for a word that the contract does not have. */
export const valueOf = <Enum extends ProtoEnum>(
  all: Enum,
  prefix: string,
  word: string,
): Enum[keyof Enum] => {
  const name = `${prefix}_${word.toUpperCase().replaceAll('-', '_')}`;
  return (all[name] ?? all[`${prefix}_UNSPECIFIED`]) as Enum[keyof Enum];
};
