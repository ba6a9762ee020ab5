/** @file The fixed markup of the panel and typed access to its elements. Nothing in here comes from data. */

const markup = `
<main id="main">
  <header>
    <h1 id="title">Gradient</h1>
    <ul id="notes"></ul>
    <div class="toolbar" role="toolbar" aria-label="Plot">
      <label class="needs-data">Variable <select id="variable"></select></label>
      <label class="needs-data">from <input id="from" type="number" step="any"></label>
      <label class="needs-data">to <input id="to" type="number" step="any"></label>
      <label class="needs-data">Axis <select id="mode">
        <option value="fit">fit to most points</option>
        <option value="all">all points</option>
        <option value="symlog">logarithmic</option>
      </select></label>
      <span class="actions">
        <button id="reset" type="button">Reset</button>
        <button class="needs-data" id="save-svg" type="button">Save SVG</button>
        <button class="needs-data" id="save-csv" type="button">Save CSV</button>
      </span>
    </div>
  </header>
  <section id="parameters" aria-label="Parameters"></section>
  <p id="problem" role="status" hidden></p>
  <div id="plot" hidden>
    <div id="legend" role="group" aria-label="Series, with their values at the reading position"></div>
    <div id="stage">
      <div id="charts"></div>
      <div id="reader" role="slider" tabindex="0" aria-orientation="horizontal" aria-describedby="hint"></div>
    </div>
    <p id="hint">Point at the charts to read values, or focus them and use the arrow keys, Page Up, Page Down, Home and End.</p>
  </div>
</main>`;

export interface Page {
  readonly main: HTMLElement;
  readonly title: HTMLElement;
  readonly variable: HTMLSelectElement;
  readonly from: HTMLInputElement;
  readonly to: HTMLInputElement;
  readonly mode: HTMLSelectElement;
  readonly reset: HTMLButtonElement;
  readonly saveSvg: HTMLButtonElement;
  readonly saveCsv: HTMLButtonElement;
  readonly parameters: HTMLElement;
  readonly problem: HTMLElement;
  readonly plot: HTMLElement;
  readonly legend: HTMLElement;
  readonly charts: HTMLElement;
  readonly reader: HTMLElement;
  readonly notes: HTMLElement;
}

export function createPage(body: HTMLElement): Page {
  body.insertAdjacentHTML('afterbegin', markup);
  const find = <Kind extends HTMLElement>(id: string): Kind => {
    const element = body.querySelector<Kind>(`#${id}`);
    if (!element) throw new Error(`The page has no element "${id}".`);
    return element;
  };
  return {
    main: find('main'),
    title: find('title'),
    variable: find('variable'),
    from: find('from'),
    to: find('to'),
    mode: find('mode'),
    reset: find('reset'),
    saveSvg: find('save-svg'),
    saveCsv: find('save-csv'),
    parameters: find('parameters'),
    problem: find('problem'),
    plot: find('plot'),
    legend: find('legend'),
    charts: find('charts'),
    reader: find('reader'),
    notes: find('notes'),
  };
}
