import { describe, expect, test } from '@jest/globals';
import { parseHost } from './host-grammar.ts';

describe('a host', () => {
  test.each([
    ['localhost', 'name', 'localhost'],
    ['DB.Example.COM', 'name', 'db.example.com'],
    ['db-1.internal', 'name', 'db-1.internal'],
    ['shop_db', 'name', 'shop_db'],
    ['xn--mnchen-3ya.example', 'name', 'xn--mnchen-3ya.example'],
    ['1password.example', 'name', '1password.example'],
    ['127.0.0.1', 'ipv4', '127.0.0.1'],
    ['255.255.255.255', 'ipv4', '255.255.255.255'],
    ['::1', 'ipv6', '::1'],
    ['2001:db8::1:0:0:1', 'ipv6', '2001:db8::1:0:0:1'],
    [`${'a'.repeat(63)}.example`, 'name', `${'a'.repeat(63)}.example`],
  ])('%s is taken as %s', (text, kind, canonical) => {
    expect(parseHost(text)).toEqual({ kind, text: canonical });
  });

  test.each([
    ['nothing', ''],
    ['a short address', '127.1'],
    ['one number', '2130706433'],
    ['an octal address', '0177.0.0.1'],
    ['leading zeros', '127.0.0.01'],
    ['hexadecimal', '0x7f.1'],
    ['one hexadecimal number', '0x7f000001'],
    ['hexadecimal at the end', '127.0.0.0x1'],
    ['hexadecimal at the start of a name', '0xdb.example'],
    ['five numbers', '1.2.3.4.5'],
    ['a numeric last label', 'db.example.42'],
    ['circled digits', '①②⑦.⓪.⓪.①'],
    ['full-width digits', '１２７.0.0.1'],
    ['a full stop that is none', '127。0。0。1'],
    ['a NUL', '127.0.0.1\0.example.com'],
    ['a line break', 'db.example\n'],
    ['a space', 'db example'],
    ['a tab', '\tdb.example'],
    ['Unicode', 'münchen.example'],
    ['a user', 'me@db.example'],
    ['a socket', '/var/run/postgresql'],
    ['an encoded slash', '%2Fvar%2Frun'],
    ['two hosts', 'a.example,b.example'],
    ['a fragment', 'db.example#x'],
    ['a query', 'db.example?host=x'],
    ['a port', 'db.example:5432'],
    ['a trailing dot', 'db.example.'],
    ['an empty label', 'db..example'],
    ['a leading hyphen', '-db.example'],
    ['a trailing hyphen', 'db-.example'],
    ['a label of 64', `${'a'.repeat(64)}.example`],
    ['a name of 254', `${'a.'.repeat(126)}ab`],
    ['brackets', '[::1]'],
    ['a zone', 'fe80::1%eth0'],
    ['long IPv6', '0:0:0:0:0:0:0:1'],
    ['IPv6 in capitals', '2001:DB8::1'],
    ['mixed notation', '::ffff:127.0.0.1'],
    ['compatible notation', '::127.0.0.1'],
    ['IPv6 with a leading zero', '2001:0db8::1'],
    ['a backslash', 'db\\example'],
    ['@', '@'],
  ])('%s is refused', (_, text) => {
    expect(parseHost(text)).toEqual({ kind: 'refused', why: expect.any(String) });
  });

  test('the canonical form of an address is said', () => {
    expect(parseHost('::ffff:127.0.0.1')).toMatchObject({
      why: 'is written ::ffff:7f00:1 in its canonical form',
    });
  });
});
