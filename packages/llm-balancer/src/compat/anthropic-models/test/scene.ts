import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { seededRandom } from '@llm-balancer/core/time'
import { expect, onTestFinished } from 'vitest'
import { AnthropicModelRegistry, LoadBalancedAnthropicModel } from '../index.ts'
import type {
  AnthropicMessageRequest,
  AnthropicMessageResponse,
  AnthropicModel,
  ModelWithWeight,
} from '../index.ts'

/** What a fake model does with one request: answers with its name, answers something else, or fails. */
export type Step = 'ok' | { readonly answer: unknown } | { readonly error: Error } | (() => unknown)

/** Two or more fake models in a registry, and a balancer over them, on a clock that stands still. */
export interface Scene {
  readonly registry: AnthropicModelRegistry
  readonly balancer: LoadBalancedAnthropicModel
  readonly clock: FakeClock
  /** The models that were asked, in order. */
  readonly asked: string[]
  /** The models that the next message asks. */
  readonly askedBy: (message: () => Promise<unknown>) => Promise<string[]>
  /** What the model does from now on; a list is used up and followed by answers. */
  readonly script: (name: string, steps: Step | Step[]) => void
  readonly send: () => Promise<AnthropicMessageResponse>
}

export const request: AnthropicMessageRequest = {
  messages: [{ role: 'user', content: 'Hello, world!' }],
  model: 'claude-3-opus-20240229',
  max_tokens: 1024,
}

/** A whole answer. */
export const answerOf = (text: string): AnthropicMessageResponse => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: request.model },
  content: [{ type: 'text', text }],
  ...{ stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 11, output_tokens: 7 } },
})

/** An error with a status, as the vendor's SDK throws it. */
export const refusal = (status: number, message = `refused with ${String(status)}`): Error =>
  Object.assign(new Error(message), { status })

/** Makes a scene. `options` are those after the list of models. */
export function scene(
  weights: Readonly<Record<string, number>>,
  {
    errorTimeoutMs = 30_000,
    timeoutMs = Infinity,
    models,
  }: {
    readonly errorTimeoutMs?: number
    readonly timeoutMs?: number
    readonly models?: readonly ModelWithWeight[]
  } = {},
): Scene {
  const clock = createFakeClock()
  const registry = new AnthropicModelRegistry()
  const asked: string[] = []
  const scripts = new Map<string, Step | Step[]>()
  for (const name of Object.keys(weights)) registry.register(name, fakeModel(name, scripts, asked))
  const listed = models ?? Object.entries(weights).map(([name, weight]) => ({ name, weight }))
  const random = seededRandom(7)
  const balancer = new LoadBalancedAnthropicModel(registry, listed, errorTimeoutMs, {
    clock,
    random,
    timeoutMs,
  })
  onTestFinished(() => {
    expect(clock.pending).toBe(0)
  })
  return {
    registry,
    balancer,
    clock,
    asked,
    async askedBy(message) {
      const before = asked.length
      await message().catch(() => {})
      return asked.slice(before)
    },
    script: (name, steps) => scripts.set(name, steps),
    send: () => balancer.message(request),
  }
}

function fakeModel(
  name: string,
  scripts: ReadonlyMap<string, Step | Step[]>,
  asked: string[],
): AnthropicModel {
  return {
    message() {
      asked.push(name)
      const script = scripts.get(name) ?? 'ok'
      const step = Array.isArray(script) ? (script.shift() ?? 'ok') : script
      if (step === 'ok') return Promise.resolve(answerOf(`from ${name}`))
      if (typeof step === 'function') return step() as Promise<AnthropicMessageResponse>
      if ('error' in step) return Promise.reject(step.error)
      return Promise.resolve(step.answer as AnthropicMessageResponse)
    },
  }
}
