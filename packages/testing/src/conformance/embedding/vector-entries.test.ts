import { expect, it } from 'vitest'
import { readFixtures } from '../fixtures.ts'
import { embeddingConformanceCases } from '../index.ts'
import { tinyEmbedding } from '../support/tiny-embedding.ts'
import { withEntries } from './vector-entries.ts'

const surfaces = ['openai', 'mistral', 'together', 'google', 'cohere'] as const

it.each(surfaces)('the vectors in the recorded answer of %s are found and written anew', (surface) => {
  const recorded = readFixtures(surface, 'embeddings').find(({ name }) => name === 'embed')?.body ?? ''
  let entries: readonly unknown[] = []
  const same = withEntries(surface, recorded, (all) => (entries = all))
  expect(JSON.parse(same)).toEqual(JSON.parse(recorded))
  expect(entries).toHaveLength(2)
  const other = withEntries(surface, recorded, ([first], entryOf) => [first, entryOf([7, 8])])
  expect(JSON.stringify(JSON.parse(other))).toContain('[7,8]')
  expect(Object.keys(JSON.parse(other) as object)).toEqual(Object.keys(JSON.parse(recorded) as object))
})

it.each([
  ['openai', { data: [{ index: 0, embedding: [1] }] }, { data: [{ index: 0, embedding: [7] }] }],
  ['mistral', { data: [{ index: 0, embedding: [1] }] }, { data: [{ index: 0, embedding: [7] }] }],
  ['together', { data: [{ index: 0, embedding: [1] }] }, { data: [{ index: 0, embedding: [7] }] }],
  ['google', { embeddings: [{ values: [1] }] }, { embeddings: [{ values: [7] }] }],
  ['cohere', { embeddings: { float: [[1]] }, id: 'a' }, { embeddings: { float: [[7]] }, id: 'a' }],
] as const)('a vector of %s is replaced where it stands', (surface, answer, expected) => {
  const other = withEntries(surface, JSON.stringify(answer), (_, entryOf) => [entryOf([7])])
  expect(JSON.parse(other)).toEqual(expected)
})

it.each(surfaces)('the suite has the recorded answers and refusals of %s', (surface) => {
  const names = embeddingConformanceCases({ surface, create: tinyEmbedding }).map(({ name }) => name)
  expect(names).toContain('embed: embed gives and reports what the body says')
  expect(names).toContain('err-401: probe, if there is one, fails as embed does')
  expect(names.some((name) => name.startsWith('stream-'))).toBe(false)
})
