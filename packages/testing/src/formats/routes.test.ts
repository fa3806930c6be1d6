import { expect, it } from 'vitest'
import { createFakeLLM, type FormatName } from '../index.ts'

/** The status of a request below the root of a target, without a question in its body. */
const statusOf = async (format: FormatName, method: string, path: string): Promise<number> => {
  const fake = createFakeLLM({ targets: { a: { format } } })
  const root = fake.url('a').replace(/\/a\b.*$/, '/a')
  const { status } = await fake.fetch(root + path, { method, ...(method === 'POST' && { body: '{}' }) })
  return status
}

const known: readonly (readonly [FormatName, string, string])[] = [
  ['openai', 'POST', '/v1/chat/completions'],
  ['openai', 'POST', '/v1/responses'],
  ['openai', 'POST', '/v1/embeddings'],
  ['azure-openai', 'POST', '/openai/v1/responses'],
  ['azure-openai', 'POST', '/openai/v1/openai/deployments/m/embeddings?api-version=1'],
  ['azure-openai', 'POST', '/openai/deployments/m/embeddings?api-version=1'],
  ['mistral', 'POST', '/v1/v1/embeddings'],
  ['together', 'POST', '/v1/embeddings'],
  ['groq', 'POST', '/openai/v1/openai/v1/chat/completions'],
  ['anthropic', 'POST', '/messages'],
  ['anthropic', 'POST', '/v1/messages'],
  ['cohere', 'POST', '/v2/chat'],
  ['cohere', 'POST', '/v2/embed'],
  ['google', 'POST', '/v1beta/models/m:generateContent'],
  ['google', 'POST', '/v1/projects/p/locations/eu/publishers/google/models/m:generateContent'],
]

it.each(known)('%s has %s %s, and refuses an empty question there', async (format, method, path) => {
  expect(await statusOf(format, method, path)).toBe(400)
})

it.each(known.filter(([format]) => format !== 'google'))('%s has %s alone at %s', async (format, _, path) => {
  expect(await statusOf(format, 'GET', path)).toBe(404)
})

it.each<[FormatName, string, string]>([
  ['openai', 'POST', '/chat/completions'],
  ['openai', 'POST', '/v1/models'],
  ['openai', 'POST', '/v1/messages'],
  ['mistral', 'POST', '/embeddings'],
  ['mistral', 'POST', '/v1/responses'],
  ['together', 'POST', '/chat/completions'],
  ['together', 'POST', '/v1/responses'],
  ['groq', 'POST', '/v1/chat/completions'],
  ['groq', 'POST', '/openai/v1/embeddings'],
  ['groq', 'POST', '/openai/v1/responses'],
  ['azure-openai', 'POST', '/v1/chat/completions'],
  ['azure-openai', 'POST', '/openai/deployments/m/models?api-version=1'],
  ['anthropic', 'POST', '/v1/models'],
  ['anthropic', 'POST', '/v1/complete'],
  ['cohere', 'POST', '/v1/chat'],
  ['cohere', 'GET', '/v2/models'],
  ['cohere', 'POST', '/v1/models'],
  ['google', 'POST', '/v1beta/models/m:predict'],
  ['google', 'POST', '/v1beta/models'],
])('%s has no %s %s', async (format, method, path) => {
  expect(await statusOf(format, method, path)).toBe(404)
})
