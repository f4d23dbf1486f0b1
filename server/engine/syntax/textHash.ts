/**
 * A fast hash of a text, for recognising the same content again. It is not meant to withstand someone who looks for
 * collisions on purpose; 106 bits make accidental ones negligible. Pure JavaScript, so the engine needs nothing of Node.
 */

/** Hash of the UTF-16 units of `text`, as 27 hexadecimal characters. Two independent 53-bit multiplicative hashes with different seeds. */
export function getTextHash(text: string): string {
  let a = 0xdeadbeef ^ text.length;
  let b = 0x41c6ce57 ^ text.length;
  let c = 0x9e3779b9;
  let d = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    c = Math.imul(c + unit, 0xcc9e2d51) ^ (c >>> 15);
    d = Math.imul(d ^ unit, 0x1b873593) + (d >>> 13) | 0;
  }
  return mixed(a, b, 0).padStart(14, '0') + mixed(c, d, 1).padStart(14, '0').slice(1);
}

function mixed(x: number, y: number, round: number): string {
  let a = Math.imul(x ^ (x >>> 16), 2246822507 + round);
  a ^= Math.imul(y ^ (y >>> 13), 3266489909);
  let b = Math.imul(y ^ (y >>> 16), 2246822507 + round);
  b ^= Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16);
}
