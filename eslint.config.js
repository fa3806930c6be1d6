import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const published = ['packages/**/src/**/*.ts']
const tests = ['**/*.test.ts', '**/*.test-d.ts', 'test/**/*.ts']
const tooling = ['*.js', '*.ts', '**/tsup.config.ts', '**/vitest.config.ts', 'docs/.vitepress/**/*.ts']

/** Where `node:` modules and Node's globals are allowed; everything else that is published runs on edge runtimes, too. */
const nodeOnly = [
  'packages/config/**',
  'packages/testing/**',
  'packages/providers/undici/**',
  'packages/cli/src/**',
]

const handedIn =
  'Time and randomness are handed in: take a Clock or a Random (only clock.ts and random.ts read them).'

const timeGlobals = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: handedIn }))
const timeProperties = [
  ['Date', 'now'],
  ['performance', 'now'],
  ['Math', 'random'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
  ['AbortSignal', 'timeout'],
].map(([object, property]) => ({ object, property, message: handedIn }))
const timeSyntax = [{ selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: handedIn }]

// V8 takes `object.field = () => …` for a function that is there to stay, and allocates it in the old generation: what it refers to
// then outlives every minor collection. (`CheckAssigningFunctionLiteralToProperty` in V8's parser-base.h)
const longLivedFunctions = [
  {
    selector:
      'AssignmentExpression[left.type="MemberExpression"]:matches([right.type="ArrowFunctionExpression"], [right.type="FunctionExpression"])',
    message:
      'Such a function is allocated in the old generation. Make it a field of the class, or name it first.',
  },
]

const edgeGlobals = [
  ...['process', 'Buffer', 'global', 'require', 'module', 'exports', '__dirname', '__filename'],
  ...['window', 'document', 'localStorage', 'sessionStorage', 'XMLHttpRequest'],
].map((name) => ({ name, message: 'Published code runs on Node, Bun, Deno and edge runtimes alike.' }))
const edgeImports = [
  {
    regex:
      '^(node:|bun:|(assert|buffer|child_process|crypto|events|fs|http|https|net|os|path|stream|url|util|zlib)(/|$))',
    message: 'Only config, testing and the command line may import Node modules.',
  },
]

const moduleSyntax = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Re-export by name, so that an index reads as the list of what there is.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of kebab-case words.' },
  {
    selector:
      ':matches(ImportDeclaration, ExportNamedDeclaration)[source.value=/^[.].*(?<![.](ts|js|json))$/]',
    message: 'Imports inside a package end in `.ts`.',
  },
]

const sleeping = {
  selector: 'CallExpression[callee.name="setTimeout"]',
  message: 'Tests do not sleep: use the fake clock, or wait for the event itself.',
}

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/tsup.config.bundled_*',
    '**/node_modules/',
    '**/fixtures/',
    '**/.turbo/',
    'coverage/',
    'test/.tmp/',
    '.stryker-tmp/',
  ]),
  js.configs.recommended,
  // The rules that ask for types are in `.oxlintrc.json`.
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // `interface` is for what others implement, `type` for unions and data: a choice of meaning, not of style.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // "Infinity" says too little of its type for isolated declarations.
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreParameters: true, ignoreProperties: true }],
      eqeqeq: 'error',
      'id-denylist': ['error', 'opts', 'cfg', 'req', 'res', 'ctx'],
      'no-param-reassign': ['error', { props: false }],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-syntax': ['error', ...moduleSyntax],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: published,
    ignores: tests,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...moduleSyntax, ...longLivedFunctions],
    },
  },
  {
    files: published,
    ignores: [...tests, ...nodeOnly],
    rules: {
      'no-restricted-globals': ['error', ...edgeGlobals, ...timeGlobals],
      'no-restricted-imports': ['error', { patterns: edgeImports }],
      'no-restricted-properties': ['error', ...timeProperties],
      'no-restricted-syntax': ['error', ...moduleSyntax, ...timeSyntax, ...longLivedFunctions],
    },
  },
  {
    // The two places that read the time and the dice for everyone else.
    files: ['packages/**/src/**/clock.ts', 'packages/**/src/**/random.ts'],
    rules: {
      'no-restricted-globals': ['error', ...edgeGlobals],
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...moduleSyntax],
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'The core depends on nothing.' }] },
      ],
    },
  },
  {
    files: ['bench/**/*.ts', 'apps/runtimes/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['apps/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  {
    // Tests build half-made objects on purpose.
    files: tests,
    rules: { '@typescript-eslint/no-empty-function': 'off' },
  },
  {
    files: ['packages/**/*.test.ts', 'apps/**/*.test.ts'],
    ignores: ['**/clock.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...moduleSyntax, sleeping] },
  },
  {
    files: tooling,
    rules: { 'no-restricted-exports': 'off' },
  },
)
