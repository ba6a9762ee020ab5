/** @file The view of the value and its derivative over one variable. */
import type { View } from './view.ts';

export const valueView: View = ({ value, derived }) => {
  if (!value) return null;
  return {
    id: 'value-view',
    heading: derived ? 'Value and gradient' : 'Value',
    lines: [{ ...value, broad: false }, ...(derived ? [{ ...derived, broad: false }] : [])],
    markedLine: null,
    marksDisagreements: false,
  };
};
