import { describe, expect, it } from 'vitest'
import { LLMCircuitBreaker } from '../src/compat/llm-circuit-breaker/index.ts'
import { BalancerClosedError, BaseProvider, createLLMBalancer } from '../src/index.ts'
import type { ChatRequest, LLMResponse, WholeLLMRequest } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

class Own extends BaseProvider {
  error: unknown

  makeRequest(): Promise<LLMResponse> {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what users' code does
    return Promise.reject(this.error)
  }
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const good = { name: 'openai', apiKey: 'k', model: 'm' } as const

describe('a message names what takes the place of', () => {
  it.each<[object, string]>([
    [{ retry: { maxRetries: 2 } }, '"retry.maxRetries"; use "retry.maxAttempts"'],
    [{ retry: { retries: 2 } }, '"retry.retries"; use "retry.maxAttempts"'],
    [{ baseUrl: 'x' }, '"baseUrl"; use "providers[].baseURL"'],
    [{ apiKey: 'x' }, '"apiKey"; use "providers[].apiKey"'],
    [{ model: 'x' }, '"model"; use "providers[].model"'],
  ])('%j', (options, message) => {
    expect(() => createLLMBalancer({ providers: [good], ...options })).toThrow(message)
  })

  it('words of requests', async () => {
    const { llm } = scene({ a: {} })
    const chat = { messages: [{ role: 'user', content: 'Hi' }], stream: true } as const
    expect(await rejection(llm.generate(chat))).toHaveProperty(
      'message',
      'generate: unknown option "stream"; use "stream()"',
    )
    expect(await rejection(llm.generate({ messages: [], model: 'm' } as ChatRequest))).toHaveProperty(
      'message',
      'generate: unknown option "model"; use "options.model"',
    )
  })

  it('flat options of a circuit breaker', () => {
    expect(() => new LLMCircuitBreaker({ failureThreshold: 3 } as never)).toThrow(
      'use "circuitBreaker.failureThreshold"',
    )
  })

  it('a misspelt provider', () => {
    const { llm } = scene({ openai: {} })
    expect(() => {
      llm.updateProvider('openia', { weight: 1 })
    }).toThrow(
      'updateProvider: there is no provider "openia", did you mean "openai"? known providers are openai',
    )
  })
})

it('the key of a custom provider is refused by the name that was written', async () => {
  const llm = createLLMBalancer({ providers: [new Own({ name: 'echo', model: 'm' })] })
  expect(() => {
    llm.updateProvider('echo', { apiKey: 'k' })
  }).toThrow('updateProvider: "apiKey" of "echo" cannot be changed; a provider of your own holds its own key')
  await llm.close()
})

it.each<[readonly unknown[], string]>([
  [[], '"apiKeys" must be an array with at least one key, got an empty one'],
  [['a', 5], '"apiKeys[1]" must be a string that is not empty, or a function, got a number'],
])('bad keys are told by their place: %j', (apiKeys, message) => {
  const bad = { name: 'openai', model: 'm', apiKeys } as never
  expect(() => createLLMBalancer({ providers: [bad] })).toThrow(message)
})

it('embed says that the balancer is empty, or closed', async () => {
  const llm = createLLMBalancer({ providers: [] })
  const empty = await rejection(llm.embed({ values: ['a'] }))
  expect(empty).toMatchObject({
    name: 'NoTargetAvailableError',
    message: 'balancer: has no targets; add one',
    considered: [],
  })
  await llm.close()
  expect(await rejection(llm.embed({ values: ['a'] }))).toBeInstanceOf(BalancerClosedError)
})

it('a request that cannot be read rejects', async () => {
  const { llm } = scene({ a: {} })
  expect(await rejection(llm.request(revoked() as WholeLLMRequest))).toBeInstanceOf(TypeError)
})

it('an unreadable value that a custom provider throws is failed over', async () => {
  const own = new Own({ name: 'own', model: 'm', priority: 0 })
  own.error = revoked()
  const { llm, drive } = scene({ a: {} }, { entries: { a: { priority: 1 } } })
  llm.addProvider(own)
  const { attempts } = await drive(llm.generate({ messages: [{ role: 'user', content: 'Hi' }] }))
  expect(attempts.map(({ targetId }) => targetId)).toEqual(['own', 'a'])
})

it('a circuit’s rule that throws is told as listener-failed', async () => {
  const fail = (): never => {
    throw new Error('oops')
  }
  const nothing = (): void => {}
  const counter = { success: () => false, failure: fail, reset: nothing, toJSON: nothing, restore: nothing }
  const trip = { createCounter: () => counter }
  const { llm, drive, fake } = scene({ a: {}, b: {} }, { circuitBreaker: { trip } })
  const errors: unknown[] = []
  llm.on('listener-failed', ({ error }) => errors.push(error))
  fake.target('a').script(['server'])
  await drive(llm.request({ prompt: 'Hi' }))
  expect(errors).toContainEqual(new Error('oops'))
})

describe('the name of a provider in the options of a call', () => {
  it.each([
    [
      { pin: 'openia' },
      '"pin": there is no provider "openia", did you mean "openai"? known providers are openai, eu',
    ],
    [
      { pin: 'sk-abcdefghijkl' },
      '"pin": there is no provider a string of 15 characters; known providers are',
    ],
    [{ only: 'openia' }, '"only": there is no provider or tag "openia", did you mean "openai"?'],
    [
      { only: ['eu', 'oss-modles'] },
      '"only": there is no provider or tag "oss-modles", did you mean "oss-models"?',
    ],
    [{ exclude: ['openia'] }, '"exclude": there is no provider or tag "openia", did you mean "openai"?'],
  ])('is refused when it is misspelt: %o', async (options, message) => {
    const { llm, drive, asked } = scene({ openai: {}, eu: {} }, { entries: { eu: { tags: ['oss-models'] } } })
    const messages = [{ role: 'user', content: 'Hi' }] as const
    const calls = [
      () => llm.request({ prompt: 'Hi' }, options),
      () => llm.generate({ messages }, options),
      () => llm.embed({ values: ['a'] }, options),
    ]
    for (const call of calls) {
      const error = await rejection(drive<unknown>(call()))
      expect(error).toBeInstanceOf(RangeError)
      expect(String(error)).toContain(message)
    }
    expect(() => llm.stream({ messages }, options)).toThrow(message)
    expect(() => llm.request({ prompt: 'Hi', stream: true }, options)).toThrow(message)
    expect(asked()).toEqual([])
  })

  it('may be that of a removed provider, or of none that is similar', async () => {
    const { llm, drive, asked } = scene({ openai: {}, openai2: {} })
    await drive(llm.removeProvider('openai2'))
    await drive(llm.request({ prompt: 'Hi' }, { exclude: ['openai2', 'elsewhere'] }))
    expect(asked()).toEqual(['openai'])
  })
})
