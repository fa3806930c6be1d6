import { inspect } from 'node:util'
import { createFakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BaseProvider, createLLMBalancer, ProviderError } from '../src/index.ts'
import type { LLMBalancer, LLMBalancerEvent, LLMRequest, LLMResponse } from '../src/index.ts'
import { drive, entryFor, keyOf } from './scene.ts'

const header = 'planted-header-value-42'
const prompt = 'planted prompt: the launch code is swordfish'
const secrets = [keyOf('a'), keyOf('b'), header, prompt, 'swordfish']

/** Everything a user might print, store or send somewhere. */
const shown = (value: unknown): string => {
  const errors = value instanceof Error ? [value.stack, value.message] : []
  const printed = inspect(value, { depth: Infinity, showHidden: true })
  return [printed, JSON.stringify(value), String(value), ...errors].join('\n')
}

const expectClean = (...values: readonly unknown[]): void => {
  const text = values.map(shown).join('\n')
  for (const secret of secrets) expect(text).not.toContain(secret)
}

/** What an HTTP library throws: everything hangs on it. */
const axiosLike = (request: LLMRequest, apiKey = ''): Error =>
  Object.assign(new Error(`Request failed: Bearer ${apiKey} said ${request.prompt}`), {
    name: 'AxiosError',
    config: { headers: { Authorization: `Bearer ${apiKey}`, 'x-own': header }, data: request.prompt },
    response: { status: 500, headers: { 'x-echo': apiKey }, data: request.prompt },
    cause: Object.assign(new Error(`inner ${apiKey}`), { headers: { authorization: apiKey } }),
  })

class LeakyProvider extends BaseProvider {
  makeRequest(request: LLMRequest): Promise<LLMResponse> {
    return Promise.reject(axiosLike(request, this.config.apiKey))
  }
}

/** Throws an error of this family that its own code has filled with secrets. */
class LeakyProviderErrorProvider extends BaseProvider {
  makeRequest(request: LLMRequest): Promise<LLMResponse> {
    const cause = axiosLike(request, this.config.apiKey)
    const { message } = cause
    const facts = { kind: 'server', provider: 'own', status: 500, requestId: `id-${keyOf('a')}` } as const
    return Promise.reject(new ProviderError({ ...facts, message, cause, vendorCode: prompt }))
  }
}

const watch = (llm: LLMBalancer): LLMBalancerEvent[] => {
  const events: LLMBalancerEvent[] = []
  llm.on('*', (event) => events.push(event))
  return events
}

const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

