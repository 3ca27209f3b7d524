import { isIPv4, isIPv6 } from 'node:net';

/** An address as the number it is: comparing text lets one address hide behind its other spellings. */
export type IpAddress = { readonly family: 4 | 6; readonly value: bigint };

/**
 * Null for whatever is not exactly one address, zones included. Our own, because the usual library reads the
 * deprecated `::127.0.0.1` as the mapped form `::ffff:127.0.0.1`, which is another address.
 */
export const parseIpAddress = (text: string): IpAddress | null => {
  if (isIPv4(text)) return { family: 4, value: parseQuad(text) };
  if (!isIPv6(text) || text.includes('%')) return null;
  return { family: 6, value: parseGroups(text) };
};

const parseQuad = (text: string): bigint =>
  text.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);

const parseGroups = (text: string): bigint => {
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const gap = new Array<bigint>(8 - front.length - back.length).fill(0n);
  return [...front, ...gap, ...back].reduce((value, group) => (value << 16n) | group, 0n);
};

const groupsOf = (text: string): bigint[] =>
  text === ''
    ? []
    : text.split(':').flatMap((part) => (part.includes('.') ? quadGroups(part) : [BigInt(`0x${part}`)]));

const quadGroups = (quad: string): bigint[] => {
  const value = parseQuad(quad);
  return [value >> 16n, value & 0xffffn];
};

/** RFC 5952 for IPv6 (never the mixed notation), dotted quad for IPv4. */
export const formatIpAddress = ({ family, value }: IpAddress): string => {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
};

const longestZeroRun = (groups: readonly string[]): { start: number; length: number } => {
  let longest = { start: 0, length: 0 };
  let run = { start: 0, length: 0 };
  groups.forEach((group, index) => {
    if (group !== '0') run = { start: index + 1, length: 0 };
    else run = { start: run.start, length: run.length + 1 };
    if (run.length > longest.length) longest = run;
  });
  return longest;
};

/** A block of addresses, such as `10.0.0.0/8`. */
export type AddressBlock = { readonly family: 4 | 6; readonly first: bigint; readonly prefix: number };

/** Null unless it is an address in any valid spelling with a prefix length, and no bit is set behind the prefix. */
export const parseBlock = (text: string): AddressBlock | null => {
  const [address, length, ...rest] = text.split('/');
  if (
    address === undefined ||
    length === undefined ||
    rest.length > 0 ||
    !/^(0|[1-9][0-9]{0,2})$/.test(length)
  ) {
    return null;
  }
  const parsed = parseIpAddress(address);
  const prefix = Number(length);
  if (parsed === null || prefix > widthOf(parsed.family)) return null;
  const block = { family: parsed.family, first: parsed.value, prefix };
  return (parsed.value >> hostBits(block)) << hostBits(block) === parsed.value ? block : null;
};

const widthOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);
const hostBits = ({ family, prefix }: AddressBlock): bigint => BigInt(widthOf(family) - prefix);

export const isInBlock = (block: AddressBlock, { family, value }: IpAddress): boolean =>
  family === block.family && value >> hostBits(block) === block.first >> hostBits(block);

/** For tables in the source, where a wrong block is a bug. */
export const block = (text: string): AddressBlock => {
  const parsed = parseBlock(text);
  if (parsed === null) throw new Error(`not a block of addresses: ${text}`);
  return parsed;
};
