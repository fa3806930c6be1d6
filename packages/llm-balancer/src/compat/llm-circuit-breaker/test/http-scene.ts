import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import type { Fetch } from '@llm-balancer/provider'
import { expect, onTestFinished } from 'vitest'
import { LLMCircuitBreaker } from '../index.ts'
import type { LLMCallOptions, LLMCircuitBreakerOptions } from '../index.ts'

/** What the service does with one request: answers with a status, breaks the connection, or never answers. */
export type Step =
  | number
  | 'refuse'
  | 'hang'
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }

/** An `LLMCircuitBreaker` in front of a scripted service, on a clock that stands still. */
export type HttpScene = {
  readonly breaker: LLMCircuitBreaker
  readonly clock: FakeClock
  /** Steps to come; when none is left the service answers with 200. */
  readonly steps: Step[]
  /** What has reached the service. */
  readonly requests: { readonly url: string; readonly init: RequestInit; readonly at: number }[]
  readonly call: (call?: Partial<LLMCallOptions>) => Promise<unknown>
  /** Makes one call and gives what it was rejected with, however long it waits. */
  readonly fail: (call?: Partial<LLMCallOptions>) => Promise<unknown>
  /** Opens the circuit with as many failing calls as it takes. */
  readonly open: () => Promise<void>
}

export const url = 'https://api.example.com/v1/chat/completions'
export const key = 'planted-key-0123456789'
export const prompt = 'The launch code is swordfish, no doubt about it.'

/** Makes a breaker in front of a scripted service; `byDefault` is what the service does when no step is left. */
export function httpScene(options: LLMCircuitBreakerOptions = {}, byDefault?: Step): HttpScene {
  const clock = createFakeClock()
  const steps: Step[] = []
  const requests: HttpScene['requests'] = []
  const fetch: Fetch = (address, init) => {
    requests.push({ url: address, init, at: clock.now() })
    return take(steps.shift() ?? byDefault ?? 200, init)
  }
  const breaker = new LLMCircuitBreaker({ fetch, clock, ...options })
  const call: HttpScene['call'] = (given) =>
    breaker.call({
      url,
      headers: { Authorization: `Bearer ${key}` },
      data: { messages: [{ role: 'user', content: prompt }] },
      ...given,
    })
  const fail: HttpScene['fail'] = async (given) => {
    const state: { isSettled: boolean; error?: unknown } = { isSettled: false }
    call(given).then(
      () => (state.isSettled = true),
      (error: unknown) => Object.assign(state, { isSettled: true, error }),
    )
    await clock.settle()
    while (!state.isSettled) await clock.advance(1000)
    return state.error
  }
  const open = async (): Promise<void> => {
    while (breaker.getState().status === 'CLOSED') {
      steps.push(500)
      await call().catch(() => {})
    }
  }
  onTestFinished(() => {
    expect(clock.pending).toBe(0)
  })
  return { breaker, clock, steps, requests, call, fail, open }
}

function take(step: Step, { signal }: RequestInit): Promise<Response> {
  if (step === 'refuse') return Promise.reject(new TypeError('fetch failed'))
  if (step === 'hang') {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error)
      })
    })
  }
  const { status, body = '{"ok":true}', headers } = typeof step === 'number' ? { status: step } : step
  return Promise.resolve(
    new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  )
}
