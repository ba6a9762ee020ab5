/** @file Moves the reading position over the charts by pointer and by keyboard. What is read there is up to the caller. */

export interface ReaderHost {
  /** Number of plotted points. */
  count(): number;
  position(): number;
  /** The point below a horizontal pixel of the charts. */
  indexAt(pixel: number): number;
  move(index: number): void;
}

export function attachReader(element: HTMLElement, host: ReaderHost): void {
  const go = (index: number): void => host.move(Math.max(0, Math.min(host.count() - 1, index)));
  element.addEventListener('pointermove', ({ offsetX }) => go(host.indexAt(offsetX)));
  element.addEventListener('pointerdown', ({ offsetX }) => go(host.indexAt(offsetX)));
  element.addEventListener('keydown', (event) => {
    const step = Math.max(1, Math.round(host.count() / 20));
    const moves: { readonly [key: string]: number } = {
      ArrowLeft: host.position() - 1,
      ArrowDown: host.position() - 1,
      ArrowRight: host.position() + 1,
      ArrowUp: host.position() + 1,
      PageDown: host.position() - step,
      PageUp: host.position() + step,
      Home: 0,
      End: host.count() - 1,
    };
    const target = moves[event.key];
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(target);
  });
}
