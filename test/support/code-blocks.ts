import { globSync } from 'node:fs'
import { readText, root } from './workspace.ts'

/** A TypeScript block of a Markdown page. */
export type CodeBlock = {
  /** The page, relative to the root. */
  readonly page: string
  /** Line of the page on which the code starts. */
  readonly line: number
  readonly code: string
  /** Marked `ts no-run`: only compiled. */
  readonly isCompiledOnly: boolean
}

const patterns = [
  '*.md',
  'packages/**/*.md',
  'apps/**/*.md',
  'examples/**/*.md',
  'bench/**/*.md',
  'docs/**/*.md',
]
const isSkipped = (path: string): boolean => /node_modules|CHANGELOG\.md$|(^|\/)dist\//.test(path)

/** Every Markdown page whose code is checked. */
export const pages: readonly string[] = patterns
  .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }))
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !isSkipped(path))
  .sort()

/** The TypeScript blocks of a page, in order. */
export const codeBlocksOf = (page: string, text = readText(page)): CodeBlock[] =>
  [...text.matchAll(/^```ts\b(.*)\n([^]*?)^```$/gm)].map(({ index, 1: info = '', 2: code = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    code,
    isCompiledOnly: info.trim().split(/\s+/).includes('no-run'),
  }))
