import { isIPv4 } from 'node:net';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

/** A host that can mean only one thing, in the one spelling it has. */
export type Host = { readonly kind: 'name' | 'ipv4' | 'ipv6'; readonly text: string };
export type RefusedHost = { readonly kind: 'refused'; readonly why: string };

/** Underscores are not in the RFCs, but in the names that container networks give to databases. */
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** `inet_aton` takes these for numbers: `127.1`, `2130706433`, `0x7f.1` all mean loopback to a resolver. */
const number = /^([0-9]+|0x[0-9a-f]*)$/;

const refuse = (why: string): RefusedHost => ({ kind: 'refused', why });

/**
 * Host names of ASCII labels, dotted quads and IPv6 addresses in their canonical spelling. Whatever a resolver
 * could read in another way than a person does is refused, never repaired.
 */
export const parseHost = (text: string): Host | RefusedHost => {
  if (text === '') return refuse('is required');
  if (text.length > 253) return refuse('is longer than 253 characters');
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return refuse(
      'may hold ASCII letters, digits, dots and hyphens only; write an international name as xn--…',
    );
  }
  if (text.includes(':')) return parseIpv6(text);
  if (isIPv4(text)) return { kind: 'ipv4', text };
  return parseName(text.toLowerCase());
};

const parseIpv6 = (text: string): Host | RefusedHost => {
  if (text.includes('%')) return refuse('may not carry an IPv6 zone');
  if (text.startsWith('['))
    return refuse('is an IPv6 address without the brackets here; the port has its own field');
  const address = parseIpAddress(text);
  if (address === null) return refuse('holds a colon and is no IPv6 address; the port has its own field');
  const canonical = formatIpAddress(address);
  return canonical === text
    ? { kind: 'ipv6', text }
    : refuse(`is written ${canonical} in its canonical form`);
};

const parseName = (text: string): Host | RefusedHost => {
  if (text.startsWith('/')) return refuse('is a path; Cadastre connects over TCP only');
  const labels = text.split('.');
  if (!labels.every((each) => label.test(each))) {
    return refuse('is neither a host name nor an address in its usual form');
  }
  if (number.test(labels.at(-1) ?? '') || labels.some((each) => each.startsWith('0x'))) {
    return refuse('looks like a number: write an IPv4 address as four decimal numbers, such as 192.0.2.10');
  }
  return { kind: 'name', text };
};
