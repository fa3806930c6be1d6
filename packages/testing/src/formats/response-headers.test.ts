import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createFakeLLM, type FormatName } from '../index.ts'
import { ask } from '../support/ask.ts'

const limits = { requestsPerMinute: 120, tokensPerMinute: 60_000 }
const usage = { inputTokens: 20, outputTokens: 10 }

/** The headers of a target’s second answer, but for those that every answer has. */
const headersOf = async (format: FormatName, options = {}): Promise<object> => {
  const targets = { a: { format, reply: { text: 'x', usage }, ...options } }
  const fake = createFakeLLM({ targets, clock: createFakeClock() })
  await ask(fake, 'a', { format })
  const { headers } = await ask(fake, 'a', { format })
  return Object.fromEntries([...headers].filter(([name]) => name !== 'date' && name !== 'content-type'))
}

const ofOpenAI = {
  'x-ratelimit-limit-requests': '120',
  'x-ratelimit-remaining-requests': '118',
  'x-ratelimit-reset-requests': '1m0s',
}
const tokensOfOpenAI = {
  'x-ratelimit-limit-tokens': '60000',
  'x-ratelimit-remaining-tokens': '59940',
  'x-ratelimit-reset-tokens': '1m0s',
}

const vendors: readonly (readonly [FormatName, object, object])[] = [
  ['openai', { 'x-request-id': 'req_fake_2' }, { ...ofOpenAI, ...tokensOfOpenAI }],
  [
    'azure-openai',
    { 'x-request-id': 'req_fake_2', 'apim-request-id': 'apim_fake_2' },
    { ...ofOpenAI, ...tokensOfOpenAI },
  ],
  ['groq', { 'x-request-id': 'req_fake_2', 'x-groq-region': 'fake' }, tokensOfOpenAI],
  ['google', { server: 'fake' }, {}],
  [
    'cohere',
    { 'x-debug-trace-id': 'trace_fake_2' },
    { 'x-trial-endpoint-call-limit': '120', 'x-trial-endpoint-call-remaining': '118' },
  ],
  [
    'mistral',
    { 'mistral-correlation-id': 'corr_fake_2' },
    {
      'x-ratelimit-limit-req-minute': '120',
      'x-ratelimit-remaining-req-minute': '118',
      'x-ratelimit-limit-tokens-minute': '60000',
      'x-ratelimit-remaining-tokens-minute': '59940',
    },
  ],
  [
    'together',
    { 'x-request-id': 'oFake-2' },
    {
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-reset': '60',
      'x-tokenlimit-limit': '1000',
      'x-tokenlimit-remaining': '1000',
    },
  ],
]

it.each(vendors)(
  '%s numbers its answers in its own header, and has limits only where they are set',
  async (format, id, told) => {
    expect(await headersOf(format)).toEqual(id)
    expect(await headersOf(format, { limits })).toEqual({ ...id, ...told })
  },
)

it.each(vendors)('%s tells nothing of a unit without a limit', async (format, _, told) => {
  const named = (pattern: RegExp) =>
    Object.keys(told)
      .filter((name) => pattern.test(name))
      .toSorted()
  const { requestsPerMinute, tokensPerMinute } = limits
  const onlyRequests = Object.keys(await headersOf(format, { limits: { requestsPerMinute } }))
  const onlyTokens = Object.keys(await headersOf(format, { limits: { tokensPerMinute } }))
  const isToken = /token/
  expect(onlyRequests.filter((name) => name in told).toSorted()).toEqual(named(/^(?!.*token)/))
  expect(onlyTokens.filter((name) => name in told).toSorted()).toEqual(named(isToken))
})

it('Together’s share of a second is no more than what is left of the minute', async () => {
  expect(
    await headersOf('together', { limits: { requestsPerMinute: 100, tokensPerMinute: 61 } }),
  ).toMatchObject({
    'x-ratelimit-limit': '2',
    'x-ratelimit-remaining': '2',
    'x-tokenlimit-limit': '2',
    'x-tokenlimit-remaining': '1',
  })
})
