import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatIpAddress } from '../address/ip-address.ts';
import { egressPolicy, type EgressPolicy } from './egress-policy.ts';
import { EgressRuleInvalid } from './egress-rule.ts';

const policy = (allow: string[] = [], allowPrivate = false): EgressPolicy =>
  egressPolicy({ allow, allowPrivate, ownAddresses: () => ['198.41.0.4', '2001:503:ba3e::2:30'] });
const internet = policy();
const target = { host: 'db.example', port: 5432 };
const judge = (by: EgressPolicy, address: string): string => {
  const verdict = by.judge(target, address);
  return verdict.isAllowed ? 'allowed' : verdict.because;
};

describe('with no rule', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
    '2000::',
  ])('the public internet is open: %s', (address) => expect(judge(internet, address)).toBe('allowed'));

  test.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-nat'],
    ['100.127.255.255', 'carrier-nat'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['192.31.196.1', 'reserved'],
    ['192.52.193.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['192.175.48.1', 'reserved'],
    ['198.18.0.1', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'reserved'],
    ['ff02::1', 'multicast'],
    ['100::1', 'reserved'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'reserved'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['3ffe::1', 'reserved'],
    ['2620:4f:8000::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['198.41.0.4', 'own'],
    ['2001:503:ba3e::2:30', 'own'],
    ['::127.0.0.1', 'embedded-ipv4'],
    ['::8.8.8.8', 'embedded-ipv4'],
    ['::ffff:127.0.0.1', 'embedded-ipv4'],
    ['::ffff:8.8.8.8', 'embedded-ipv4'],
    ['::ffff:0:10.0.0.1', 'embedded-ipv4'],
    ['64:ff9b::a00:1', 'embedded-ipv4'],
    ['64:ff9b:1::a00:1', 'embedded-ipv4'],
    ['2002:a00:1::1', 'embedded-ipv4'],
    ['2001:0:a00:1::1', 'embedded-ipv4'],
    ['2606:4700::5efe:a00:1', 'embedded-ipv4'],
    ['2606:4700::200:5efe:808:808', 'embedded-ipv4'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b:1:a9fe:a9:fe00::', 'metadata'],
    ['2002:a9fe:a9fe::', 'metadata'],
    ['2001:0:a9fe:a9fe::1', 'metadata'],
    ['2001:0:808:808::5601:5601', 'metadata'],
    ['2606:4700::5efe:a9fe:a9fe', 'metadata'],
    ['fe80::1%lo', 'unreadable'],
    ['0x7f.1', 'unreadable'],
    ['2130706433', 'unreadable'],
    ['127.0.0.1\0', 'unreadable'],
    ['localhost', 'unreadable'],
    ['', 'unreadable'],
  ])('%s is closed: %s', (address, why) => expect(judge(internet, address)).toBe(why));
});

describe('with private addresses allowed', () => {
  const home = policy([], true);
  test.each([
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    'fd12::1',
    '198.41.0.4',
    '8.8.8.8',
  ])('%s is open', (address) => expect(judge(home, address)).toBe('allowed'));
  test.each([
    '0.0.0.0',
    '::',
    '169.254.1.1',
    '100.64.0.1',
    '224.0.0.1',
    '::ffff:127.0.0.1',
    'fe80::1',
    '169.254.169.254',
    'fd00:ec2::254',
  ])('%s stays closed', (address) => expect(judge(home, address)).not.toBe('allowed'));
});

describe('with rules of the operator', () => {
  test('a block opens what is in it, at every port', () => {
    const open = policy(['10.20.0.0/16', 'fd00:1::/32', '192.0.2.7']);
    expect(judge(open, '10.20.255.1')).toBe('allowed');
    expect(judge(open, '10.21.0.1')).toBe('private');
    expect(judge(open, 'fd00:1::5')).toBe('allowed');
    expect(judge(open, '192.0.2.7')).toBe('allowed');
    expect(judge(open, '192.0.2.8')).toBe('documentation');
  });

  test('an endpoint opens one host at one port, wherever it resolves to', () => {
    const open = policy(['db.example:5432', '10.0.0.9:6432', '[fd00::9]:5432']);
    expect(judge(open, '10.1.1.1')).toBe('allowed');
    expect(open.judge({ host: 'db.example', port: 22 }, '10.1.1.1').isAllowed).toBe(false);
    expect(open.judge({ host: 'other.example', port: 5432 }, '10.1.1.1').isAllowed).toBe(false);
    expect(open.judge({ host: 'other.example', port: 6432 }, '10.0.0.9').isAllowed).toBe(true);
    expect(open.judge({ host: 'other.example', port: 5432 }, 'fd00::9').isAllowed).toBe(true);
  });

  test('nothing opens metadata, in any form', () => {
    const everything = policy(['0.0.0.0/0', '::/0', 'db.example:5432'], true);
    for (const address of [
      '169.254.169.254',
      'fd00:ec2::254',
      '::ffff:169.254.169.254',
      '2002:a9fe:a9fe::',
      '100.100.100.200',
    ]) {
      expect(judge(everything, address)).toBe('metadata');
    }
  });

  test('a disguise is open only if it is listed and what it hides is open too', () => {
    expect(judge(policy(['10.0.0.0/8']), '64:ff9b::a00:1')).toBe('embedded-ipv4');
    expect(judge(policy(['64:ff9b::/96']), '64:ff9b::a00:1')).toBe('embedded-ipv4');
    expect(judge(policy(['64:ff9b::/96']), '64:ff9b::808:808')).toBe('allowed');
    expect(judge(policy(['64:ff9b::/96', '10.0.0.0/8']), '64:ff9b::a00:1')).toBe('allowed');
    expect(judge(policy(['64:ff9b:1::/48']), '64:ff9b:1::808:808')).toBe('allowed');
  });

  test.each([
    '',
    '10.0.0.1/8',
    '10.0.0.0/40',
    'db.example',
    'db.example:0',
    'db.example:65536',
    '*',
    '*.example:5432',
    '127.1:5432',
    'http://x:1',
  ])('"%s" is no rule', (rule) => expect(() => policy([rule])).toThrow(EgressRuleInvalid));
});

describe('embeddings', () => {
  const embed: Readonly<Record<string, (ipv4: bigint, noise: bigint) => bigint>> = {
    compatible: (ipv4) => ipv4,
    mapped: (ipv4) => (0xffffn << 32n) | ipv4,
    translated: (ipv4) => (0xffffn << 48n) | ipv4,
    nat64: (ipv4) => (0x0064_ff9bn << 96n) | ipv4,
    'local nat64': (ipv4, noise) => (0x0064_ff9b_0001n << 80n) | ((noise & 0xffffn) << 64n) | ipv4,
    '6to4': (ipv4, noise) => (0x2002n << 112n) | (ipv4 << 80n) | (noise & ((1n << 80n) - 1n)),
    'Teredo server': (ipv4, noise) => (0x2001_0000n << 96n) | (ipv4 << 64n) | (noise & ((1n << 64n) - 1n)),
    'Teredo client': (ipv4, noise) =>
      (0x2001_0000n << 96n) | ((noise & ((1n << 64n) - 1n)) << 32n) | (ipv4 ^ 0xffff_ffffn),
    ISATAP: (ipv4) => (0x2606_4700n << 96n) | (0x0000_5efen << 32n) | ipv4,
  };

  test.each(Object.keys(embed))(
    'no IPv4 address gets through as %s, and metadata not even past rules for everything',
    (form) => {
      const ipv4 = fc.oneof(
        fc.bigInt({ min: 2n, max: 0xffff_ffffn }),
        fc.constantFrom(0x7f00_0001n, 0x0a00_0001n, 0x0808_0808n),
      );
      const everything = policy(['0.0.0.0/0', '::/0'], true);
      fc.assert(
        fc.property(ipv4, fc.bigInt({ min: 0n, max: (1n << 96n) - 1n }), (value, noise) => {
          const address = (hidden: bigint): string =>
            formatIpAddress({ family: 6, value: embed[form]?.(hidden, noise) ?? 0n });
          expect(internet.judge(target, address(value)).isAllowed).toBe(false);
          expect(judge(everything, address(0xa9fe_a9fen))).toBe('metadata');
        }),
        { seed: 6052, numRuns: 300 },
      );
    },
  );
});
