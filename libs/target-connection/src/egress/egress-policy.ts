import { networkInterfaces } from 'node:os';
import { formatIpAddress, parseIpAddress, type IpAddress } from '../address/ip-address.ts';
import { embeddedIpv4 } from './embedded-ipv4.ts';
import { parseEgressRule, ruleCovers } from './egress-rule.ts';
import { classify, isMetadata, type AddressClass } from './special-addresses.ts';

/** Why an address is out of bounds: its class, or that it is ours, a cloud's key store, or a disguise of IPv4. */
export type DeniedClass =
  Exclude<AddressClass, 'public'> | 'own' | 'metadata' | 'embedded-ipv4' | 'unreadable';
export type EgressVerdict =
  { readonly isAllowed: true } | { readonly isAllowed: false; readonly because: DeniedClass };
export type EgressTarget = { readonly host: string; readonly port: number };

/** Decides on one address at a time. It must be asked for every answer of a resolver, and again once connected. */
export type EgressPolicy = { judge(target: EgressTarget, address: string): EgressVerdict };

const openedByPrivate: ReadonlySet<DeniedClass> = new Set(['loopback', 'private', 'own']);
const allowed: EgressVerdict = { isAllowed: true };
const denied = (because: DeniedClass): EgressVerdict => ({ isAllowed: false, because });

/**
 * The public internet, and what the operator adds. Metadata addresses stay denied whatever is added.
 *
 * @param options.allow blocks of addresses or `host:port`; throws EgressRuleInvalid for anything else
 * @param options.allowPrivate also loopback, private ranges and this machine's own addresses: for one person's machine
 * @param options.ownAddresses this machine's addresses; asked at every decision, because interfaces come and go
 */
export const egressPolicy = (options: {
  readonly allow: readonly string[];
  readonly allowPrivate: boolean;
  readonly ownAddresses?: () => readonly string[];
}): EgressPolicy => {
  const rules = options.allow.map(parseEgressRule);
  const ownAddresses = options.ownAddresses ?? interfaceAddresses;

  const judgePlain = (target: EgressTarget, address: IpAddress): EgressVerdict => {
    const addressClass = classify(address);
    const reason =
      addressClass === 'public' ? (isOneOf(ownAddresses(), address) ? 'own' : null) : addressClass;
    if (reason === null || (options.allowPrivate && openedByPrivate.has(reason))) return allowed;
    return rules.some((rule) => ruleCovers(rule, target, address)) ? allowed : denied(reason);
  };

  /** A disguise needs a rule for itself, and what it hides must be allowed in its own right. */
  const judgeEmbedding = (
    target: EgressTarget,
    address: IpAddress,
    hidden: readonly IpAddress[],
  ): EgressVerdict => {
    const isListed = rules.some((rule) => ruleCovers(rule, target, address));
    const isHarmless = hidden.every((each) => judgePlain(target, each).isAllowed);
    return isListed && isHarmless ? allowed : denied('embedded-ipv4');
  };

  return {
    judge: (target, text) => {
      const address = parseIpAddress(text);
      if (address === null) return denied('unreadable');
      const { certain, possible } = embeddedIpv4(address);
      if ([address, ...certain, ...possible].some(isMetadata)) return denied('metadata');
      const isEmbedding = certain.length + possible.length > 0;
      return isEmbedding ? judgeEmbedding(target, address, certain) : judgePlain(target, address);
    },
  };
};

const isOneOf = (texts: readonly string[], address: IpAddress): boolean =>
  texts.includes(formatIpAddress(address));

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => canonical(address)),
  );

const canonical = (text: string): string => {
  const address = parseIpAddress(text);
  return address === null ? text : formatIpAddress(address);
};
