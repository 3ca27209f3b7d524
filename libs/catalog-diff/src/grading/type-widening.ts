/** A printed type (`format_type`) in pieces: `numeric(10,2)[]` is numeric, 10, 2, `[]`. */
type PrintedType = {
  readonly name: string;
  readonly size: number | null;
  readonly scale: number | null;
  readonly brackets: string;
};

const printed =
  /^(?<front>[^()[\]]+)(?:\((?<size>\d+)(?:,(?<scale>-?\d+))?\))?(?<rest>[^()[\]]*)(?<brackets>(?:\[\])*)$/;

const parse = (type: string): PrintedType | null => {
  const groups = printed.exec(type)?.groups;
  if (groups === undefined) return null;
  const { front = '', size, scale, rest = '', brackets = '' } = groups;
  return {
    name: `${front}${rest}`.trim(),
    size: size === undefined ? null : Number(size),
    scale: scale === undefined ? null : Number(scale),
    brackets,
  };
};

/** Each holds every value of those before it, exactly, and clients read it in the same way. */
const ladders = [
  ['smallint', 'integer', 'bigint'],
  ['real', 'double precision'],
];

/** May only get longer; without a length they hold everything. */
const lengths = new Set([
  'character varying',
  'bit varying',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
  'time with time zone',
]);

/** Does every value of `before` fit into `after` unchanged? False where that is not known. */
export const isWidening = (before: string, after: string): boolean => {
  const [from, to] = [parse(before), parse(after)];
  if (from === null || to === null || from.brackets !== to.brackets) return false;
  if (from.name === to.name) return from.name === 'numeric' ? isWiderNumeric(from, to) : isLonger(from, to);
  if (from.name === 'character varying' && to.name === 'text') return true;
  return ladders.some((ladder) => {
    const [low, high] = [ladder.indexOf(from.name), ladder.indexOf(to.name)];
    return low >= 0 && high > low;
  });
};

const isLonger = (from: PrintedType, to: PrintedType): boolean =>
  lengths.has(from.name) && (to.size === null || (from.size !== null && to.size >= from.size));

/** As many digits before the point, and as many after it. */
const isWiderNumeric = (from: PrintedType, to: PrintedType): boolean => {
  if (to.size === null) return true;
  if (from.size === null) return false;
  const [fromScale, toScale] = [from.scale ?? 0, to.scale ?? 0];
  return toScale >= fromScale && to.size - toScale >= from.size - fromScale;
};
