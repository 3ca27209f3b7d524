/**
 * A name as it can be pasted into SQL, always quoted. Characters that a terminal or a text field would act upon or
 * hide (controls, line breaks, changes of writing direction) are written as `U&"\XXXX"`, which PostgreSQL reads as them.
 */
export const quoteIdentifier = (name: string): string => {
  const quoted = name.replaceAll('"', '""');
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return `"${quoted}"`;
  const escaped = quoted
    .replaceAll('\\', '\\\\')
    .replace(
      /[\p{C}\p{Zl}\p{Zp}]/gu,
      (character) => `\\+${codePoint(character).toString(16).padStart(6, '0')}`,
    );
  return `U&"${escaped}"`;
};

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;
