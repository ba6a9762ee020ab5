import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      '.cache/',
      'test/fixtures/',
      'test/vscode/node_modules/',
      'test/corpus/node_modules/',
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // The bundled compiler is an ES module (`scripts/typescript-module.mjs`), which has no default export.
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='typescript'] > ImportDefaultSpecifier",
          message: "Write `import * as ts from 'typescript'`.",
        },
      ],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
    },
  },
);