describe('no key, header or prompt is shown', () => {
  it.each([
    'refuse',
    'cut-before-headers',
    'cut-in-body',
    'truncate',
    'error-in-body',
    'html',
    'invalid-json',
    'empty',
    'rate-limit',
    'quota',
    'auth',
    'permission',
    'overloaded',
    'server',
    'timeout',
    'bad-request',
    'context-length',
    'content-policy',
    'model-not-found',
    { fault: 'auth', message: `Incorrect API key provided: ${keyOf('a')}` },
    { fault: 'bad-request', message: `cannot answer "${prompt}"` },
    { status: 418, body: `{"error":{"message":"${keyOf('a')} ${prompt}"}}` },
  ] as const)('whatever a vendor answers: %j', async (fault) => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ targets: { a: {}, b: { format: 'anthropic' } }, clock })
    const llm = createLLMBalancer({
      providers: [
        { ...entryFor(fake, 'a'), headers: { 'x-own': header } },
        { ...entryFor(fake, 'b', 'anthropic'), headers: { 'x-own': header } },
      ],
      fetch: (url, init) => fake.fetch(url, init),
      clock,
      strategy: 'failover',
      retry: { maxAttempts: 2 },
    })
    onTestFinished(async () => {
      await llm.close()
      await fake.close()
    })
    const events = watch(llm)
    fake.target('a').outage(fault)
    fake.target('b').outage(fault)
    const messages = [{ role: 'user', content: prompt }] as const
    const stream = llm.request({ prompt, stream: true })
    const readToEnd = async (parts: AsyncIterable<unknown>): Promise<unknown> => {
      for await (const part of parts) expect(part).toBeDefined()
      return undefined
    }
    const ended = (work: Promise<unknown>): Promise<unknown> => drive(outcomeOf(work), clock, 100)
    const errors = [
      await ended(llm.request({ prompt })),
      await ended(llm.generate({ messages })),
      await ended(readToEnd(stream)),
      await ended(stream.response.then(({ usage }) => usage)),
      await ended(readToEnd(llm.stream({ messages }))),
    ]
    await drive(llm.healthCheck(), clock)
    expect(errors[0]).toBeInstanceOf(Error)
    expectClean(errors, ...errors, events, llm, llm.getStats(), llm.snapshot(), llm.getHealthyProviders())
    for (const { headers } of fake.requests) expect(headers['x-own']).toBe(header)
  })

  it.each([LeakyProvider, LeakyProviderErrorProvider])(
    'whatever a custom provider throws: %o',
    async (Leaky) => {
      const provider = new Leaky({ name: 'own', apiKey: keyOf('a'), model: 'm' })
      const llm = createLLMBalancer({ providers: [provider], retry: { maxAttempts: 1 } })
      onTestFinished(() => llm.close())
      const events = watch(llm)
      const errors = [
        await outcomeOf(llm.request({ prompt })),
        await outcomeOf(llm.generate({ messages: [{ role: 'user', content: prompt }] })),
        await outcomeOf(llm.request({ prompt, stream: true }).next()),
      ]
      expect(errors[0]).toMatchObject({ name: 'ProviderError', provider: 'own', status: 500, kind: 'server' })
      expectClean(errors, ...errors, events, llm, provider, llm.getHealthyProviders())
    },
  )

  it('with several keys, after one was changed, and in a group', async () => {
    const fake = createFakeLLM({ targets: { a: {} } })
    const many = {
      ...entryFor(fake, 'a'),
      name: 'many',
      apiKey: undefined,
      apiKeys: [keyOf('a'), 'k-2'],
    } as const
    const fetch = (url: string, init: RequestInit): Promise<Response> => fake.fetch(url, init)
    const group = createLLMBalancer({ providers: [many as never], fetch, retry: { maxAttempts: 2 } })
    const llm = createLLMBalancer({ providers: [{ name: 'group', model: group }] })
    onTestFinished(async () => {
      await llm.close()
      await group.close()
      await fake.close()
    })
    const events = [watch(llm), watch(group)]
    fake.target('a').outage({ fault: 'auth', message: `Incorrect API key provided: ${keyOf('b')}` })
    group.updateProvider('many', { apiKeys: [keyOf('b'), keyOf('a')] })
    const error = await outcomeOf(llm.request({ prompt }))
    expect(error).toBeInstanceOf(Error)
    expectClean(error, events, llm, group, llm.getStats(), group.getStats(), group.getHealthyProviders())
    expectClean(group.snapshot())
  })

  it('when a configuration is refused', () => {
    const key = keyOf('a')
    for (const provider of [
      { name: 'openai', apiKey: `${key}\n`, model: 'm' },
      { name: 'openai', apiKey: key, model: '' },
      { name: 'openai', apiKey: key, model: 'm', baseURL: `http://user:${key}@example.com` },
      { name: 'openai', apiKey: key, model: 'm', weight: -1 },
      { name: 'openai', apiKey: { key } as unknown as string, model: 'm' },
      { name: 'unknown', apiKey: key, model: 'm' },
      { name: 'openai', type: key as 'openai', apiKey: key, model: 'm' },
    ]) {
      let error: unknown
      try {
        createLLMBalancer({ providers: [provider] })
      } catch (thrown) {
        error = thrown
      }
      expect(error).toBeInstanceOf(Error)
      expectClean(error)
    }
  })
})

it('an error keeps its cause, as a copy, out of what is printed or stored', async () => {
  const llm = createLLMBalancer({
    providers: [new LeakyProvider({ name: 'own', apiKey: keyOf('a'), model: 'm' })],
    retry: { maxAttempts: 1 },
  })
  const error = await outcomeOf(llm.request({ prompt }))
  await llm.close()
  if (!(error instanceof ProviderError)) throw error
  expect(Object.keys(error)).not.toContain('cause')
  expect(error.cause).toMatchObject({ name: 'AxiosError', status: 500 })
})
