/** @file The plot panel's page: connects the extension's messages, the controls and the charts. The charts themselves are pure functions. */
import type { PlotResult } from '../../server/src/protocol/requests.ts';
import { type Chart, drawCursor, indexAt } from './chart.ts';
import { drawCharts } from './charts.ts';
import { withCode } from './code-names.ts';
import { csvText } from './csv.ts';
import { disagreementRuns, mostTelling } from './disagreement.ts';
import { pictureText } from './export-svg.ts';
import { legendHtml, readings, spokenReadings } from './legend.ts';
import { parseToPanel } from './messages.ts';
import { numberText } from './number-text.ts';
import { createPage } from './page.ts';
import { createParameterControls } from './parameters.ts';
import { attachReader } from './reader.ts';
import { createRequester } from './requester.ts';
import { type PanelState, initialState, isAxisMode, restoredState } from './state.ts';
import { webviewApi } from './webview-api.ts';

const target: unknown = JSON.parse(document.body.dataset.target ?? 'null');
const page = createPage(document.body);
const requester = createRequester((message) => webviewApi.postMessage(message));
const parameters = createParameterControls(page.parameters, (id, value) =>
  change({ values: { ...state.values, [id]: value } }),
);

let state = restoredState(webviewApi.getState(), target);
let data: PlotResult | null = null;
let charts: readonly Chart[] = [];
/** Pixels for the hint below the charts. */
const roomBelow = 44;
/** Index of the plotted point that is read; null until the reader moves it. */
let chosen: number | null = null;

/** Takes over a change that needs new numbers. */
function change(part: Partial<PanelState>): void {
  remember(part);
  ask();
}

function remember(part: Partial<PanelState>): void {
  state = { ...state, ...part };
  webviewApi.setState(state);
}

function ask(): void {
  const { variable, values, range } = state;
  requester.ask({ values, ...(variable === null ? {} : { variable }), ...(range === null ? {} : { range }) });
}

function showPlot(result: PlotResult): void {
  if (data && (data.variable !== result.variable || data.x.length !== result.x.length)) chosen = null;
  data = result;
  page.problem.hidden = true;
  page.plot.hidden = false;
  page.main.classList.add('drawn');
  page.plot.classList.remove('stale');
  page.title.textContent = result.title;
  showVariables(result);
  setUnlessFocused(page.from, result.x[0]);
  setUnlessFocused(page.to, result.x[result.x.length - 1]);
  parameters.show(result.parameters.filter(({ id }) => id !== result.variable));
  page.notes.replaceChildren(...result.notes.map(listItem));
  draw();
}

/** Keeps the last picture, dimmed, so that a slip of a slider does not take everything away. */
function showProblem(problem: string): void {
  page.problem.replaceChildren(...withCode(problem));
  page.problem.hidden = false;
  page.plot.classList.add('stale');
}

function showVariables({ variable, parameters: all }: PlotResult): void {
  const ids = all.map(({ id }) => id);
  const choices = ids.includes(variable) ? ids : [variable, ...ids];
  const current = Array.from(page.variable.options, ({ value }) => value);
  if (choices.join('\n') !== current.join('\n'))
    page.variable.replaceChildren(...choices.map((id) => new Option(id, id)));
  page.variable.value = variable;
}

function draw(): void {
  if (!data) return;
  const hidden = new Set(state.hidden);
  // First, because the room for the charts begins below it.
  page.legend.innerHTML = legendHtml(data, hidden);
  const width = page.charts.clientWidth;
  const height = window.innerHeight - page.charts.getBoundingClientRect().top - window.scrollY - roomBelow;
  charts = drawCharts({ data, mode: state.mode, hidden, width, height });
  page.charts.innerHTML =
    charts.map(({ svg }) => svg).join('') || '<p class="empty">All series are hidden; switch one on above.</p>';
  page.reader.setAttribute('aria-label', `Reading position along ${data.variable}`);
  page.reader.setAttribute('aria-valuemin', String(data.x[0]));
  page.reader.setAttribute('aria-valuemax', String(data.x[data.x.length - 1]));
  read();
}

