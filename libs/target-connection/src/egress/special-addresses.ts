import { block, isInBlock, type AddressBlock, type IpAddress } from '../address/ip-address.ts';

export type AddressClass =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'carrier-nat'
  | 'multicast'
  | 'documentation'
  | 'benchmarking'
  | 'reserved';

/** IANA's special-purpose registries. The first block that holds an address decides. */
const ipv4: readonly (readonly [AddressClass, string])[] = [
  ['unspecified', '0.0.0.0/8'],
  ['private', '10.0.0.0/8'],
  ['carrier-nat', '100.64.0.0/10'],
  ['loopback', '127.0.0.0/8'],
  ['link-local', '169.254.0.0/16'],
  ['private', '172.16.0.0/12'],
  ['documentation', '192.0.2.0/24'],
  ['reserved', '192.0.0.0/24'],
  ['reserved', '192.31.196.0/24'],
  ['reserved', '192.52.193.0/24'],
  ['reserved', '192.88.99.0/24'],
  ['private', '192.168.0.0/16'],
  ['reserved', '192.175.48.0/24'],
  ['benchmarking', '198.18.0.0/15'],
  ['documentation', '198.51.100.0/24'],
  ['documentation', '203.0.113.0/24'],
  ['multicast', '224.0.0.0/4'],
  ['reserved', '240.0.0.0/4'],
];

const ipv6: readonly (readonly [AddressClass, string])[] = [
  ['unspecified', '::/128'],
  ['loopback', '::1/128'],
  ['private', 'fc00::/7'],
  ['link-local', 'fe80::/10'],
  ['multicast', 'ff00::/8'],
  ['benchmarking', '2001:2::/48'],
  ['documentation', '2001:db8::/32'],
  ['documentation', '3fff::/20'],
  ['reserved', '2001::/23'],
  ['reserved', '2002::/16'],
  ['reserved', '2620:4f:8000::/48'],
  ['reserved', '3ffe::/16'],
  // Only this block has been given out for global unicast: whatever is not in it is not the public internet.
  ['public', '2000::/3'],
];

/** Where clouds keep the keys of the machine. Nothing, not even an operator's rule, opens these. */
const metadata = [
  '169.254.169.0/24', // AWS, Azure, Google, Oracle, DigitalOcean, OpenStack and the time and name servers beside them
  '169.254.170.0/24', // AWS task and pod identity
  '169.254.0.23/32', // Tencent
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle classic
  '168.63.129.16/32', // Azure's wire server
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google
  'fe80::a9fe:a9fe/128', // OpenStack
];

const table = (rows: readonly (readonly [AddressClass, string])[]) =>
  rows.map(([addressClass, text]) => ({ addressClass, block: block(text) }));
const classes = { 4: table(ipv4), 6: table(ipv6) };
const metadataBlocks: readonly AddressBlock[] = metadata.map(block);

export const classify = (address: IpAddress): AddressClass => {
  const found = classes[address.family].find((row) => isInBlock(row.block, address));
  return found?.addressClass ?? (address.family === 4 ? 'public' : 'reserved');
};

export const isMetadata = (address: IpAddress): boolean =>
  metadataBlocks.some((each) => isInBlock(each, address));
