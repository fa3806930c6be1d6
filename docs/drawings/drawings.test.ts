import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { drawings } from './drawings.ts'

it.each(Object.entries(drawings))('%s is what `pnpm draw` draws today', async (name, draw) => {
  const kept = readFileSync(join(import.meta.dirname, '../images', `${name}.svg`), 'utf8')
  expect(await draw()).toBe(kept)
})
