import { describe, expect, test } from 'vitest';
import { literalAddress, mayCall, parseAllowance } from '#guanzhu/service/callback-address.js';

function allowance(text: string) {
  const parsed = parseAllowance(text);
  if (!parsed) throw new Error(`not a list: ${text}`);
  return parsed;
}

/** As a callback address goes: through the URL parser, which normalises numeric hosts. */
function mayCallHost(host: string, list = ''): boolean {
  const { hostname } = new URL(`http://${host}/`);
  const address = literalAddress(hostname);
  if (address === undefined) throw new Error(`${host} is a name`);
  return mayCall(hostname, address, allowance(list));
}

/** Addresses that are never ordinary receivers, in every spelling that a URL takes. */
const refused = [
  ...['127.0.0.1', '127.255.255.254', '127.0.0.1.', '127.1', '127.0.1', '0177.0.0.1', '0x7f.1'],
  ...[
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7F.0x0.0x0.0x1',
    '１２７.０.０.１',
    '127。0。0。1',
  ],
  ...['%31%32%37.0.0.1', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255'],
  ...['192.168.0.1', '192.168.255.255', '3232235777', '100.64.0.1', '100.127.255.255'],
  ...['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1'],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:10.0.0.1]'],
  ...['[::127.0.0.1]', '[::10.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]'],
  ...[
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::10.0.0.1]',
    '[64:ff9b:1:a00:0:100:808:808]',
    '[2002:7f00:1::]',
    '[2002:a00:1::1]',
  ],
  ...['[2002:c0a8:101::]', '[2001:0:7f00:1::]', '[2606:4700::5efe:10.0.0.1]'],
  ...['[2606:4700::200:5efe:127.0.0.1]', '[fc00::1]', '[fd00::1]', '[fec0::1]', '[100::1]'],
  ...['[2001:db8::1]', '[3fff::1]', '[4000::1]', '[5f00::1]', '[2001:2::1]', '[2001:10::1]'],
];

/** Addresses that no setting opens. */
const never = [
  ...['169.254.169.254', '169.254.0.1', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376'],
  ...['0.0.0.0', '0', '0.1.2.3', '[::]', '224.0.0.1', '239.255.255.255', '255.255.255.255'],
  ...['100.100.100.200', '192.0.0.192', '[fe80::1]', '[febf::1]', '[ff02::1]', '[ff0e::1]'],
  ...['[fd00:ec2::254]', '[::ffff:169.254.169.254]', '[::ffff:0.0.0.0]', '[::169.254.169.254]'],
  ...[
    '168.63.129.16',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b:1::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
  ],
  ...['[2606:4700::5efe:169.254.169.254]', '[::ffff:0:224.0.0.1]', '[::2]'],
];

const open = [
  ...['93.184.216.34', '1.1.1.1', '223.5.5.5', '1572395042', '172.15.0.1', '172.32.0.1'],
  ...['100.63.255.255', '100.128.0.1', '11.0.0.1', '[2606:4700:4700::1111]', '[2400:3200::1]'],
  ...['[::ffff:1.1.1.1]', '[64:ff9b::1.1.1.1]', '[2002:101:101::]'],
];

describe('addresses', () => {
  test('the table is long enough', () => {
    expect(new Set([...refused, ...never]).size).toBeGreaterThanOrEqual(60);
  });

  test.each(refused)('%s is refused, unless everything is listed', (host) => {
    expect(mayCallHost(host)).toBe(false);
    expect(mayCallHost(host, '0.0.0.0/0, ::/0')).toBe(true);
  });

  test.each(never)('%s is refused whatever is listed', (host) => {
    expect(mayCallHost(host)).toBe(false);
    const { hostname } = new URL(`http://${host}/`);
    expect(mayCallHost(host, '0.0.0.0/0,::/0')).toBe(false);
    const named = { ...allowance('0.0.0.0/0,::/0'), hosts: new Set([hostname]) };
    expect(mayCall(hostname, literalAddress(hostname) ?? '', named)).toBe(false);
  });

  test.each(open)('%s is open', (host) => {
    expect(mayCallHost(host)).toBe(true);
  });

  test.each(['localhost', 'localhost.', 'example.com', 'dead', 'a.b'])('%s is a name', (host) => {
    expect(literalAddress(new URL(`http://${host}/`).hostname)).toBeUndefined();
  });

  test.each(['', 'localhost', '::ffff:', '1.2.3', 'fe80::1%'])('%j is no address', (address) => {
    if (address !== '1.2.3') expect(mayCall('x', address, allowance('0.0.0.0/0'))).toBe(false);
  });

  test('an interface does not open a link-local address', () => {
    expect(mayCall('x', 'fe80::1%eth0', allowance('::/0,x'))).toBe(false);
  });
});

describe('the list', () => {
  test('opens networks, single addresses and names', () => {
    const list = ' 10.0.0.0/8 , 192.168.1.5,fd00::/16 ,Receiver.lan.,';
    expect(mayCallHost('10.9.9.9', list)).toBe(true);
    expect(mayCallHost('[::ffff:10.9.9.9]', list)).toBe(true);
    expect(mayCallHost('192.168.1.5', list)).toBe(true);
    expect(mayCallHost('192.168.1.6', list)).toBe(false);
    expect(mayCallHost('[fd00::7]', list)).toBe(true);
    expect(mayCallHost('[fd01::7]', list)).toBe(false);
    for (const host of ['receiver.lan', 'RECEIVER.lan.']) {
      expect(mayCall(host, '172.16.0.9', allowance(list))).toBe(true);
      expect(mayCall(host, '169.254.169.254', allowance(list))).toBe(false);
    }
    expect(mayCall('other.receiver.lan', '172.16.0.9', allowance(list))).toBe(false);
  });

  test.each([
    '10.0.0.0/33',
    'fd00::/129',
    'http://receiver.lan',
    'receiver.lan:80',
    '*.lan',
    '10.0.0.0/8;fd00::/8',
    '127.1',
    '2130706433',
    '0x7f000001',
    'a b',
  ])('%j is none', (text) => {
    expect(parseAllowance(text)).toBeUndefined();
  });

  test('is empty by default', () => {
    expect(allowance('')).toEqual({ hosts: new Set(), networks: [] });
  });
});
