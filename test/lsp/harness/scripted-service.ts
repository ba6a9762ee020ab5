/**
 * @file An analysis that does what the text tells it, so that the server's own behaviour can be tested: `WRONG` is a finding, `BOOM`
 * makes every request throw, `SLOW` asks the host to stop for ever, `PAUSE` takes a while when pairs are checked in turn, each line being
 * one, with `WHY` the findings have a cause that the verdict alone does not tell, and `THINK` takes a while to find one. It reads no mathematics.
 */
import type {
  FileAnalysis,
  Finding,
  LossService,
  ServiceHost,
  ServiceOptions,
} from '../../../server/src/service/types.ts';

/** Longer than the server keeps findings to itself. */
const longPause = 400;

const name = { name: 'focal', nameSpan: { start: 0, end: 5 }, span: { start: 0, end: 5 } };
const reference = {
  id: 'focal',
  title: 'Focal loss',
  aliases: [],
  citation: 'Lin et al. 2017',
  parameters: [],
  variants: [],
  misprints: [],
  path: '/catalogue/focal.ts',
};
const step = { rule: 'chain rule', latex: '\\frac{dL}{dz} = p - y', text: 'dL/dz = p - y' };

export function createScriptedService(host: ServiceHost, options: ServiceOptions = {}): LossService {
  const obey = (path: string, text: string): void => {
    if (text.includes('BOOM')) throw new Error(`boom in ${path}`);
    while (text.includes('SLOW')) host.checkpoint?.();
  };
  return {
    analyzeInSteps(path, text) {
      const { analyze } = this;
      return {
        *pairs() {
          const lines = text.split('\n');
          for (let i = 0; i < lines.length; i++) {
            const until = performance.now() + (lines[i]!.includes('PAUSE') ? longPause : 0);
            while (performance.now() < until) host.checkpoint?.();
            // Findings of the lines so far belong to it, where they stand in the whole text.
            const [pair] = analyze(path, lines.slice(0, i + 1).join('\n')).pairs;
            const start = lines.slice(0, i).join('\n').length;
            yield { ...pair!, findings: pair!.findings.filter(({ span }) => span.start >= start) };
          }
        },
        verdicts() {
          const analysis = analyze(path, text);
          return {
            ...analysis,
            pairs: analysis.pairs.map((pair) => ({ ...pair, isExplained: !text.includes('WHY') })),
          };
        },
        *explained() {
          for (const line of text.split('\n')) {
            const until = performance.now() + (line.includes('THINK') ? longPause : 0);
            while (performance.now() < until) host.checkpoint?.();
            yield* analyze(path, text).pairs;
          }
        },
        complete() {
          const analysis = analyze(path, text);
          if (!text.includes('WHY')) return analysis;
          const because = (finding: Finding): Finding => ({ ...finding, message: 'because' });
          return {
            ...analysis,
            pairs: analysis.pairs.map((pair) => ({ ...pair, findings: pair.findings.map(because) })),
          };
        },
      };
    },
    analyze(path, text): FileAnalysis {
      obey(path, text);
      const findings = [...text.matchAll(/WRONG/g)].map(({ index }): Finding => {
        const span = { start: index, end: index + 5 };
        const neighbour = path.replace(/[^/]*$/, 'neighbour.ts');
        const seen = host.readFile(neighbour) ?? 'nothing';
        return {
          code: 'gradient-mismatch',
          severity: 'error',
          message: `${options.samples ?? 0} samples; neighbour says ${seen.trim()}`,
          span,
          witness: null,
          cause: null,
          fix: 'RIGHT',
          related: [{ path, span: { start: 0, end: 1 }, message: 'the value' }],
        };
      });
      const summary = { ...name, path };
      const pair = {
        value: summary,
        gradient: summary,
        wrt: ['z'],
        convention: 'direct',
        conventionDetail: null,
        reference: 'focal',
        verdict: findings.length > 0 ? 'refuted' : 'proved',
        reason: null,
        findings,
        isExplained: true,
        unreachedBranches: [],
      } as const;
      return { path, pairs: [pair], losses: [], findings: [] };
    },
    hover(path, text, offset) {
      obey(path, text);
      if (offset > 5) return null;
      return {
        span: name.nameSpan,
        headline: `${path.slice(path.lastIndexOf('/') + 1)} is a *loss* <b>`,
        formulas: [{ label: 'Value', latex: 'L = x^2', text: 'L = x^2' }],
        derivation: [step, { ...step, rule: 'logarithm' }],
        notes: ['[link](command:evil) and `code`.'],
        reference,
        canDerive: true,
      };
    },
    fixes(path, text, span) {
      obey(path, text);
      const start = text.indexOf('WRONG');
      if (start < 0 || span.end < start || span.start > start + 5) return [];
      const findingSpan = { start, end: start + 5 };
      const edits = [{ span: findingSpan, newText: 'RIGHT' }];
      return [
        {
          kind: 'correction' as const,
          title: 'Make it right',
          code: 'gradient-mismatch',
          findingSpan,
          edits,
          preferred: true,
        },
      ];
    },
    derivation(path, text) {
      obey(path, text);
      return { title: 'focal', wrt: 'z', steps: [step, { ...step, latex: '\\frac{' }], typescript: 'return p - y;' };
    },
    deriveFunction: () => ({ problem: 'not scripted' }),
    plot(path, text, request) {
      obey(path, text);
      return {
        title: JSON.stringify(request),
        variable: 'z',
        x: [],
        series: [],
        parameters: [],
        disagreements: [],
        notes: [],
      };
    },
    references: () => [reference],
    deriveReference: () => ({ problem: 'not scripted' }),
    evaluateReference: () => ({ problem: 'not scripted' }),
    forget() {
      // Nothing is kept.
    },
    release() {
      // Nothing is remembered.
    },
  };
}
