import type { Law } from '../sdp/streamPlan';

/** What G.711 (ITU-T) codes silence as. */
export const silenceByte: Readonly<Record<Law, number>> = { mu: 0xff, a: 0xd5 };

const muBias = 0x84;
const muClip = 32_635;

/** Number of the highest bit that is set, from 0. */
const highestBit = (value: number): number => 31 - Math.clz32(value);

/** One 16-bit sample in mu-law. */
export function encodeMu(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), muClip) + muBias;
  const exponent = highestBit(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeMu(byte: number): number {
  const code = ~byte & 0xff;
  const exponent = (code >> 4) & 7;
  const magnitude = ((((code & 0x0f) << 3) + muBias) << exponent) - muBias;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

/** One 16-bit sample in A-law, whose own samples have 13 bits and whose even bits are inverted. */
export function encodeA(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(sample < 0 ? ~sample >> 4 : sample >> 4, 0x7ff);
  const exponent = magnitude < 16 ? 0 : highestBit(magnitude) - 3;
  const mantissa = (exponent === 0 ? magnitude : magnitude >> (exponent - 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function decodeA(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = (code & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

const decoded: Readonly<Record<Law, Int16Array>> = {
  mu: Int16Array.from({ length: 256 }, (_, byte) => decodeMu(byte)),
  a: Int16Array.from({ length: 256 }, (_, byte) => decodeA(byte)),
};

/** 16-bit samples as bytes of a law. */
export function encode(samples: Int16Array, law: Law): Buffer {
  const one = law === 'mu' ? encodeMu : encodeA;
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let index = 0; index < samples.length; index += 1) bytes[index] = one(samples[index] ?? 0);
  return bytes;
}

/** Bytes of a law as 16-bit samples. */
export function decode(bytes: Uint8Array, law: Law): Int16Array {
  const table = decoded[law];
  const samples = new Int16Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) samples[index] = table[bytes[index] ?? 0] ?? 0;
  return samples;
}
