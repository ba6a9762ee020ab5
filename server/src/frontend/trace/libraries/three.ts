/**
 * @file Vectors of three.js, as source that traces read like any other class. What else the library has stays unknown: nothing of it is
 * about derivatives.
 */
import { parseSource } from '../../parse.ts';
import type { SourceUnit } from '../../types.ts';

const SOURCE = `
export class Vector2 {
  x: number; y: number;
  constructor(x = 0, y = 0) { this.x = x; this.y = y; }
  set(x: number, y: number) { this.x = x; this.y = y; return this; }
  setScalar(s: number) { this.x = s; this.y = s; return this; }
  clone() { return new Vector2(this.x, this.y); }
  copy(v: Vector2) { this.x = v.x; this.y = v.y; return this; }
  add(v: Vector2) { this.x += v.x; this.y += v.y; return this; }
  addScalar(s: number) { this.x += s; this.y += s; return this; }
  addVectors(a: Vector2, b: Vector2) { this.x = a.x + b.x; this.y = a.y + b.y; return this; }
  addScaledVector(v: Vector2, s: number) { this.x += v.x * s; this.y += v.y * s; return this; }
  sub(v: Vector2) { this.x -= v.x; this.y -= v.y; return this; }
  subScalar(s: number) { this.x -= s; this.y -= s; return this; }
  subVectors(a: Vector2, b: Vector2) { this.x = a.x - b.x; this.y = a.y - b.y; return this; }
  multiply(v: Vector2) { this.x *= v.x; this.y *= v.y; return this; }
  multiplyScalar(s: number) { this.x *= s; this.y *= s; return this; }
  divide(v: Vector2) { this.x /= v.x; this.y /= v.y; return this; }
  divideScalar(s: number) { return this.multiplyScalar(1 / s); }
  negate() { this.x = -this.x; this.y = -this.y; return this; }
  dot(v: Vector2) { return this.x * v.x + this.y * v.y; }
  lengthSq() { return this.x * this.x + this.y * this.y; }
  length() { return Math.sqrt(this.lengthSq()); }
  normalize() { return this.divideScalar(this.length() || 1); }
  setLength(l: number) { return this.normalize().multiplyScalar(l); }
  distanceToSquared(v: Vector2) { return (this.x - v.x) ** 2 + (this.y - v.y) ** 2; }
  distanceTo(v: Vector2) { return Math.sqrt(this.distanceToSquared(v)); }
  lerp(v: Vector2, t: number) { this.x += (v.x - this.x) * t; this.y += (v.y - this.y) * t; return this; }
  lerpVectors(a: Vector2, b: Vector2, t: number) { this.x = a.x + (b.x - a.x) * t; this.y = a.y + (b.y - a.y) * t; return this; }
  toArray() { return [this.x, this.y]; }
  cross(v: Vector2) { return this.x * v.y - this.y * v.x; }
}
export class Vector3 {
  x: number; y: number; z: number;
  constructor(x = 0, y = 0, z = 0) { this.x = x; this.y = y; this.z = z; }
  set(x: number, y: number, z: number) { this.x = x; this.y = y; this.z = z; return this; }
  setScalar(s: number) { this.x = s; this.y = s; this.z = s; return this; }
  clone() { return new Vector3(this.x, this.y, this.z); }
  copy(v: Vector3) { this.x = v.x; this.y = v.y; this.z = v.z; return this; }
  add(v: Vector3) { this.x += v.x; this.y += v.y; this.z += v.z; return this; }
  addScalar(s: number) { this.x += s; this.y += s; this.z += s; return this; }
  addVectors(a: Vector3, b: Vector3) { this.x = a.x + b.x; this.y = a.y + b.y; this.z = a.z + b.z; return this; }
  addScaledVector(v: Vector3, s: number) { this.x += v.x * s; this.y += v.y * s; this.z += v.z * s; return this; }
  sub(v: Vector3) { this.x -= v.x; this.y -= v.y; this.z -= v.z; return this; }
  subScalar(s: number) { this.x -= s; this.y -= s; this.z -= s; return this; }
  subVectors(a: Vector3, b: Vector3) { this.x = a.x - b.x; this.y = a.y - b.y; this.z = a.z - b.z; return this; }
  multiply(v: Vector3) { this.x *= v.x; this.y *= v.y; this.z *= v.z; return this; }
  multiplyScalar(s: number) { this.x *= s; this.y *= s; this.z *= s; return this; }
  divide(v: Vector3) { this.x /= v.x; this.y /= v.y; this.z /= v.z; return this; }
  divideScalar(s: number) { return this.multiplyScalar(1 / s); }
  negate() { this.x = -this.x; this.y = -this.y; this.z = -this.z; return this; }
  dot(v: Vector3) { return this.x * v.x + this.y * v.y + this.z * v.z; }
  lengthSq() { return this.x * this.x + this.y * this.y + this.z * this.z; }
  length() { return Math.sqrt(this.lengthSq()); }
  normalize() { return this.divideScalar(this.length() || 1); }
  setLength(l: number) { return this.normalize().multiplyScalar(l); }
  distanceToSquared(v: Vector3) { return (this.x - v.x) ** 2 + (this.y - v.y) ** 2 + (this.z - v.z) ** 2; }
  distanceTo(v: Vector3) { return Math.sqrt(this.distanceToSquared(v)); }
  lerp(v: Vector3, t: number) { this.x += (v.x - this.x) * t; this.y += (v.y - this.y) * t; this.z += (v.z - this.z) * t; return this; }
  lerpVectors(a: Vector3, b: Vector3, t: number) { this.x = a.x + (b.x - a.x) * t; this.y = a.y + (b.y - a.y) * t; this.z = a.z + (b.z - a.z) * t; return this; }
  toArray() { return [this.x, this.y, this.z]; }
  crossVectors(a: Vector3, b: Vector3) { return this.set(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }
  cross(v: Vector3) { return this.crossVectors(this.clone(), v); }
}
`;

let vectors: SourceUnit | null = null;

/** The vectors, where a specifier names the library; null for any other. */
export function vectorsOf(specifier: string): SourceUnit | null {
  return specifier === 'three' ? (vectors ??= parseSource('three.ts', SOURCE)) : null;
}

export function isOfVectors(unit: SourceUnit): boolean {
  return unit === vectors;
}
