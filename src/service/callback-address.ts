import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** What callbacks may reach beyond public addresses, as the instance's administrator listed it. */
export interface CallbackAllowance {
  readonly hosts: ReadonlySet<string>;
  readonly networks: readonly Network[];
}

/** Reads a list of addresses, CIDRs and host names; undefined when one of them is none of these. */
export function parseAllowance(text: string): CallbackAllowance | undefined {
  const hosts = new Set<string>();
  const networks: Network[] = [];
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '') continue;
    if (ipaddr.isValidCIDR(entry)) networks.push(ipaddr.parseCIDR(entry));
    else if (isLiteral(entry)) networks.push(wholeAddress(ipaddr.parse(entry)));
    else if (isHostName(entry)) hosts.add(bareHost(entry));
    else return undefined;
  }
  return { hosts, networks };
}

/** Whether a callback may be sent to an address that a host name stands for, or that it is. */
export function mayCall(host: string, address: string, allowance: CallbackAllowance): boolean {
  if (!ipaddr.isValid(address)) return false;
  const written = ipaddr.parse(address);
  const real = embeddedIpv4(written) ?? written;
  if (isNever(written) || isNever(real)) return false;
  if (allowance.hosts.has(bareHost(host))) return true;
  const listed = allowance.networks.some(
    (network) => isIn(real, network) || isIn(written, network),
  );
  // Where a local NAT64 prefix carries the address is its owner's choice: only its owner can judge it.
  return listed || (isPublic(real) && !isIn(written, localNat64));
}

const localNat64: Network = ipaddr.parseCIDR('64:ff9b:1::/48');

/** The address that a URL's host spells out; undefined for a name, which has to be resolved. */
export function literalAddress(host: string): string | undefined {
  const text = host.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(text) ? text : undefined;
}

/** Where nobody's receiver lives: one's own link, everyone at once, and cloud metadata services. */
const neverNetworks: readonly Network[] = [
  ...['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'],
  ...['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
  ...['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128'],
].map((cidr) => ipaddr.parseCIDR(cidr));

function isNever(address: Address): boolean {
  return neverNetworks.some((network) => isIn(address, network));
}

/** Ordinary addresses only: whatever is special today, or not yet given out, is not public. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || isIn(address, globalUnicast);
}

const globalUnicast: Network = ipaddr.parseCIDR('2000::/3');

/** The IPv4 address that a packet to this IPv6 address ends at, by each way of carrying one in it. */
function embeddedIpv4(address: Address): ipaddr.IPv4 | undefined {
  if (!(address instanceof ipaddr.IPv6) || address.range() === 'loopback') return undefined;
  const bytes = address.toByteArray();
  const at = (start: number) => new ipaddr.IPv4(bytes.slice(start, start + 4));
  const { parts } = address;
  // 6to4 carries it behind its prefix, the others at the end.
  if (parts[0] === 0x2002) return at(2);
  if (tailCarriers.some((network) => isIn(address, network))) return at(12);
  // ISATAP marks the interface half of any prefix.
  const isatap = parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
  return isatap ? at(12) : undefined;
}

/** IPv4-mapped, IPv4-translated, IPv4-compatible, and NAT64 with the well-known and local prefixes. */
const tailCarriers: readonly Network[] = [
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
].map((cidr) => ipaddr.parseCIDR(cidr));

function isIn(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function wholeAddress(address: Address): Network {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Four decimal parts, or IPv6: other spellings of a number are no addresses here. */
function isLiteral(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function isHostName(text: string): boolean {
  // A name that ends in a number is an address to a URL.
  return (
    /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/.test(text) && !/(^|\.)(\d+|0x[\da-f]*)\.?$/.test(text)
  );
}

/** A host name without the dot that marks it as complete. */
function bareHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
