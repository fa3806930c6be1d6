import { expect, it } from 'vitest'
import { leaveOutComments } from '../tsup.comments.ts'

/** What is published of a file that esbuild has written. */
const published = (code: string): string => leaveOutComments(code, 'dist/index.js')

it('comments are left out of what is published, with the lines that have nothing else', () => {
  const code = [
    '/** Counts – in ones. */',
    'class Counter {',
    '  /** How many… */',
    '  count = 0; // from the first',
    '  next() {',
    '    return this.count += /* one */ 1;',
    '  }',
    '}',
    '',
  ]
  expect(published(code.join('\n'))).toBe(
    'class Counter {\n  count = 0;\n  next() {\n    return this.count +=  1;\n  }\n}\n',
  )
})

it.each([
  ['a text', `const address = 'https://a.example/*'; const other = "// é 😀";\n`],
  ['a template', 'const lines = `// ${count} /* no */ \\` // é`;\n'],
  ['a regular expression', 'const comment = /\\/\\*[/*]*[^/]\\/\\//u.test(text);\n'],
  ['the first line of a program', '#!/usr/bin/env node\nimport "./a.js";\n'],
  ['the source of a part', '// src/time/clock.ts\nconst now = 0;\n'],
  ['that a call may be left out', 'const made = /* @__PURE__ */ make();\n'],
  ['a licence', '/*! Copyright A */\nconst a = 0;\n/** @license MIT */\nconst b = 0;\n/* @preserve */\n'],
  [
    'what a bundler is told of an import',
    'const a = import(/* @vite-ignore */ /* webpackIgnore: true */ path);\n',
  ],
])('%s stays as it is', (_what, code) => {
  expect(published(`/** é */\n${code}`.replace(/^(.*\n)(#!.*\n)/, '$2$1')).replace('/** é */\n', '')).toBe(
    code,
  )
})

it('what stood on both sides of a comment stays apart', () => {
  const code = 'const a = typeof/* é */b;\nfunction c() {\n  return /*\n*/1;\n}\n'
  expect(published(code)).toBe('const a = typeof b;\nfunction c() {\n  return \n1;\n}\n')
})