/** Where the reader points or, before that, where the written gradient is furthest off. */
function position(): number {
  if (chosen !== null || !data) return chosen ?? 0;
  const difference = data.series.find(({ id }) => id === 'difference')?.y ?? null;
  return mostTelling(data.x.length, disagreementRuns(data.disagreements, difference), difference);
}

function read(): void {
  if (!data) return;
  const index = position();
  const cursors = page.charts.querySelectorAll('.cursor');
  charts.forEach((chart, nth) => {
    const cursor = cursors[nth];
    if (cursor) cursor.innerHTML = drawCursor(chart, index);
  });
  const texts = readings(data, index);
  page.legend.querySelectorAll('.reading-value').forEach((element, nth) => (element.textContent = texts[nth] ?? ''));
  page.reader.setAttribute('aria-valuenow', String(data.x[index]));
  page.reader.setAttribute('aria-valuetext', spokenReadings(data, new Set(state.hidden), index));
}

function picture(): string {
  const style = getComputedStyle(document.body);
  const { title = '', parameters: all = [], variable = '' } = data ?? {};
  const fixed = all.filter(({ id }) => id !== variable).map(({ id, value }) => `${id} = ${numberText(value)}`);
  return pictureText({
    charts: Array.from(page.charts.querySelectorAll('svg')),
    title,
    settings: fixed.join(', '),
    background: style.backgroundColor,
    foreground: style.color,
    fontFamily: style.fontFamily,
  });
}

function listItem(text: string): HTMLLIElement {
  const item = document.createElement('li');
  item.append(...withCode(text));
  return item;
}

function setUnlessFocused(input: HTMLInputElement, value: number | undefined): void {
  if (document.activeElement !== input && value !== undefined) input.value = String(Number(value.toPrecision(6)));
}

function changeRange(): void {
  const [min, max] = [page.from.valueAsNumber, page.to.valueAsNumber];
  const valid = Number.isFinite(min) && Number.isFinite(max) && min < max;
  for (const input of [page.from, page.to]) input.setAttribute('aria-invalid', String(!valid));
  if (valid) change({ range: { min, max } });
}

attachReader(page.reader, {
  count: () => data?.x.length ?? 0,
  position,
  indexAt: (pixel) => (charts[0] ? indexAt(charts[0], pixel) : 0),
  move: (index) => {
    chosen = index;
    read();
  },
});
// Another variable has another natural interval.
page.variable.addEventListener('change', () => change({ variable: page.variable.value, range: null }));
page.from.addEventListener('change', changeRange);
page.to.addEventListener('change', changeRange);
page.mode.value = state.mode;
page.mode.addEventListener('change', () => {
  remember({ mode: isAxisMode(page.mode.value) ? page.mode.value : 'fit' });
  draw();
});
page.reset.addEventListener('click', () => {
  chosen = null;
  const { mode, hidden } = state;
  change({ ...initialState(target), mode, hidden });
});
page.legend.addEventListener('click', ({ target: clicked }) => {
  const id = clicked instanceof Element ? clicked.closest<HTMLElement>('[data-series]')?.dataset.series : undefined;
  if (id === undefined) return;
  remember({ hidden: state.hidden.includes(id) ? state.hidden.filter((each) => each !== id) : [...state.hidden, id] });
  draw();
  page.legend.querySelector<HTMLElement>(`[data-series="${CSS.escape(id)}"]`)?.focus();
});
page.saveSvg.addEventListener('click', () => {
  if (data) webviewApi.postMessage({ kind: 'save', format: 'svg', text: picture() });
});
page.saveCsv.addEventListener('click', () => {
  if (data) webviewApi.postMessage({ kind: 'save', format: 'csv', text: csvText(data) });
});
window.addEventListener('resize', draw);
window.addEventListener('message', ({ data: received }: MessageEvent<unknown>) => {
  const message = parseToPanel(received);
  if (!message || !requester.accepts(message.sequence)) return;
  if (message.kind === 'plot') showPlot(message.result);
  else showProblem(message.problem);
});
webviewApi.setState(state);
webviewApi.postMessage({ kind: 'ready' });
ask();
