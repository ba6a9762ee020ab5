/**
 * @file An analysis that does what the text tells it: `WRONG` is an error (with a longer message where it says `LONG`), `HINT` a hint, `UNKNOWN` an undetermined pair,
 * `DECLINED` one of code that is not read, `PARTIAL` one with branches that were not taken, `NONE` no pair, `BOOM` throws, `LATE` throws when asked for a fix.
 */
import type {
  FileAnalysis,
  Finding,
  LossService,
  PairAnalysis,
  ServiceHost,
} from '../../../server/src/service/types.ts';

const derivation = {
  title: 'focal',
  wrt: 'z',
  steps: [
    { rule: 'definition', latex: 'L = z^2', text: 'L = z^2' },
    { rule: 'power rule', latex: '\\frac{dL}{dz} = 2z', text: 'dL/dz = 2z' },
  ],
  typescript: 'export function focalGrad(z: number): number {\n  return 2 * z;\n}\n',
};

function reasonIn(text: string): string {
  return text.includes('DECLINED')
    ? 'unsupported-call: `erf` is not known (a.ts:3)'
    : 'no-input: no valid input was found';
}

export function createScriptedService(host: ServiceHost): LossService {
  const findingsIn = (path: string, text: string): readonly Finding[] =>
    [...text.matchAll(/WRONG|HINT/g)].map(({ index, 0: word }) => ({
      code: word === 'WRONG' ? 'gradient-mismatch' : 'unstable-logarithm',
      severity: word === 'WRONG' ? 'error' : 'hint',
      message: `This is ${word}.${text.includes('LONG') ? ' The derivative is one thing and the code gives another.' : ''}`,
      span: { start: index, end: index + word.length },
      witness:
        word === 'WRONG'
          ? { at: { z: 0.3, y: [1, 'inf'] }, expected: -0.25, actual: 'nan', difference: 0.123456, errorBound: 1e-16 }
          : null,
      cause: word === 'WRONG' ? 'sign flipped' : null,
      get fix() {
        if (text.includes('LATE')) throw new Error('late');
        return word === 'WRONG' ? 'RIGHT' : null;
      },
      related: word === 'WRONG' ? [{ path, span: { start: 0, end: 1 }, message: 'the value' }] : [],
    }));
  return {
    analyze(path, text) {
      if (text.includes('BOOM')) throw new Error('boom');
      const summary = { name: 'f', path, nameSpan: { start: 0, end: 1 }, span: { start: 0, end: text.length } };
      const findings = findingsIn(path, text);
      const verdict = findings.length > 0 ? 'refuted' : /UNKNOWN|DECLINED/.test(text) ? 'undetermined' : 'proved';
      const pair: PairAnalysis = {
        value: summary,
        gradient: { ...summary, name: 'fGrad' },
        wrt: ['z'],
        convention: 'direct',
        conventionDetail: null,
        reference: null,
        verdict,
        reason: verdict === 'undetermined' ? reasonIn(text) : null,
        findings,
        isExplained: true,
        unreachedBranches: text.includes('PARTIAL') ? ['`a` is true (line 1)', '`b` is false (line 2)'] : [],
      };
      return { path, pairs: text.includes('NONE') ? [] : [pair], losses: [], findings: [] };
    },
    analyzeInSteps(path, text) {
      const complete = (): FileAnalysis => this.analyze(path, text);
      return { pairs: () => complete().pairs, verdicts: complete, explained: () => complete().pairs, complete };
    },
    hover: () => null,
    fixes: () => [],
    derivation: () => derivation,
    deriveFunction: (path, _text, name) =>
      name === 'f'
        ? { ...derivation, title: name }
        : { problem: `there is no function ${name} in ${path.split('/').at(-1)}` },
    plot: () => ({ problem: 'not scripted' }),
    references: () => [
      {
        id: 'focal',
        title: 'Focal loss',
        aliases: [],
        citation: 'Lin et al. 2017',
        parameters: [],
        variants: ['mean'],
        misprints: [],
        path: host.referenceFiles().at(-1) ?? '/nowhere/focal.ts',
      },
    ],
    deriveReference: (id) => (id === 'focal' ? derivation : { problem: `there is no reference ${id}` }),
    evaluateReference(id, at, variant) {
      if (id !== 'focal') return { problem: `there is no reference ${id}` };
      if (typeof at['z'] !== 'number') return { problem: 'z must be a number' };
      return { value: variant ?? 'plain', gradient: { z: at['z'] * 2 } };
    },
    forget() {
      // Nothing is kept.
    },
    release() {
      // Nothing is remembered.
    },
  };
}
