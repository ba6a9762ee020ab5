/** @file The view of the difference between the written and the derived gradient. */
import type { View } from './view.ts';

export const differenceView: View = ({ difference }) => {
  if (!difference) return null;
  return {
    id: 'difference-view',
    heading: 'Difference: written − derived',
    lines: [{ ...difference, broad: false }],
    markedLine: 'difference',
    marksDisagreements: true,
  };
};
