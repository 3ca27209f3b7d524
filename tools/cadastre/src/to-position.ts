/** Of an option that names a place in the log. */
export const toPosition = (text: string): number => {
  const position = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(position))
    throw new Error('a position is a whole number: the place of an event in the log');
  return position;
};
