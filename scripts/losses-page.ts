/** @file The page `docs/losses.md`, made from the catalogue. Writing it is `gen.mjs`; that it is current is a test. */
import type { CatalogueEntry, CatalogueVariant } from '../server/src/catalogue/load.ts';

export function lossesPage(entries: readonly CatalogueEntry[]): string {
  return [
    '# Reference losses',
    '',
    'Generated from `server/catalogue` by `npm run gen`; edit the files there.',
    'Every gradient in them is proved and every misprint refuted by the checker itself.',
    '',
    '| id | loss | also called | variants |',
    '|---|---|---|---|',
    ...entries.map(
      ({ id, title, aliases, variants }) =>
        `| [${id}](#${id}) | ${cell(title)} | ${aliases.map(code).join(', ')} | ${variants.map((v) => code(v.id)).join(', ')} |`,
    ),
    '',
    ...entries.flatMap(section),
  ].join('\n');
}

function section(entry: CatalogueEntry): readonly string[] {
  const { id, title, citation, variants, misprints } = entry;
  return [
    `## ${id}`,
    '',
    `${title}. ${citation}`,
    '',
    '| parameter | role | domain |',
    '|---|---|---|',
    ...(variants[0]?.parameters ?? []).map(
      ({ name, role, domainText }) => `| ${code(name)} | ${cell(role)} | ${code(domainText)} |`,
    ),
    '',
    ...variants.map(variantLine),
    '',
    ...(misprints.length === 0
      ? []
      : [
          'Formulas in print or in popular code that are not its derivative:',
          '',
          '| misprint | source | what is wrong |',
          '|---|---|---|',
          ...misprints.map((m) => `| ${code(m.id)} | ${cell(m.source)} | ${cell(m.cause)} |`),
          '',
        ]),
  ];
}

function variantLine({ id, gradients, stopGradient, value }: CatalogueVariant): string {
  const parameters = gradients.flatMap(({ wrt }) => wrt ?? []).map(code);
  const held = stopGradient.length === 0 ? '' : `, with ${stopGradient.map(code).join(', ')} held constant`;
  return `- ${code(id)}: ${code(value.name)}, differentiated by ${parameters.join(', ')}${held}.`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** A bar would end the table's cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
