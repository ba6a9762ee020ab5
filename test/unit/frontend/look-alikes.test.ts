/**
 * @file Functions whose names look like value and derivative and are not: none of them may be paired. Rows of a title and a source.
 * Names alone are in `discover.test.ts`.
 */
import assert from 'node:assert/strict';
import { discover } from '../../../server/src/frontend/discover/discover.ts';
import { parseSource } from '../../../server/src/frontend/parse.ts';

const LOOK_ALIKES: readonly (readonly [title: string, source: string])[] = [
  [
    'primes',
    `function isPrime(n) { for (let i = 2; i * i <= n; i++) if (n % i === 0) return false; return n > 1; }
      function largestPrime(n) { let p = 2; for (let i = 2; i <= n; i++) if (isPrime(i)) p = i; return p; }
      function nearestPrime(x) { let prime = 1; const sieve = []; for (let i = 2; i <= x; i++) { if (!sieve[i]) prime = i; } return prime; }
      function nearest(x) { return Math.round(x); }`,
  ],
  [
    'a table of colours as text',
    `function cost(rows) { return rows.reduce((sum, row) => sum + row.percent, 0); }
      function costGradient(rows) { let at = 0; return rows.map((row) => { at += row.percent; return row.color + ' ' + at; }).join(', '); }`,
  ],
  [
    'widgets of a library that is called prime',
    `function getCostChartData(costs, rate) { return costs.map((cost) => cost * rate); }
      function getCostPrimeChartData(costs, rate) { const data = []; for (const cost of costs) data.push(cost * rate); return data; }`,
  ],
  [
    'a gradient by logits beside a loss of probabilities',
    `function crossEntropy(probs, label) { return -Math.log(probs[label]); }
      function softmaxCrossEntropyGrad(logits, label) { const e = logits.map(Math.exp); const s = e.reduce((a, b) => a + b, 0); return e.map((v, i) => v / s - (i === label ? 1 : 0)); }`,
  ],
  [
    'right-hand sides of differential equations',
    `function deriv(t, y) { return [y[1], -y[0]]; }
      function step(t, y, h) { const k1 = deriv(t, y); return y.map((v, i) => v + h * k1[i]); }
      function energy(y) { return 0.5 * (y[0] * y[0] + y[1] * y[1]); }
      function derivs(t, y, dydt) { dydt[0] = y[1]; dydt[1] = -y[0]; }`,
  ],
  [
    'a controller of a class',
    `class PID { kp = 1; kd = 1; last = 0; error(sp: number, v: number) { return sp - v; } derivative(e: number) { const d = (e - this.last) / 0.1; this.last = e; return d; } compute(sp: number, v: number) { const e = this.error(sp, v); return this.kp * e + this.kd * this.derivative(e); } }`,
  ],
  [
    'the terms of a controller',
    `class PIDController { constructor(p, i, d) { this.p = p; this.i = i; this.d = d; this.sum = 0; this.last = 0; } proportional(err) { return this.p * err; } integral(err, dt) { this.sum += err * dt; return this.i * this.sum; } derivative(err, dt) { const v = (err - this.last) / dt; this.last = err; return this.d * v; } update(err, dt) { return this.proportional(err) + this.integral(err, dt) + this.derivative(err, dt); } value(err) { return err; } }`,
  ],
  [
    'finance and licences',
    `function derivative(price, strike) { return Math.max(0, price - strike); }
      function price(s, r, t) { return s * Math.exp(r * t); }
      function derivativePrice(s, k, r, t) { return Math.max(0, s - k * Math.exp(-r * t)); }
      const hasDerivative = (s) => s.trades.some((e) => e.type === 'Call');
      function isDerivative(work) { return work.derivative === true; }`,
  ],
  [
    'CSS and colours',
    `function linearGradient(a, b) { return \`linear-gradient(\${a}, \${b})\`; }
      function gradient(t) { return [255 * t, 0, 255 * (1 - t)]; }
      function color(t) { return [t, t, t]; }
      function colorGradient(t) { return t * 0.5; }
      function lerpGradient(a, b, t) { return a + (b - a) * t; }
      const lerp = (a, b, t) => a + (b - a) * t;`,
  ],
  [
    'finite differences',
    `const f = (x: number) => x * x;
      function computeGradient(fn: (x: number) => number, x: number) { const h = 1e-5; return (fn(x + h) - fn(x - h)) / (2 * h); }
      const fPrime = (x: number) => { const h = 0.0001; return (f(x + h) - f(x - h)) / (2 * h); };
      function numericalGradient(x: number) { return (f(x + 1e-6) - f(x)) / 1e-6; }
      function derivative(g: (x: number) => number, x: number, h = 0.1) { return (g(x + h) - g(x - h)) / (2 * h); }
      function secondDerivative(g: (x: number) => number, x: number, h = 0.1) { return (g(x + h) - 2 * g(x) + g(x - h)) / (h * h); }`,
  ],
  [
    'Perlin noise',
    `function grad(hash, x, y) { switch (hash & 3) { case 0: return x + y; case 1: return -x + y; case 2: return x - y; default: return -x - y; } }
      function fade(t) { return t * t * t * (t * (t * 6 - 15) + 10); }
      function noise(x, y) { return fade(x) + grad(1, x, y); }`,
  ],
  [
    'gradient noise without bits',
    `function grad(h, x, y, z) { const u = h < 8 ? x : y; const v = h < 4 ? y : z; return u + v; }
      function f(t) { return t * t; }
      function perlin(x, y, z) { return grad(3, x, y, z) * f(x); }`,
  ],
  [
    'image gradients',
    `function sobel(img, x, y) { return img[y][x + 1] - img[y][x - 1]; }
      function gradientX(img, x, y) { return img[y][x + 1] - img[y][x - 1]; }
      function gradientMagnitude(gx, gy) { return Math.sqrt(gx * gx + gy * gy); }
      function gradientDirection(gx, gy) { return Math.atan2(gy, gx); }
      function magnitude(x, y) { return Math.hypot(x, y); }
      function direction(x, y) { return Math.atan2(y, x); }`,
  ],
  [
    'gradient descent',
    `function gradientDescent(loss: (w: number) => number, g: (w: number) => number, w: number) { for (let i = 0; i < 100; i++) w -= 0.1 * g(w); return w; }
      function descent(w: number) { return w - 0.1; }
      function loss(w: number) { return w * w; }`,
  ],
  [
    'players and turtles',
    `class Player { position = 0; forward(n: number) { this.position += n; return this.position; } backward(n: number) { this.position -= n; return this.position; } }
      class Turtle { x = 0; forward(d: number) { this.x += d; } backward(d: number) { this.x -= d; } }`,
  ],
  [
    'a video',
    `const video = { forward(s) { return this.currentTime + s; }, backward(s) { return this.currentTime - s; } };`,
  ],
  [
    'extensions and layout',
    `const api = { activate(id) { return id + 1; }, measure(id) { return id * 2; } };
      export function activate(context) { return context.subscriptions.length; }
      export function measure(el) { return el.width; }`,
  ],
  [
    'accessors of rows',
    `const table = { f: (row) => row.first, d: (row) => row.date };
      const fmt = { f: (x) => x.toFixed(2), d: (x) => Math.round(x) };
      const axis = { value: (d) => d.y, d: (d) => d.x };`,
  ],
  ['accessors called der', `const calc = { apply(x) { return x + 1; }, der(x) { return x; }, die(x) { return 0; } };`],
  [
    'a pump that is primed',
    `class Stack { prime(x) { return x; } value(x) { return x * 2; } }
      class Pump { prime(volume) { return volume * 0.1; } run(volume) { return volume * 2; } }`,
  ],
  [
    'products, distances and positions',
    `const mul = (a, b) => a * b; const dmul = (a, b) => a + b;
      function done(x) { return x; } function one(x) { return x * 2; }
      function dist(a, b) { return Math.hypot(a, b); } function ist(a) { return a; }
      function dx(t) { return Math.cos(t); } function x(t) { return Math.sin(t * 2); } function dy(t) { return -t; } function y(t) { return t; }`,
  ],
  [
    'densities of distributions',
    `function norm(x, m, s) { return (x - m) / s; } function dnorm(x, m, s) { return Math.exp(-((x - m) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI)); }
      function gamma(x) { return x; } function dgamma(x, a) { return Math.pow(x, a - 1) * Math.exp(-x); }
      function exp(x) { return Math.exp(-x); } function dexp(x, rate) { return rate * Math.exp(-rate * x); }
      function unif(x) { return x; } function dunif(x, a, b) { return 1 / (b - a); }
      function binom(n, k) { return n * k; } function dbinom(k, n, p) { return p ** k * (1 - p) ** (n - k); }`,
  ],
  [
    'losses that begin with d',
    `export const iou = (a: number, b: number) => a / b; export const diou = (a: number, b: number) => a / b - b; export const ciou = (a: number) => a;`,
  ],
  [
    'what is done to gradients',
    `function clipGradient(g, max) { return Math.max(-max, Math.min(max, g)); }
      function clip(g, max) { return Math.min(max, g); }
      function gradientClip(g) { return g; }
      function accumulateGradient(g, d) { return g + d; }
      function accumulate(a, b) { return a + b; }
      function updateGradient(g) { return g * 0.9; } function update(g) { return g; }
      function zeroGrad(g) { return g * 0; } function zero(g) { return 0 * g; }
      function applyGradient(w, g) { return w - 0.1 * g; } function apply(w) { return w; }`,
  ],
  [
    'what is done to gradients and numbers',
    `function normalizeGradient(g, n) { return g / n; } function normalize(x, n) { return x / n; }
      function scaleGradient(g, s) { return g * s; } function scale(x, s) { return x * s; }
      function averageGradients(a, b) { return (a + b) / 2; } function average(a, b) { return (a + b) / 2; }
      function checkGradient(a, b) { return Math.abs(a - b); } function check(a, b) { return a - b; }`,
  ],
  [
    'rates over time',
    `function getTimeDerivative(prev, cur, dt) { return (cur - prev) / dt; } function getTime(a) { return a * 2; }
      function signalDerivative(s) { return s.slice(1).map((v, i) => v - s[i]); } function signal(s) { return s.map((v) => v * 2); }`,
  ],
  [
    'symbolic derivatives of a class',
    `class Expr { evaluate(x) { return x; } derivative() { return new Expr(); } }
      class Sin { constructor(node) { this.node = node; } eval(x) { return Math.sin(this.node.eval(x)); } derivative(v) { return new Mul(new Cos(this.node), this.node.derivative(v)); } }
      class Mul {} class Cos {}`,
  ],
  [
    'derivatives that are curves',
    `class Spline { constructor(p) { this.p = p; } evaluate(t) { return this.p[0] * t; } derivative() { return new Spline(this.p.slice(1)); } }`,
  ],
  ['an undo history', `const backward = (state) => state.index - 1; const forward = (state) => state.index + 1;`],
  [
    'steps and pages',
    `function stepForward(n) { return n + 1; } function stepBackward(n) { return n - 1; }
      function pageForward(n) { return n + 1; } function pageBackward(n) { return n - 1; }
      function moveBackward(p, d) { return p - d; } function moveForward(p, d) { return p + d; } function move(p, d) { return p + d; }`,
  ],
  [
    'two orders of a list',
    `export function backward(list: number[]) { const out = []; for (let i = list.length - 1; i >= 0; i--) out.push(list[i]); return out; }
      export function forward(list: number[]) { return list.slice(); }`,
  ],
  [
    'inverse functions in tuples',
    `const pairs = { encode: [x => x + 1, x => x - 1], toggle: [(a) => a * 2, (a) => a / 2] };
      const accessors = [d => d.x, d => d.y];
      const [get, set] = [x => x, x => x * 2];
      function range() { return [x => x * 10, x => x / 10]; }`,
  ],
  [
    'inverse functions as constructor arguments',
    `const scale = new Scale(x => x * 2, x => x / 2);
      const tween = new Tween(t => t * t, t => 1 - t);
      const link = new Link(d => d.source, d => d.target);
      class Codec { constructor(encode, decode) { this.encode = encode; this.decode = decode; } }
      const c = new Codec(x => x * 2, x => x / 2);`,
  ],
  [
    'parallel tables of formatters',
    `const formatters = { cost: (x) => x.toFixed(2), date: (x) => x }; const parsers = { cost: (x) => +x, date: (x) => x };
      const getters = { a: (s) => s.a * 2, b: (s) => s.b }; const setters = { a: (s) => s * 2, b: (s) => s };
      const easeIn = { quad: (t) => t * t }; const easeOut = { quad: (t) => t * (2 - t) };`,
  ],
  [
    'tables of colours and contracts',
    `const colors = { red: (t) => t, blue: (t) => t * 2 }; const gradients = { red: (t) => [t, 0], blue: (t) => [0, t] };
      const products = { option: (s) => s * 2, future: (s) => s }; const derivatives = { option: (s, k) => Math.max(0, s - k), future: (s, k) => s - k };`,
  ],
  [
    'tables of two directions',
    `export const forward = { lookup: (x: number) => x * 2 }; export const backward = { lookup: (x: number) => x / 2 };`,
  ],
  [
    'objects with a value',
    `function evaluate(x) { return { value: x * 2, d: x }; }
      function parse(x) { return { value: x, grad: 'linear' }; }
      function stat(x) { return { loss: x - 1, gain: x + 1 }; }
      function slope(x, y) { return { cost: x * y, grade: y / x }; }`,
  ],
  [
    'functions that fill an array',
    `function score(x, out) { out[0] = x * 2; return x; }
      function fill(a, out) { for (let i = 0; i < a.length; i++) out[i] = a[i] * 2; return a.length; }
      function normalize(v, out) { const n = Math.hypot(v[0], v[1]); out[0] = v[0] / n; out[1] = v[1] / n; return n; }`,
  ],
  [
    'flags that are no boolean, or no derivative',
    `function render(x: number, derivative: string) { return derivative ? x : 0; }
      function license(x: number, prime: number) { return prime ? x * 2 : x; }
      function ship(cost: number, prime: boolean) { return prime ? 0 : cost * 0.1; }
      function price(x: number, isPrime: boolean) { return isPrime ? x * 0.8 : x; }`,
  ],
  [
    'flags of shops and games',
    `function shipping(total, prime) { if (prime) return 0; return total * 0.05; }
      function move(x, backward) { return backward ? x - 1 : x + 1; }
      function fillStyle(t, gradient) { return gradient ? t * 2 : t; }`,
  ],
  [
    'activation codes and keys',
    `function activation(code) { return code.length; } function activationDate(code) { return code * 2; }
      function deriveKey(k) { return k * 31; } function derive(k) { return k; } function derived(k) { return k + 1; }
      function key(k) { return k; }`,
  ],
  [
    'gradians',
    `const upgrade = (x) => x + 1; const grade = (x) => x; const degrade = (x) => x - 1; const retrograde = (x) => -x;
      const radGrad = (r) => r * 200 / Math.PI; const rad = (d) => d * Math.PI / 180; const degToGrad = (d) => d / 0.9; const degTo = (d) => d;
      const gradToDeg = (g) => g * 0.9; const toDeg = (r) => r * 57; const grad = (d) => d / 0.9;`,
  ],
  [
    'words that end in der',
    `const order = (x) => x; const under = (x) => x * 2; const und = (x) => x; const reorder = (x) => x;
      const folder = (x) => x * 2; const fol = (x) => x; const header = (x) => x; const hea = (x) => x * 3; const slider = (x) => x; const sli = (x) => x + 2;`,
  ],
  [
    'differences on a grid',
    `class Market { loss(x) { return x; } gradient(a, b) { return \`\${a}\`; } }
      class Terrain { value(x, y) { return x * y; } gradient(x, y) { return this.value(x + 1, y) - this.value(x - 1, y); } }
      class Grid { value(i) { return this.data[i]; } gradient(i) { return (this.data[i + 1] - this.data[i - 1]) / 2; } }`,
  ],
  [
    'signed distance fields',
    `class Field { constructor(d) { this.d = d; } value(x, y) { return this.d[y * 10 + x]; } gradient(x, y) { return [this.value(x + 1, y) - this.value(x - 1, y), this.value(x, y + 1) - this.value(x, y - 1)]; } }
      function sdf(x, y) { return Math.hypot(x, y) - 1; }
      function estimateNormal(x, y) { const e = 1e-3; return [sdf(x + e, y) - sdf(x - e, y), sdf(x, y + e) - sdf(x, y - e)]; }
      function sdfGradient(x, y) { const e = 0.001; return [(sdf(x + e, y) - sdf(x - e, y)) / (2 * e), (sdf(x, y + e) - sdf(x, y - e)) / (2 * e)]; }`,
  ],
  [
    'themes',
    `interface Theme { gradient: string } const theme = (x: number) => x * 2; const themeGradient = (x: number) => [x, x];
      const heroGradient = (p: number) => p * 2; const hero = (p: number) => p;
      const buttonGradient = (p: number) => p; const button = (p: number) => p * 3;`,
  ],
  [
    'second derivatives',
    `function secondDerivative(x) { return 2; } function f(x) { return x * x; } function fSecondDerivative(x) { return 2; } function fDoublePrime(x) { return 2; } function d2f(x) { return 2; } function ddf(x) { return 2; }`,
  ],
  [
    'training steps',
    `const loss = (w) => w * w; class Trainer { gradient(batch) { return batch.map((b) => b * 2); } }
      class Model { loss(x, y) { return (x - y) ** 2; } backward(x, y) { this.w -= 0.1 * (x - y); } }`,
  ],
  [
    'sums and ranks of primes',
    `function sumPrime(n) { let s = 0; for (let i = 2; i < n; i++) if (isP(i)) s += i; return s; } function sum(n) { return n * (n + 1) / 2; } function isP(i) { for (let j = 2; j < i; j++) if (i % j === 0) return false; return true; }
      function countPrime(n) { return n; } function count(n) { return n; } function getPrime(n) { return n; } function kthPrime(n) { return n; } function kth(n) { return n * 2; }
      function fPrimeFactor(n) { return n; }`,
  ],
  [
    'physical gradients of other things',
    `const temperature = (h) => 15 - 6.5 * h; const temperatureGradient = (z) => 25 + 30 * z;
      const pressure = (h) => 1013 * Math.exp(-h / 8); const pressureGradient = (rho) => rho * 9.81;`,
  ],
  [
    'slopes of roads',
    `const hill = (x) => Math.sin(x); const hillGrade = (rise, run) => rise / run; const road = (x) => x; const roadGradient = (rise, run) => rise / run;`,
  ],
  [
    'words that begin with d',
    `export const tf2 = (x) => x; const dtf = (x) => x * 2; const ebug = (x) => x; const debug = (x) => x; const ocument = (x) => x; const document = (x) => x;`,
  ],
  [
    'derivative works',
    `function derivativeWork(licence: number) { return licence * 2; } function work(licence: number) { return licence; }
      function derivativesTotal(positions: number[]) { return positions.reduce((a, b) => a + b, 0); } function total(positions: number[]) { return positions.length; }`,
  ],
  [
    'German articles',
    `function diff(a, b) { return a - b; } function der(a) { return a; } function ddx(a) { return a; } function derMittelwert(a) { return a.length; } function mittelwert(a) { return a[0]; }`,
  ],
  [
    'mouse and wheel',
    `class Mouse { value(e) { return e.x; } delta(e) { return e.dx; } } class Wheel { output(e) { return e; } delta(e) { return e * 2; } }`,
  ],
  [
    'filters',
    `const kalman = { predict: (x: number) => x, update: (x: number, z: number) => x + 0.5 * (z - x) }; const q = { cost: (s: number) => s * 2, step: (s: number) => s + 1 };`,
  ],
  [
    'classes that one word sets apart',
    `class FnItem { checkItem(x) { return x * 2; } } class PrimeItem { checkItem(x) { return x * 3; } }`,
  ],
  [
    'what drives and what is driven back',
    `class Motor { forward(speed) { return speed * 2; } backward(speed) { return -speed; } stop() { return 0; } }
      const train = { forward: (steps) => steps + 1, backward: (steps) => steps - 1 };`,
  ],
  [
    'budgets and their gradients',
    `const tax = { value: (income) => income * 0.2, der: (x) => x };
      function salary(years) { return 100 * years; } function salaryGradient(level, region) { return level * region; }`,
  ],
  [
    'a matrix and its transforms',
    `class Layer2D { forward(p) { return p.x + 1; } backward(p) { return p.x - 1; } }
      const zIndex = { forward: (layer) => layer + 1, backward: (layer) => layer - 1 };`,
  ],
  [
    'derivatives of words and pictures',
    `function word(stem) { return stem.length; } function wordDerivatives(stem) { return [stem + 1]; }
      function image(id) { return id * 2; } function imageDerivative(id, width) { return id * width; }`,
  ],
  [
    'a sensor and its rate of change',
    `let last = 0;
      function sensor(v) { return v * 0.1; } function sensorDerivative(v, dt) { const d = (v - last) / dt; last = v; return d; }
      function altitude(t) { return 2 * t; } function altitudePrime(a, b, dt) { return (b - a) / dt; }`,
  ],
  [
    'grades',
    `const upgrade = (x) => x + 1; const grade = (x) => x * 2; const gradeOf = (x) => x; const regrade = (x) => x * 3;
      const centigrade = (f) => (f - 32) / 1.8; const centi = (x) => x / 100;`,
  ],
  [
    'Amazon Prime and prime time',
    `function shippingPrime(total) { return total > 35 ? 0 : 5; } function price(total) { return total; }
      function isPrimeTime(hour) { return hour > 18 ? 1 : 0; } function ratePrime(balance, days) { return balance * days * 0.08; }
      function nextPrime(n) { return n + 2; } function next(n) { return n + 1; }`,
  ],
  [
    'what is done by a parameter',
    `function filter(level, values) { return values.filter((v) => v > level); }
      function filterByLevel(level, values) { return values.filter((v) => v === level); }
      function scale(factor, x) { return factor * x; } function scaleByFactor(factor, x) { return x / factor; }`,
  ],
];

describe('look-alikes', () => {
  for (const [title, source] of LOOK_ALIKES) {
    it(`leaves ${title} alone`, () => {
      // The types of the sources in TypeScript do no harm to the others.
      const { pairs } = discover(parseSource('/work/a.ts', source));
      assert.deepEqual(
        pairs.map(({ value, gradient }) => `${value.name} -> ${gradient.name}`),
        [],
      );
    });
  }
});
