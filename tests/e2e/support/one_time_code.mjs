// What an authenticator app does: the code of a secret now (RFC 6238, SHA-1, 30 s, six figures).
import { createHmac } from 'node:crypto';

export function oneTimeCode(secret, later = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const code = createHmac('sha1', key).update(counter).digest();
  return String((code.readUInt32BE(code[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
