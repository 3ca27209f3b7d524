import { lookup as lookupInSystem } from 'node:dns/promises';
import { parseHost, type Host } from '../address/host-grammar.ts';
import { formatIpAddress, parseIpAddress } from '../address/ip-address.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import type { Deadline } from '../wire/deadline.ts';
import type { StepLog } from '../wire/step-log.ts';
import type { DeniedClass, EgressPolicy } from './egress-policy.ts';

/** A host whose addresses were looked up once and found allowed. Everything later goes to these and asks nobody. */
export type PinnedRoute = {
  readonly host: Host;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly policy: EgressPolicy;
};

/** Every address of a name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** The system's resolver: it knows /etc/hosts and search domains, as people expect; it cannot be called off. */
export const systemLookup: Lookup = async (name) => {
  const answers = await lookupInSystem(name, { all: true, order: 'verbatim' });
  return answers.map(({ address }) => address);
};

const lookupTimeoutMs = 3_000;
const mostAnswers = 16;

/** @throws TargetFailure of class fields, dns, egress or timeout */
export const pinRoute = async (
  target: { readonly host: string; readonly port: number },
  rules: { readonly policy: EgressPolicy; readonly lookup: Lookup },
  deadline: Deadline,
  steps: StepLog,
): Promise<PinnedRoute> => {
  const host = parseHost(target.host);
  if (host.kind === 'refused') throw new TargetFailure('fields', 'fields', { detail: `host ${host.why}` });
  const answers =
    host.kind === 'name' ? await resolve(host.text, rules.lookup, deadline, steps) : [host.text];
  const addresses = [...new Set(answers.map(canonical))];
  if (host.kind !== 'name') steps.skipped('dns', 'The host is an address.');
  for (const address of addresses) {
    const verdict = rules.policy.judge({ host: host.text, port: target.port }, address);
    if (!verdict.isAllowed) throw notAllowed(verdict.because, host.kind === 'name');
  }
  steps.passed('egress', 'Every address of the host is allowed.');
  return { host, port: target.port, addresses, policy: rules.policy };
};

const resolve = async (
  name: string,
  lookup: Lookup,
  deadline: Deadline,
  steps: StepLog,
): Promise<readonly string[]> => {
  const addresses = await steps.timed('dns', () =>
    deadline.bound('dns', withinLimit(lookup(name)), () => undefined),
  );
  if (addresses.length === 0) throw unresolved();
  if (addresses.length > mostAnswers) {
    throw new TargetFailure('dns', 'dns', {
      detail: `The host name resolves to more than ${mostAnswers} addresses.`,
      hint: 'Use a name that stands for one server.',
      isTransient: false,
    });
  }
  steps.passed(
    'dns',
    addresses.length === 1 ? 'Resolves to one address.' : `Resolves to ${addresses.length} addresses.`,
  );
  return addresses;
};

const withinLimit = async (lookup: Promise<readonly string[]>): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new TargetFailure('timeout', 'dns', {
          detail: `The host name was not resolved within ${lookupTimeoutMs / 1_000} s.`,
          hint: 'Check the spelling of the host and the name servers of the machine that Cadastre runs on.',
        }),
      );
    }, lookupTimeoutMs);
  });
  try {
    return await Promise.race([lookup, tooLate]);
  } catch (error) {
    throw error instanceof TargetFailure ? error : unresolved();
  } finally {
    clearTimeout(timer);
    lookup.catch(() => undefined);
  }
};

const unresolved = (): TargetFailure =>
  new TargetFailure('dns', 'dns', {
    detail: 'The host name does not resolve.',
    hint: 'Check the spelling of the host. A name of a private network resolves only inside that network.',
  });

const why: Readonly<Record<DeniedClass, string>> = {
  unspecified: 'the unspecified address',
  loopback: 'the machine that Cadastre runs on (loopback)',
  private: 'a private network',
  'link-local': 'a link-local address',
  'carrier-nat': 'a carrier’s shared address range',
  multicast: 'a multicast address',
  documentation: 'an address range kept for documentation',
  benchmarking: 'an address range kept for benchmarks',
  reserved: 'a reserved address range',
  own: 'the machine that Cadastre runs on',
  metadata: 'a cloud’s metadata service',
  'embedded-ipv4': 'an IPv6 form that hides an IPv4 address',
  unreadable: 'something that is not an address',
};

const notAllowed = (because: DeniedClass, isResolved: boolean): TargetFailure =>
  new TargetFailure('egress', 'egress', {
    detail: `The host ${isResolved ? 'resolves to' : 'is'} ${why[because]}, where Cadastre may not connect.`,
    hint:
      because === 'metadata'
        ? 'Metadata addresses are never opened.'
        : 'If this is intended, the operator of Cadastre adds the address block or host:port to CADASTRE_EGRESS_ALLOW.',
  });

/** After connecting: is the other end really one of those that were allowed? */
export const isStillAllowed = (route: PinnedRoute, remoteAddress: string | undefined): boolean =>
  remoteAddress !== undefined &&
  route.addresses.includes(canonical(remoteAddress)) &&
  route.policy.judge({ host: route.host.text, port: route.port }, remoteAddress).isAllowed;

/** What is no address stays as it is, and is refused as such. */
const canonical = (text: string): string => {
  const address = parseIpAddress(text);
  return address === null ? text : formatIpAddress(address);
};
