/** @file How an operation of an autograd engine is called, or a function that returns its gradient as a closure. */
import type { InputSpec } from '../../frontend/trace/inputs/input-spec.ts';
import { isNamedLoss } from './loss-names.ts';
import type { Engine, FunctionUnit } from '../../frontend/types.ts';
import {
  type ArgumentSource,
  type Binding,
  parameterName,
  parametersOf,
  parameterSpec,
  type Session,
} from '../sampling/session.ts';

export function engineBindings(session: Session, engine: Engine): readonly Binding[] {
  if (engine.locals !== undefined) return [ofLocals(session, engine)];
  if (engine.returned !== undefined) return [ofReturnedClosure(session)];
  const { gradient } = session;
  const upstream = session.specs.get(gradient.node, `${engine.result ?? 'out'}.${engine.grad}`);
  const isHanded = !comesLast(session, engine);
  const common = {
    gradient: [],
    upstream: isHanded ? upstream : null,
    upstreamIsNamed: isHanded,
    outputForm: false,
  } as const;
  const whole = sourcesOf(session, engine, false);
  const least = sourcesOf(session, engine, true);
  const isSame = whole.every((source, i) => source.kind === least[i]!.kind);
  const first: Binding = { value: whole, ...common };
  // A closure may be left only where nothing tells the axis.
  return isSame ? [first] : [first, { value: least, ...common, isFallback: true }];
}

/** Whether an operation is a loss whose closure starts the way back itself: it reads no gradient of the node that it returns. */
function comesLast({ value, gradient }: Session, { result, grad, layer }: Engine): boolean {
  if (layer !== undefined) return layer.isLast;
  if (!isNamedLoss(value.name) || gradient.node.parameters.length > 0) return false;
  const read = `${result ?? ''}.${grad}`;
  return !gradient.node.getText().replace(/[!?]/g, '').includes(read);
}

/** @param least without what may be left out. */
function sourcesOf(session: Session, engine: Engine, least: boolean): readonly ArgumentSource[] {
  const { value } = session;
  return parametersOf(value).map((parameter, i): ArgumentSource => {
    const spec = parameterSpec(session, value, i);
    if (engine.operands[i] === 'nodes') describeNodes(spec);
    // Of a node or a number that no gradient is set of, the closure is that of the number.
    const isNumber = engine.operands[i] === null && /\|\s*number\b|\bnumber\s*\|/.test(parameter.type?.getText() ?? '');
    if (isNumber && spec.shape === 'unknown') spec.shape = 'scalar';
    const isOptional = parameter.initializer !== undefined || parameter.questionToken !== undefined;
    // Most operations are written for the axis that is theirs by default.
    const isAxis = parameter.initializer !== undefined && axisName.test(parameterName(parameter, i));
    const isLeft = (least && isOptional) || isAxis;
    return isLeft && engine.operands[i] === null ? { kind: 'default' } : { kind: 'input', spec };
  });
}

const axisName = /^(axis|axes|dim|keep_?dims?)$/i;

/** A list of nodes. */
function describeNodes(spec: InputSpec): void {
  if (spec.shape === 'unknown') spec.shape = 'array';
  const { part: describe } = spec;
  spec.part = (part, key) => {
    describe(part, key);
    if (part.shape === 'unknown') part.shape = 'object';
  };
}

/** Local derivatives stand in the node that is returned, and nothing is handed in from above. */
function ofLocals(session: Session, engine: Engine): Binding {
  const value = sourcesOf(session, engine, false);
  return { value, gradient: [], upstream: null, upstreamIsNamed: false, outputForm: false };
}

/** A function and the closure that it returns, which is handed the upstream gradient. */
function ofReturnedClosure(session: Session): Binding {
  const { value, gradient } = session;
  const input = (unit: FunctionUnit, i: number): ArgumentSource => ({
    kind: 'input',
    spec: parameterSpec(session, unit, i),
  });
  const upstream = parameterSpec(session, gradient, 0);
  return {
    value: parametersOf(value).map((_, i) => input(value, i)),
    gradient: [{ kind: 'input', spec: upstream }],
    upstream,
    upstreamIsNamed: true,
    outputForm: false,
  };
}
