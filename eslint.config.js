/** The conventions of published code. All other rules, and those for everything else, are in `.oxlintrc.json`. */
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const published = ['packages/**/src/**/*.ts']

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

// Each evaluation of an object literal with a getter makes a hidden class that has the getter, and lives in the old generation.
const literalGetters = [
  {
    selector: 'ObjectExpression > Property[kind=/^[gs]et$/]',
    message:
      'V8 keeps such a getter, and all that it holds, until the next full collection. Make it one of a class.',
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

export default defineConfig(
  globalIgnores(['**/*.test.ts', '**/*.test-d.ts', '**/fixtures/', '**/dist/']),
  {
    files: published,
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...moduleSyntax, ...longLivedFunctions, ...literalGetters],
      'no-unused-private-class-members': 'error',
    },
  },
  {
    files: published,
    ignores: nodeOnly,
    rules: {
      'no-restricted-globals': ['error', ...edgeGlobals, ...timeGlobals],
      'no-restricted-imports': ['error', { patterns: edgeImports }],
      'no-restricted-properties': ['error', ...timeProperties],
      'no-restricted-syntax': [
        'error',
        ...moduleSyntax,
        ...timeSyntax,
        ...longLivedFunctions,
        ...literalGetters,
      ],
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
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'The core depends on nothing.' }] },
      ],
    },
  },
)
