import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it.each([
  ['write-a-provider', 'acme.ts'],
  ['test-a-provider', 'acme.test.ts'],
  ['test-a-provider', 'vendor.ts'],
])('the guide %s shows %s as it is', (guide, file) => {
  const shown = `\`\`\`typescript\n${read(file)}\`\`\``
  expect(read(`../../docs/guides/${guide}.md`)).toContain(shown)
})
