import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generatedFiles } from '../scripts/generate/generated-files.ts'
import { replaceBetween } from '../scripts/generate/replace-between.ts'
import { root } from './support/workspace.ts'

it('every file made from the vendors’ folders is up to date; if not, run pnpm generate', async () => {
  const files = await generatedFiles(root)
  const stale = files.filter(({ path, text }) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
  expect(files.length).toBeGreaterThan(0)
  expect(stale.map(({ path }) => path)).toEqual([])
})

it('a block between two lines is replaced, and a missing line is an error', () => {
  const lines = { begin: '<!-- a -->', end: '<!-- b -->' }
  expect(replaceBetween('1\n<!-- a -->\nold\n<!-- b -->\n2', lines, 'new')).toBe(
    '1\n<!-- a -->\nnew\n<!-- b -->\n2',
  )
  expect(() => replaceBetween('1\n<!-- a -->\n2', lines, 'new')).toThrow('are missing')
})
