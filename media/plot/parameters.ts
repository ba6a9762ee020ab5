/** @file The sliders: one for each scalar that is held fixed, each with a number field for exact values. */
import { tickStep } from 'd3-array';
import type { PlotParameterInfo } from '../../server/src/protocol/requests.ts';
import { numberText } from './number-text.ts';

export interface ParameterControls {
  /** Shows these parameters. Existing controls are kept, so that a slider being dragged is not replaced under the pointer. */
  show(parameters: readonly PlotParameterInfo[]): void;
}

interface Control {
  readonly slider: HTMLInputElement;
  readonly field: HTMLInputElement;
}

/** Where any real number will do, a slider moves in about this many steps, of a round size. */
const sliderSteps = 200;

export function createParameterControls(
  host: HTMLElement,
  onChange: (id: string, value: number) => void,
): ParameterControls {
  let shown = '';
  let controls = new Map<string, Control>();
  return {
    show: (parameters) => {
      const layout = JSON.stringify(parameters.map(({ id, min, max, step }) => [id, min, max, step]));
      if (layout !== shown) {
        shown = layout;
        controls = new Map();
        host.replaceChildren(...parameters.map((parameter) => row(parameter, controls, onChange)));
        return;
      }
      for (const { id, value } of parameters) {
        const control = controls.get(id);
        if (control) setUnlessFocused(control, value);
      }
    },
  };
}

function row(
  parameter: PlotParameterInfo,
  controls: Map<string, Control>,
  onChange: (id: string, value: number) => void,
): HTMLElement {
  const { id, value, min, max, step } = parameter;
  const slider = input('range', `Slider of ${id}`);
  slider.min = String(min);
  slider.max = String(max);
  slider.step = step === null ? String(tickStep(min, max, sliderSteps) || 'any') : String(step);
  slider.value = String(value);
  const field = input('number', `Value of ${id}`);
  field.step = step === null ? 'any' : String(step);
  field.value = shortest(value);
  slider.addEventListener('input', () => {
    field.value = shortest(slider.valueAsNumber);
    onChange(id, Number(field.value));
  });
  field.addEventListener('input', () => {
    // An empty or unfinished number is no value yet.
    if (!Number.isFinite(field.valueAsNumber)) return;
    slider.value = field.value;
    onChange(id, field.valueAsNumber);
  });
  controls.set(id, { slider, field });

  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = id;
  name.title = `${id}: from ${numberText(min)} to ${numberText(max)}`;
  const result = document.createElement('div');
  result.className = 'parameter';
  result.append(name, slider, field);
  return result;
}

function input(type: 'range' | 'number', label: string): HTMLInputElement {
  const element = document.createElement('input');
  element.type = type;
  element.setAttribute('aria-label', label);
  return element;
}

function setUnlessFocused({ slider, field }: Control, value: number): void {
  const active = document.activeElement;
  if (active === slider || active === field) return;
  slider.value = String(value);
  field.value = shortest(value);
}

/** As many digits as the field has room for; binary fractions would add more (0.30000000000000004). */
function shortest(value: number): string {
  return String(Number(value.toPrecision(6)));
}
