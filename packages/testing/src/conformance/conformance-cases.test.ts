import { describe, expect, it } from 'vitest'
import { conformanceCases } from './index.ts'
import { probingAdapter, spoilers } from './support/spoilers.ts'
import type { Flaw } from './support/flaw.ts'
import { tinyAdapter } from './support/tiny-adapter.ts'

const fixtures = 'openai-compatible'

describe('the suite', () => {
  for (const { name, run } of conformanceCases({ fixtures, create: (settings) => tinyAdapter(settings) })) {
    it(`is passed by a small adapter: ${name}`, () => expect(run()).resolves.toBeUndefined())
  }
})

type Create = Parameters<typeof conformanceCases>[0]['create']

/** Runs one case over an adapter. */
const runCase = async (name: string, create: Create): Promise<void> => {
  // A recorded refusal of a key is among OpenAI's own responses.
  const recorded = name.startsWith('err-401') ? 'openai' : fixtures
  const found = conformanceCases({ fixtures: recorded, create }).find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no case "${name}"`)
  await found.run()
}

describe('an adapter fails the suite when it', () => {
  const flaws: [Flaw, string][] = [
    [
      'stumbles over what is no frame',
      'chat-stream: what is no frame of the answer is passed over wherever it comes',
    ],
    [
      'passes over broken frames',
      'a frame of JSON that cannot be read, in the middle of a stream, is a failure',
    ],
    ['takes only strings for text', 'chat: numbers and booleans in the place of texts are text'],
    ['takes only strings for text', 'chat-stream: numbers and booleans in the place of texts are text'],
    ['takes only numbers for counts', 'chat: an answer whose counts are texts says the same'],
    ['takes only numbers for counts', 'chat-stream: an answer whose counts are texts says the same'],
    [
      'believes the last account of tokens',
      'chat-stream: an answer with an account of zeros at its end says the same',
    ],
    ['looks for the usage in one place', 'chat: an answer with its usage in the choice says the same'],
    ['looks for the usage in one place', 'chat-stream: an answer with its usage in the choice says the same'],
    ['takes silence for an answer', 'chat: without a word it is no answer'],
    ['takes silence for an answer', 'chat-stream: without a word it is no answer'],
    ['reads escapes only with raw chunks', 'chat-stream: its parts are the same with raw chunks and without'],
    ['takes thoughts for nothing', 'chat-reasoning-content: thoughts alone are an answer without a text'],
    ['reads no stream for a whole answer', 'generate reads a stream, whatever its label'],
    ['reads no whole answer for a stream', 'stream reads a whole answer, whatever its label'],
    [
      'takes a truncated stream for a short answer',
      'chat-stream: a stream that ends after any byte is the full answer or a failure (1 of 4)',
    ],
    ['gives text that was never written', 'chat: generate gives what the body says'],
    ['gives text that was never written', 'a whole answer for a stream is the full answer or a failure'],
    ['gives text that was never written', 'a stream for a whole answer is the full answer or a failure'],
    ['forgets the usage', 'chat-stream: stream gives what the body says, in good order'],
    [
      'drops the provider options',
      'generate merges providerOptions verbatim into the body, and other vendors’ not at all',
    ],
    ['reports nothing', 'chat: generate reports the usage'],
    ['throws what it stumbles over', 'generate takes an empty object for no answer'],
    ['throws what it stumbles over', '50 bodies of noise are answers or failures (1 of 4)'],
    [
      'sends what other vendors noted',
      'generate sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    [
      'cleans ids until they are alike',
      'stream keeps each tool call with its result, and apart from the others, whatever their ids',
    ],
    [
      'makes up ids',
      'generate keeps each tool call with its result, and apart from the others, whatever their ids',
    ],
    ['makes up ids', 'stream sends a conversation that moved here the same way again'],
    [
      'takes a broken stream for a short answer',
      'chat-stream: a stream that breaks off after any byte is the full answer or a failure (2 of 4)',
    ],
    [
      'takes a broken stream for a short answer',
      'a stream with a finish in every chunk that breaks in the middle is a failure',
    ],
  ]

  it.each(flaws)('%s', async (flaw, name) => {
    await expect(runCase(name, (settings) => tinyAdapter(settings))).resolves.toBeUndefined()
    await expect(runCase(name, (settings) => tinyAdapter(settings, flaw))).rejects.not.toThrow(
      'there is no case',
    )
  })

  it('throws what it stumbles over in one of 200 damaged answers', async () => {
    const failing = async (flaw?: Flaw): Promise<number> => {
      const cases = conformanceCases({ fixtures, create: (settings) => tinyAdapter(settings, flaw) })
      const damaged = cases.filter(({ name }) => name.startsWith('50 damaged answers'))
      expect(damaged).toHaveLength(4)
      const outcomes = await Promise.allSettled(damaged.map(({ run }) => run()))
      return outcomes.filter(({ status }) => status === 'rejected').length
    }
    expect(await failing()).toBe(0)
    expect(await failing('throws what it stumbles over')).toBeGreaterThan(0)
  })

  const spoiled: [string, string][] = [
    ['tries again by itself', 'err-422: generate fails as bad-request of the request'],
    ['sends the key in the URL', 'generate sends the key in its one header and nowhere else'],
    [
      'shows the key in its errors',
      'a fetch that fails with the request in its message is a network failure that keeps it',
    ],
    ['shows the key in its errors', 'a body that breaks off with the request in its message keeps it'],
    ['shows the key in its errors', 'an answer that does not parse and repeats the request keeps it'],
    ['shows the key in its errors', 'err-400-context: generate fails as context-length of the request'],
    ['makes an error of its own of an abort', 'generate can be aborted before the headers'],
    [
      'takes everything for a failure of the server',
      'err-400-context: generate fails as context-length of the request',
    ],
    ['gives parts as the chunks come', 'chat-stream: chunks of 1, 3, 7 bytes give the same parts'],
    ['reports no headers', 'the limits in the response’s headers are reported'],
    ['reports no headers', 'err-429-per-day: the headers of a refusal are reported'],
    [
      'repeats what the vendor says',
      'vendors that repeat key, header and prompt in their errors change neither the kind nor what is shown',
    ],
    ['does not cancel what it leaves', 'leaving the loop over a stream closes the connection'],
    [
      'repeats the objects of a vendor',
      'vendors that repeat key, header and prompt in their errors change neither the kind nor what is shown',
    ],
    [
      'repeats the texts of a vendor',
      'vendors that repeat key, header and prompt in their errors change neither the kind nor what is shown',
    ],
    ['leaves the end of a body unread', 'chat: generate gives what the body says'],
    ['completes an answer that is cut', 'chat: a whole answer that is cut is a failure'],
    [
      'fails after all',
      'generate sends nothing of other vendors’ of a conversation that moved here, and all the rest',
    ],
    ['fails after all', 'generate sends a conversation that moved here the same way again'],
    ['finishes a stream that fails', 'err-422: stream fails as bad-request of the request'],
    ['takes every probe for a success', 'err-401: probe, if there is one, fails as generate does'],
    ['reads bodies without an end', 'generate gives an endless body up before it has read 48 MiB'],
    ['reads bodies without an end', 'stream gives an endless body up before it has read 48 MiB'],
    ['reads bodies without an end', 'generate gives endless noise up before it has read 48 MiB'],
    ['reads bodies without an end', 'the endless body of an error does not keep the error from being thrown'],
    ['probes twice', 'err-401: probe, if there is one, fails as generate does'],
  ]

  it.each(spoiled)('%s', async (spoiler, name) => {
    const create = spoilers[spoiler]
    await expect(runCase(name, probingAdapter)).resolves.toBeUndefined()
    await expect(
      runCase(name, (settings) => create?.(settings) ?? tinyAdapter(settings)),
    ).rejects.not.toThrow('there is no case')
  })
})

describe('the options of the suite', () => {
  const create = tinyAdapter

  it('are checked, and errors name what is wrong', () => {
    const cases = (options: object) => () => conformanceCases({ fixtures, create, ...options } as never)
    expect(cases({ fixture: 1 })).toThrow(
      'conformanceCases: unknown option "fixture", did you mean "fixtures"?',
    )
    expect(cases({ fixtures: 'nope' })).toThrow('"fixtures" must be one of "openai", "openai-responses"')
    expect(cases({ fixtures: { surface: 'acme', fixture: [] } })).toThrow(
      'conformanceCases: unknown option "fixtures.fixture", did you mean "fixtures.fixtures"?',
    )
    expect(cases({ fixtures: { surface: 'acme', fixtures: [] } })).toThrow(
      'conformanceCases: "fixtures.expectations" is missing',
    )
    expect(cases({ create: undefined })).toThrow('conformanceCases: "create" is missing')
    expect(cases({ create: 5 })).toThrow('conformanceCases: "create" must be a function, got 5')
    expect(cases({ mutations: -1 })).toThrow('"mutations" must be a whole number within [0, ∞), got -1')
    expect(cases({ noise: 0.5 })).toThrow(
      'conformanceCases: "noise" must be a whole number within [0, ∞), got 0.5',
    )
    expect(cases({ without: { 'err-999': 'there is none' } })).toThrow(
      'conformanceCases: unknown option "without.err-999"; known options are chat, ',
    )
  })

  it('leave recorded responses out by name', () => {
    const names = conformanceCases({ fixtures, create, without: { 'err-422': 'this server has none' } })
    expect(names.filter(({ name }) => name.startsWith('err-422'))).toEqual([])
    expect(names.length).toBeGreaterThan(20)
  })

  it('give every case a name of its own', () => {
    const names = conformanceCases({ fixtures: 'openai', create }).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
