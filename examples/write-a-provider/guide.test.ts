import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

it.each(['acme.ts', 'acme.test.ts', 'vendor.ts'])('the guide shows %s as it is', (file) => {
  expect(read('../../docs/guides/write-a-provider.md')).toContain(`\`\`\`typescript\n${read(file)}\`\`\``)
})
