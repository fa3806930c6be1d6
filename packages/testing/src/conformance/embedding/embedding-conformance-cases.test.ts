import { describe, expect, it } from 'vitest'
import { embeddingConformanceCases } from '../index.ts'
import { tinyEmbedding, type EmbeddingFlaw } from '../support/tiny-embedding.ts'

const surface = 'openai'

describe('the suite for embeddings', () => {
  const cases = embeddingConformanceCases({ surface, create: (settings) => tinyEmbedding(settings) })
  for (const { name, run } of cases) {
    it(`is passed by a small adapter: ${name}`, () => expect(run()).resolves.toBeUndefined())
  }
})

describe('an embedding adapter fails the suite when it', () => {
  const flaws: [EmbeddingFlaw, string][] = [
    ['trusts the order', 'embed-out-of-order: embed gives and reports what the body says'],
    ['makes vectors up', 'embed takes a vector too few for no answer'],
    ['forgets the usage', 'embed: embed gives and reports what the body says'],
    [
      'drops the provider options',
      'embed merges providerOptions verbatim into the body, and other vendors’ not at all',
    ],
    ['is silent about the length', 'embed says the wished length of the vectors, or warns'],
    ['sends the texts by turns', 'embed posts JSON with the texts, in order, below the base URL'],
    ['tries again by itself', 'err-422: embed fails as bad-request of the request'],
    ['takes texts for vectors', 'embed takes base64 for numbers for no answer'],
    ['reports no headers', 'embed: embed gives and reports what the body says'],
    ['takes every probe for a success', 'err-401: probe, if there is one, fails as embed does'],
    ['makes an error of its own of an abort', 'embed can be aborted before the headers'],
    [
      'makes an error of its own of an abort',
      'embed can be aborted in the body, also when the body does not listen',
    ],
    ['sends the key in the URL', 'embed posts JSON with the texts, in order, below the base URL'],
    ['sends the key in the URL', 'embed sends the key in its one header and nowhere else'],
    ['drops a text', 'embed posts JSON with the texts, in order, below the base URL'],
    [
      'sends the options of all vendors',
      'embed merges providerOptions verbatim into the body, and other vendors’ not at all',
    ],
    [
      'loses lists in the options',
      'embed merges providerOptions verbatim into the body, and other vendors’ not at all',
    ],
    ['counts its calls in the body', 'embed sends the same body for the same request'],
    [
      'says why a connection failed',
      'a fetch that fails with the request in its message is a network failure that keeps it',
    ],
    ['gives no vectors for a damaged answer', '200 damaged answers are answers or failures'],
  ]

  it.each(flaws)('%s', async (flaw, name) => {
    const cases = embeddingConformanceCases({ surface, create: (settings) => tinyEmbedding(settings, flaw) })
    const found = cases.find((one) => one.name === name)
    const good = embeddingConformanceCases({ surface, create: (settings) => tinyEmbedding(settings) })
    await expect(good.find((one) => one.name === name)?.run()).resolves.toBeUndefined()
    await expect(found?.run()).rejects.toThrow()
  })
})

describe('the options of the suite for embeddings', () => {
  const create = tinyEmbedding

  it('are checked, and errors name what is wrong', () => {
    const cases = (options: object) => () =>
      embeddingConformanceCases({ surface, create, ...options } as never)
    expect(cases({ fixtures: 'openai' })).toThrow('embeddingConformanceCases: unknown option "fixtures"')
    expect(cases({ surface: 'groq' })).toThrow(
      'embeddingConformanceCases: "surface" must be one of "openai", "mistral", "together", "google", "cohere", got "groq"',
    )
    expect(cases({ create: undefined })).toThrow('embeddingConformanceCases: "create" is missing')
    expect(cases({ mutations: -1 })).toThrow('"mutations"')
    expect(cases({ without: { 'err-999': 'there is none' } })).toThrow(
      'embeddingConformanceCases: unknown option "without.err-999"',
    )
  })

  it('give every case a name of its own, and leave recorded responses out by name', () => {
    const names = embeddingConformanceCases({
      surface,
      create,
      without: { 'err-422': 'this server has none' },
    }).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.startsWith('err-422'))).toEqual([])
  })
})
