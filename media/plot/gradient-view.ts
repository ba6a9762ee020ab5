/** @file The view of the written gradient over the derived one. Without a written gradient there is nothing to compare. */
import type { View } from './view.ts';

export const gradientView: View = ({ derived, written }) => {
  if (!written) return null;
  return {
    id: 'gradient-view',
    heading: derived ? 'Written gradient over derived gradient' : 'Written gradient',
    lines: [...(derived ? [{ ...derived, broad: true }] : []), { ...written, broad: false }],
    markedLine: 'written',
    marksDisagreements: true,
  };
};
