/** By category: up to where events of one lane were seen. As text `integration=12,sync=40,catalog=39`. */
export type PositionsByCategory = ReadonlyMap<string, number>;

/** May it stand in that text? What may not is in the log alone. */
export const isCategory = (text: string): boolean => /^[a-z]+$/.test(text);

const form = /^[a-z]+=\d{1,16}(,[a-z]+=\d{1,16})*$/;

export const formatPositions = (positions: PositionsByCategory): string => {
  let text = '';
  for (const [category, position] of positions) text += `${text === '' ? '' : ','}${category}=${position}`;
  return text;
};

/** Null where the text is none of `formatPositions`. */
export const parsePositions = (text: string): PositionsByCategory | null => {
  if (!form.test(text)) return null;
  const positions = new Map<string, number>();
  for (const part of text.split(',')) {
    const sign = part.indexOf('=');
    const position = Number(part.slice(sign + 1));
    if (!Number.isSafeInteger(position)) return null;
    positions.set(part.slice(0, sign), position);
  }
  return positions;
};
