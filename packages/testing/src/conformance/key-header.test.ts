import { expect, it } from 'vitest'
import { usualKeyHeader } from './key-header.ts'

it.each([
  ['openai', 'authorization', 'Bearer k'],
  ['groq', 'authorization', 'Bearer k'],
  ['anthropic', 'x-api-key', 'k'],
  ['azure-openai', 'api-key', 'k'],
  ['google', 'x-goog-api-key', 'k'],
] as const)('%s wants its key in %s', (surface, name, value) => {
  expect(usualKeyHeader(surface)('k')).toEqual({ name, value })
})
