const quote = 0x22;

/**
 * The elements of a one-dimensional array in PostgreSQL's text format (`{a,"b c",NULL}`), null for SQL null.
 * The loop hops from quote to quote: most elements need no look at their characters.
 */
export const parseTextArray = (text: string): (string | null)[] => {
  const end = text.length - 1;
  if (end <= 1) return [];
  if (!text.includes('"')) return text.slice(1, end).split(',').map(orNull);
  const elements: (string | null)[] = [];
  let at = 1;
  while (at <= end) {
    if (text.charCodeAt(at) === quote) {
      const close = closingQuote(text, at + 1);
      const body = text.slice(at + 1, close);
      elements.push(body.includes('\\') ? body.replace(/\\(.)/gsu, '$1') : body);
      at = close + 2;
    } else {
      const comma = text.indexOf(',', at);
      const close = comma === -1 ? end : comma;
      elements.push(orNull(text.slice(at, close)));
      at = close + 1;
    }
  }
  return elements;
};

/** As `parseTextArray`, where no element can be null. */
export const parseNames = (text: string): string[] => parseTextArray(text) as string[];

export const parseIntegers = (text: string): number[] =>
  text.length <= 2 ? [] : text.slice(1, -1).split(',').map(Number);

/** The text form of int2vector and of `array_to_string(…, ' ')`. */
export const parseVector = (text: string | null): number[] => {
  if (text === null || text === '') return [];
  return text.includes(' ') ? text.split(' ').map(Number) : [Number(text)];
};

const orNull = (element: string): string | null => (element === 'NULL' ? null : element);

/** The quote that ends an element: the first with an even number of backslashes before it. */
const closingQuote = (text: string, from: number): number => {
  let close = text.indexOf('"', from);
  while (isEscaped(text, from, close)) close = text.indexOf('"', close + 1);
  return close;
};

const isEscaped = (text: string, from: number, at: number): boolean => {
  let before = at - 1;
  while (before >= from && text[before] === '\\') before -= 1;
  return (at - 1 - before) % 2 === 1;
};
