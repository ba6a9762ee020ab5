/** @file The derivation panel's side in the extension: asks the server for the steps and copies what the page asks for. */
import { type Event, type ExtensionContext, env, window } from 'vscode';
import type { FromDerivationPanel, ToDerivationPanel } from '../../server/src/protocol/derivation-panel.ts';
import type { DerivationResult, DocumentPosition } from '../../server/src/protocol/requests.ts';
import { asSentence } from './errors.ts';
import { type FunctionPanel, registerFunctionPanel } from './function-panel.ts';
import type { Server } from './language-client.ts';

type CopyMessage = Extract<FromDerivationPanel, { kind: 'copy' }>;

export function registerDerivationPanel(
  context: ExtensionContext,
  server: Server,
  onDidAnalyse: Event<string>,
): (target: DocumentPosition) => void {
  return registerFunctionPanel(
    context,
    {
      viewType: 'gradcheck.derivation',
      bundle: 'webview-derivation',
      title: 'Derivation',
      connect: (panel) => connect(panel, server),
    },
    onDidAnalyse,
  );
}

function connect(panel: FunctionPanel, server: Server) {
  let shown: DerivationResult | null = null;
  /** Counts the questions, so that a slow answer to an older one is dropped. */
  let asked = 0;

  const refresh = async (): Promise<void> => {
    const question = ++asked;
    let message: ToDerivationPanel;
    try {
      const result = await server.derivation(panel.target());
      message = 'problem' in result ? { kind: 'problem', problem: result.problem } : { kind: 'derivation', result };
    } catch (error) {
      message = { kind: 'problem', problem: asSentence('The derivation could not be computed', error) };
    }
    if (question !== asked) return;
    shown = message.kind === 'derivation' ? message.result : null;
    if (shown) panel.setTitle(`Derivation: ${shown.title}`);
    panel.post(message);
  };

  return {
    onMessage: (data: unknown): void => {
      const message = parse(data);
      if (message?.kind === 'ready') void refresh();
      else if (message?.kind === 'copy' && shown) void copy(shown, message);
    },
    onAnalysed: (): void => void refresh(),
  };
}

async function copy(derivation: DerivationResult, { format, step }: CopyMessage): Promise<void> {
  const text = textToCopy(derivation, format, step);
  if (text === null) return;
  await env.clipboard.writeText(text);
  const names = { latex: 'LaTeX', text: 'plain text', typescript: 'TypeScript' } satisfies Record<
    CopyMessage['format'],
    string
  >;
  window.setStatusBarMessage(
    `Copied ${step === null ? 'the derivation' : `step ${step + 1}`} as ${names[format]}.`,
    5000,
  );
}

function textToCopy(derivation: DerivationResult, format: CopyMessage['format'], step: number | null): string | null {
  if (format === 'typescript') return derivation.typescript;
  if (step !== null) return derivation.steps[step]?.[format] ?? null;
  if (format === 'latex') return derivation.latex;
  return derivation.steps.map(({ rule, text }) => `${text}    (${rule})`).join('\n');
}

/** A webview's messages are untrusted: whatever is not exactly a known message is dropped. */
function parse(data: unknown): FromDerivationPanel | null {
  if (typeof data !== 'object' || data === null) return null;
  const { kind, format, step } = data as { kind?: unknown; format?: unknown; step?: unknown };
  if (kind === 'ready') return { kind };
  if (kind !== 'copy' || (format !== 'latex' && format !== 'text' && format !== 'typescript')) return null;
  if (step !== null && !(typeof step === 'number' && Number.isInteger(step))) return null;
  return { kind, format, step };
}
