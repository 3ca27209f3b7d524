import { block, isInBlock, type AddressBlock, type IpAddress } from '../address/ip-address.ts';

/** Where a prefix keeps an IPv4 address: the 16 bytes it is taken from, in order. */
type Form = { readonly block: AddressBlock; readonly bytes: readonly number[]; readonly inverted?: true };

const lastFour = [12, 13, 14, 15];

/** Mapped, compatible, translated (SIIT), NAT64, 6to4, and Teredo's server and client. */
const forms: readonly Form[] = [
  { block: block('::ffff:0:0/96'), bytes: lastFour },
  { block: block('::ffff:0:0:0/96'), bytes: lastFour },
  { block: block('64:ff9b::/96'), bytes: lastFour },
  { block: block('2002::/16'), bytes: [2, 3, 4, 5] },
  { block: block('2001::/32'), bytes: [4, 5, 6, 7] },
  { block: block('2001::/32'), bytes: lastFour, inverted: true },
];

const compatible: Form = { block: block('::/96'), bytes: lastFour };

/** RFC 8215 leaves the prefix length inside this block to the network; RFC 6052 then says where the bytes are. */
const localNat64 = block('64:ff9b:1::/48');
const localNat64Bytes = [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], lastFour];

/**
 * IPv4 addresses that an IPv6 address carries to whoever translates it. `certain`: the form has one reading;
 * `possible`: any of these. Both empty for IPv4 and for ordinary IPv6.
 */
export const embeddedIpv4 = (
  address: IpAddress,
): { readonly certain: readonly IpAddress[]; readonly possible: readonly IpAddress[] } => {
  if (address.family === 4 || address.value <= 1n) return { certain: [], possible: [] };
  const matching = [...forms, compatible].filter((form) => isInBlock(form.block, address));
  const certain = matching.map(({ bytes, inverted }) => take(address, bytes, inverted));
  if (isIsatap(address)) certain.push(take(address, lastFour));
  const possible = isInBlock(localNat64, address) ? localNat64Bytes.map((bytes) => take(address, bytes)) : [];
  return { certain, possible };
};

const byteAt = (address: IpAddress, index: number): bigint =>
  (address.value >> BigInt(8 * (15 - index))) & 0xffn;

const take = (address: IpAddress, bytes: readonly number[], inverted = false): IpAddress => {
  const value = bytes.reduce((sum, index) => (sum << 8n) | byteAt(address, index), 0n);
  return { family: 4, value: inverted ? value ^ 0xffff_ffffn : value };
};

/** RFC 5214: an interface identifier of `0000:5efe` or `0200:5efe` under any prefix. */
const isIsatap = (address: IpAddress): boolean => ((address.value >> 32n) & 0xfdff_ffffn) === 0x5efen;
