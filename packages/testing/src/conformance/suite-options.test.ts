import { expect, it } from 'vitest'
import {
  conformanceCases,
  embeddingConformanceCases,
  type AdapterSettings,
  type ConformanceOptions,
} from './index.ts'
import { tinyAdapter } from './support/tiny-adapter.ts'
import { tinyEmbedding } from './support/tiny-embedding.ts'

const fixtures = 'openai-compatible'
const run = (name: string, options: Partial<ConformanceOptions>): Promise<void> => {
  const cases = conformanceCases({ fixtures, create: tinyAdapter, ...options })
  const found = cases.find((one) => one.name === name)
  return found?.run() ?? Promise.reject(new Error(`there is no case "${name}"`))
}

/** Sends the key in another header than most. */
const withOtherHeader = (settings: AdapterSettings) =>
  tinyAdapter({
    ...settings,
    fetch(input, init) {
      const headers = new Headers(init?.headers)
      headers.delete('authorization')
      headers.set('x-key', settings.apiKey)
      return settings.fetch(input, { ...init, headers })
    },
  })

it('the header of the key is the surface’s, or another one that is named', async () => {
  const name = 'generate sends the key in its one header and nowhere else'
  await expect(run(name, { create: withOtherHeader })).rejects.toThrow('the header authorization')
  const keyHeader = (apiKey: string) => ({ name: 'X-Key', value: apiKey })
  await expect(run(name, { create: withOtherHeader, keyHeader })).resolves.toBeUndefined()
  await expect(run(name, { keyHeader })).rejects.toThrow('the header X-Key')
})

it('the address is given to the adapter, and requests have to go below it', async () => {
  const seen = new Set<string>()
  const create = (settings: AdapterSettings) => {
    seen.add(settings.baseURL)
    return tinyAdapter(settings)
  }
  const name = 'generate posts JSON with the prompt below the base URL'
  await run(name, { create })
  await run(name, { create, baseURL: 'https://other.test/api' })
  expect([...seen]).toEqual(['https://llm.test/v1', 'https://other.test/api'])
  const fixed = (settings: AdapterSettings) => tinyAdapter({ ...settings, baseURL: 'https://llm.test/v1' })
  await expect(run(name, { create: fixed, baseURL: 'https://other.test/api' })).rejects.toThrow('went to')
})

it('damages and noise are as many as asked for, shared among the cases', () => {
  const names = conformanceCases({ fixtures, create: tinyAdapter, noise: 5, mutations: 9 }).map(
    (one) => one.name,
  )
  for (const name of [
    '2 bodies of noise are answers or failures',
    '3 damaged answers are answers or failures',
  ])
    for (const share of [1, 2, 3, 4]) expect(names).toContain(`${name} (${share} of 4)`)
  const vectors = embeddingConformanceCases({ surface: 'openai', create: tinyEmbedding, mutations: 9 })
  expect(vectors.map(({ name }) => name)).toContain('9 damaged answers are answers or failures')
})

it.each([
  // Noise is read in both ways.
  ['3 bodies of noise are answers or failures (1 of 4)', 6],
  ['3 damaged answers are answers or failures (4 of 4)', 3],
])('the seed chooses them: %s', async (name, count) => {
  const bodiesOf = async (seed: number): Promise<string[]> => {
    const bodies: string[] = []
    const create = (settings: AdapterSettings) =>
      tinyAdapter({
        ...settings,
        async fetch(input, init) {
          const { body, status, headers } = await settings.fetch(input, init)
          const text = await new Response(body).text()
          bodies.push(text)
          return new Response(text, { status, headers })
        },
      })
    await run(name, { create, noise: 12, mutations: 12, seed })
    return bodies
  }
  const first = await bodiesOf(1)
  expect(first).toHaveLength(count)
  expect(await bodiesOf(1)).toEqual(first)
  expect(await bodiesOf(2)).not.toEqual(first)
})

it('what follows from a call is waited for as the caller says', async () => {
  let settled = 0
  const settle = () => {
    settled += 1
    return Promise.resolve()
  }
  await run('a stream that is not read sends nothing', { settle })
  expect(settled).toBe(1)
})
