import { AppError } from '@cadastre/errors';
import { parseHost } from '../address/host-grammar.ts';
import {
  formatIpAddress,
  isInBlock,
  parseBlock,
  parseIpAddress,
  type AddressBlock,
  type IpAddress,
} from '../address/ip-address.ts';

/** An operator's exception: a block of addresses at any port, or one host at one port wherever it resolves to. */
export type EgressRule =
  | { readonly kind: 'block'; readonly block: AddressBlock }
  | { readonly kind: 'endpoint'; readonly host: string; readonly port: number };

/** A setting of ours that cannot be read; the process should not start with it. */
export class EgressRuleInvalid extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'egress-rule-invalid';
  override readonly title = 'An egress rule cannot be read';
  constructor(rule: string) {
    super(`"${rule}" is neither a block of addresses (10.0.0.0/8, fd00::/8) nor host:port`, { rule });
  }
}

export const parseEgressRule = (text: string): EgressRule => {
  const block = parseBlock(text) ?? blockOfOne(text);
  if (block !== null) return { kind: 'block', block };
  const match = /^(?:\[([^\][]+)\]|([^:\][]+)):([1-9][0-9]{0,4})$/.exec(text);
  const host = parseHost(match?.[1] ?? match?.[2] ?? '');
  const port = Number(match?.[3]);
  if (host.kind === 'refused' || !(port <= 65_535)) throw new EgressRuleInvalid(text);
  return { kind: 'endpoint', host: host.text, port };
};

const blockOfOne = (text: string): AddressBlock | null => {
  const address = parseIpAddress(text);
  return address === null
    ? null
    : { family: address.family, first: address.value, prefix: address.family === 4 ? 32 : 128 };
};

export const ruleCovers = (
  rule: EgressRule,
  target: { readonly host: string; readonly port: number },
  address: IpAddress,
): boolean => {
  if (rule.kind === 'block') return isInBlock(rule.block, address);
  if (rule.port !== target.port) return false;
  return rule.host === target.host || rule.host === formatIpAddress(address);
};
